"""The table of the 18 losses, row by row: each column is compared with the installed torch.

18 种损失函数的总结表，逐行检查：每一列都与所安装的 torch 比较。
"""

from hypothesis import given

from grader import assert_equal, assert_that, check
from reference.week4 import loss_summary as reference
from reference.week4 import probes_loss_summary as probes


@check(
    1,
    zh="18 种损失各有一行，公式不为空",
    en="each of the 18 losses has one row, with a formula",
)
@given(loss=reference.losses())
def test_rows(student, loss):
    rows = student.probe(probes.fact, loss, "rows")
    formula = student.probe(probes.fact, loss, "formula")

    assert_equal(rows, 1, where="rows")
    assert_that(
        formula is True,
        got=formula,
        want="True",
        zh="这一行的公式是空的，或缺少公式一列",
        en="the formula of this row is empty, or the table has no column for it",
    )


@check(2, zh="输入的个数", en="the number of inputs")
@given(loss=reference.losses())
def test_inputs(student, loss):
    got = student.probe(probes.fact, loss, "inputs")

    assert_equal(got, reference.wanted(loss, "inputs"), where="inputs")


@check(2, zh="目标的内容", en="what the target holds")
@given(loss=reference.losses())
def test_target(student, loss):
    got = student.probe(probes.fact, loss, "target")

    assert_equal(got, reference.wanted(loss, "target"), where="target")


@check(2, zh="是否支持 weight", en="whether weight is supported")
@given(loss=reference.losses())
def test_supports_weight(student, loss):
    got = student.probe(probes.fact, loss, "supports_weight")

    assert_equal(got, reference.wanted(loss, "supports_weight"), where="supports_weight")


@check(1, zh="reduction 的默认值", en="the default reduction")
@given(loss=reference.losses())
def test_default_reduction(student, loss):
    got = student.probe(probes.fact, loss, "default_reduction")

    assert_equal(got, reference.wanted(loss, "default_reduction"), where="default_reduction")
