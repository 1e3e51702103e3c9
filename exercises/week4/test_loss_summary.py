"""The table of the 18 losses, row by row: each column is compared with the installed torch.

18 种损失函数的总结表，逐行检查：每一列都与所安装的 torch 比较。
"""

from hypothesis import given

from grader import assert_equal, assert_that, check
from reference.week4 import loss_summary as reference
from reference.week4 import probes_loss_summary as probes


def assert_column(student, loss, column):
    """A column is right in the loss's row; one forgotten row costs the check of rows alone."""
    if not student.probe(probes.is_the_only_one_missing, loss):
        got = student.probe(probes.fact, loss, column)
        assert_equal(got, reference.wanted(loss, column), where=column)


@check(
    1,
    zh="18 种损失各有一行，公式不为空",
    en="each of the 18 losses has one row, with a formula",
)
@given(loss=reference.losses())
def test_rows(student, loss):
    rows = student.probe(probes.fact, loss, "rows")
    formula = student.probe(probes.fact, loss, "formula")

    assert_that(
        type(rows) is int and rows == 1,
        got=rows,
        want="1",
        zh="这是该损失在表中的行数，应当恰好一行",
        en="this is how many rows the table has for the loss; it should have exactly one",
    )
    assert_that(
        formula is True,
        got=formula,
        want="True",
        zh="这一行的公式是空的，或缺少公式一列",
        en="the formula of this row is empty, or the table has no column for it",
    )


@check(2, zh="每种损失的输入个数正确", en="the number of inputs is right for each loss")
@given(loss=reference.losses())
def test_inputs(student, loss):
    assert_column(student, loss, "inputs")


@check(2, zh="每种损失的目标正确", en="the kind of target is right for each loss")
@given(loss=reference.losses())
def test_target(student, loss):
    assert_column(student, loss, "target")


@check(
    2, zh="每种损失是否支持 weight 正确", en="whether weight is supported is right for each loss"
)
@given(loss=reference.losses())
def test_supports_weight(student, loss):
    assert_column(student, loss, "supports_weight")


@check(1, zh="每种损失的默认 reduction 正确", en="the default reduction is right for each loss")
@given(loss=reference.losses())
def test_default_reduction(student, loss):
    assert_column(student, loss, "default_reduction")
