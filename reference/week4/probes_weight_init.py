"""What runs beside the student's code: one experiment repeated, with nothing reseeded between."""


def three_runs(student, other_seed, **case):
    """The experiment, the same with another seed, and the first again."""
    first = student.activation_stds(**case)
    other = student.activation_stds(**{**case, "seed": other_seed})
    again = student.activation_stds(**case)
    return {"first": first, "other": other, "again": again}
