"""Weighted cross entropy: the homework's numbers, then any numbers.

带权重的交叉熵：先是作业中的数，再是任意的数。
"""

from hypothesis import given

from grader import (
    assert_by_hand,
    assert_close,
    assert_entries,
    assert_gradient,
    assert_raises,
    assert_unchanged,
    check,
)
from reference.week4 import weighted_cross_entropy as reference


@check(
    5,
    zh="作业数据：加权损失、分母 5 与均值 0.3642",
    en="the homework's terms: weighted losses, denominator 5, mean 0.3642",
)
def test_homework_terms(student):
    terms = student.explain_mean(**reference.homework())

    assert_entries(terms, reference.HOMEWORK_TERMS)


@check(
    7, zh="作业数据：三种 reduction 的结果", en="the homework's results under the three reductions"
)
def test_homework_reductions(student):
    case = reference.homework()

    assert_close(
        student.weighted_cross_entropy(**case, reduction="none"),
        reference.HOMEWORK_TERMS["weighted"],
    )
    assert_close(student.weighted_cross_entropy(**case, reduction="sum"), 1.820985)
    assert_close(student.weighted_cross_entropy(**case, reduction="mean"), 0.364197)
    assert_close(student.weighted_cross_entropy(**case), 0.364197)


@check(
    2,
    zh="任意输入、权重与 reduction 都与 torch 一致",
    en="it equals torch for any inputs, weights and reduction",
)
@given(case=reference.cases())
def test_equals_torch(student, case):
    want = reference.weighted_cross_entropy(**case)

    assert_close(assert_unchanged(student.weighted_cross_entropy, **case), want)


@check(
    1,
    zh="任意输入的各个量都正确，均值等于加权和除以分母",
    en="the terms are right for any inputs, the mean being their quotient",
)
@given(case=reference.weighted_cases())
def test_explains_any_mean(student, case):
    want = reference.explain_mean(**case)

    assert_entries(student.explain_mean(**case), want)


@check(1, zh="给一行加上同一个数，结果不变", en="adding a constant to a row changes nothing")
@given(case=reference.cases(), shift=reference.shifts())
def test_ignores_a_shift(student, case, shift):
    want = reference.weighted_cross_entropy(**case)

    shifted = {**case, "inputs": case["inputs"] + shift}

    assert_close(student.weighted_cross_entropy(**shifted), want, rtol=1e-3, atol=1e-3)


@check(1, zh="logits 到 ±10000 也不溢出", en="logits of ±10000 do not overflow")
@given(case=reference.huge_cases())
def test_survives_large_logits(student, case):
    want = reference.weighted_cross_entropy(**case)

    got = student.weighted_cross_entropy(**case)

    # float32 keeps three decimals at this size, whatever the way of computing
    assert_close(got, want, rtol=1e-3, atol=1e-2)


@check(1, zh="梯度与 torch 一致", en="the gradient equals torch's")
@given(case=reference.weighted_cases())
def test_gradient(student, case):
    inputs = case["inputs"].clone().requires_grad_()

    assert_gradient(
        student.weighted_cross_entropy, reference.mean_of, inputs, case["target"], case["weight"]
    )


@check(1, zh="未知的 reduction 抛出 ValueError", en="an unknown reduction raises ValueError")
def test_refuses_unknown_reduction(student):
    case = reference.homework()

    assert_close(student.weighted_cross_entropy(**case, reduction="sum"), 1.820985)
    for reduction in ("average", "", "Mean"):
        assert_raises(ValueError, student.weighted_cross_entropy, **case, reduction=reduction)


@check(1, zh="手写完成，没有调用 torch 的损失", en="it is written by hand, without torch's losses")
def test_by_hand(student):
    case = reference.homework()

    mean, terms = assert_by_hand(
        (student.weighted_cross_entropy, case), (student.explain_mean, case)
    )

    assert_close(mean, 0.364197)
    assert_entries(terms, reference.HOMEWORK_TERMS)
