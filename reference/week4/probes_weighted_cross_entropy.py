"""Probes of week4/weighted_cross_entropy. They run beside the student's code."""


def both_means(student, case):
    """The mean by name and by default."""
    return {
        "mean": student.weighted_cross_entropy(**case, reduction="mean"),
        "default": student.weighted_cross_entropy(**case),
    }


def none_and_sum(student, case):
    """The results under none and sum."""
    return {
        name: student.weighted_cross_entropy(**case, reduction=name) for name in ("none", "sum")
    }
