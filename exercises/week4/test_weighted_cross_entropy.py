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
from reference.week4 import probes_weighted_cross_entropy as probes
from reference.week4 import weighted_cross_entropy as reference


@check(
    3,
    homework=True,
    zh="作业数据：每个样本的损失与加权后的损失",
    en="the homework's terms: the loss of each sample, plain and weighted",
)
def test_homework_terms(student):
    record = student.record(student.explain_mean, **reference.homework())

    want = reference.HOMEWORK_LOSSES
    assert_entries(reference.found(record, want), want)


@check(
    3,
    homework=True,
    zh="作业数据：reduction 为 none 与 sum 的结果",
    en="the homework's results under none and sum",
)
def test_homework_none_and_sum(student):
    record = student.record(probes.none_and_sum, reference.homework())

    want = reference.HOMEWORK_REDUCED
    assert_entries(reference.found(record, want), want)


@check(
    4,
    homework=True,
    zh="作业数据：mean 与默认的结果都是 0.3642",
    en="the homework's result under mean, the default, is 0.3642",
)
def test_homework_mean(student):
    record = student.record(probes.both_means, reference.homework())

    want = reference.HOMEWORK_MEANS
    assert_entries(reference.found(record, want), want)


@check(
    2,
    homework=True,
    zh="作业数据：分母是 5，由它得到均值 0.3642",
    en="the homework's terms: the denominator is 5, which makes the mean 0.3642",
)
def test_homework_denominator(student):
    record = student.record(student.explain_mean, **reference.homework())

    want = reference.HOMEWORK_QUOTIENT
    assert_entries(reference.found(record, want), want)


@check(
    1,
    zh="任意输入与权重，none 与 sum 都与 torch 一致，参数不被改动",
    en="none and sum equal torch's for any inputs and weights, and arguments are left alone",
)
@given(case=reference.cases("none", "sum"))
def test_equals_torch(student, case):
    want = reference.weighted_cross_entropy(**case)

    assert_close(assert_unchanged(student.weighted_cross_entropy, **case), want)


@check(1, zh="给一行加上同一个数，结果不变", en="adding a constant to a row changes nothing")
@given(case=reference.cases("none"), shift=reference.shifts())
def test_ignores_a_shift(student, case, shift):
    want = reference.weighted_cross_entropy(**case)

    shifted = {**case, "inputs": case["inputs"] + shift}

    assert_close(student.weighted_cross_entropy(**shifted), want, rtol=1e-3, atol=1e-3)


@check(1, zh="logits 到 ±10000 时损失仍然正确", en="the loss is right for logits of ±10000 too")
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
        student.weighted_cross_entropy,
        reference.loss_of,
        inputs,
        case["target"],
        case["weight"],
        reduction="none",
    )


@check(
    1,
    zh="任意输入与权重，mean 都与 torch 一致",
    en="the mean equals torch's for any inputs and weights",
)
@given(case=reference.cases("mean"))
def test_mean_equals_torch(student, case):
    want = reference.weighted_cross_entropy(**case)

    assert_close(student.weighted_cross_entropy(**case), want)


@check(
    1,
    zh="任意输入的各个量都正确，均值等于加权之和除以分母",
    en="the terms are right for any inputs, and the mean is the weighted sum over the denominator",
)
@given(case=reference.weighted_cases())
def test_explains_any_mean(student, case):
    want = reference.explain_mean(**case)

    assert_entries(student.explain_mean(**case), want)


@check(1, zh="未知的 reduction 抛出 ValueError", en="an unknown reduction raises ValueError")
def test_refuses_unknown_reduction(student):
    case = reference.homework()

    assert_close(
        student.weighted_cross_entropy(**case, reduction="none"),
        reference.HOMEWORK_TERMS["weighted"],
    )
    for reduction in ("average", "", "Mean"):
        assert_raises(ValueError, student.weighted_cross_entropy, **case, reduction=reduction)


@check(
    1,
    zh="手写：结果正确，并且没有调用 torch 的损失",
    en="by hand: the right results, without torch's losses",
)
def test_by_hand(student):
    case = reference.homework()

    _, _, losses, terms = assert_by_hand(
        (student.weighted_cross_entropy, case),
        (student.weighted_cross_entropy, {**case, "reduction": "sum"}),
        (student.weighted_cross_entropy, {**case, "reduction": "none"}),
        (student.explain_mean, case),
    )

    assert_close(losses, reference.HOMEWORK_TERMS["weighted"])
    assert_entries(terms, reference.HOMEWORK_LOSSES)
