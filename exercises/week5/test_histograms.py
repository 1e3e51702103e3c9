"""Weights and gradients as histograms: the lesson's LeNet first, then any model.

权重与梯度的直方图：先是课程中的 LeNet，再是任意模型。
"""

from hypothesis import given

from grader import assert_equal, assert_histograms, check
from reference.week5 import histograms as reference
from reference.week5 import probes_histograms as probes


@check(
    3,
    zh="LeNet 反向传播一次之后，所有权重和梯度的直方图",
    en="LeNet after one backward pass: histograms of all weights and gradients",
)
def test_lesson_network(student):
    case = reference.lesson()

    log = student.log(probes.log_with_gradients, **case)

    assert_histograms(log.histograms, reference.parameters(**case), step=case["step"])
    assert_histograms(log.histograms, reference.gradients(**case), step=case["step"])


@check(
    1,
    examples=20,
    zh="任意模型的每个参数都有直方图，步数正确",
    en="every parameter of any model has its histogram, at the right step",
)
@given(case=reference.cases())
def test_any_parameters(student, case):
    log = student.log(probes.log_with_gradients, **case)

    assert_histograms(log.histograms, reference.parameters(**case), step=case["step"])


@check(
    1,
    examples=20,
    zh="任意模型的每个梯度都有直方图",
    en="every gradient of any model has its histogram",
)
@given(case=reference.cases())
def test_any_gradients(student, case):
    log = student.log(probes.log_with_gradients, **case)

    assert_histograms(log.histograms, reference.gradients(**case), step=case["step"])


@check(
    1,
    examples=10,
    zh="没有梯度的参数只有自己的直方图",
    en="a parameter without gradient has its own histogram only",
)
@given(case=reference.cases(without=True))
def test_missing_gradients(student, case):
    log = student.log(probes.log_with_gradients, **case)

    assert_histograms(log.histograms, reference.parameters(**case), step=case["step"])
    assert_histograms(log.histograms, reference.gradients(**case), step=case["step"])


@check(
    1,
    examples=10,
    zh="写完之后模型、梯度和模式保持原样",
    en="model, gradients and mode are left as they were",
)
@given(case=reference.cases(without=True))
def test_leaves_the_model_alone(student, case):
    record = student.record_log(probes.log_with_gradients, **case)

    first = reference.parameters(**case)[:1]
    assert_histograms(record.log.histograms, first, step=case["step"])
    assert_equal(record.value, {"changed": []})
