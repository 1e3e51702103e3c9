"""The curve y = slope * x in TensorBoard: what must be in the event files.

TensorBoard 中的曲线 y = slope * x：事件文件里必须有什么。
"""

from hypothesis import given

from grader import assert_one_of_series, assert_that, check
from reference.week5 import tensorboard_line as reference


@check(6, homework=True, zh="曲线 y = 2x 在事件文件里", en="the curve y = 2x is in the event files")
def test_homework_curve(student):
    log = student.log(student.draw_line)

    assert_one_of_series(log.scalars, reference.line(2.0), at_least=10)


@check(3, zh="任何斜率、任何步数的曲线都正确", en="the curve is right for any slope and any steps")
@given(line=reference.lines())
def test_any_line(student, line):
    log = student.log(student.draw_line, **line)

    assert_one_of_series(log.scalars, reference.line(line["slope"]), steps=line["steps"])


@check(
    1,
    zh="writer 已关闭或刷新，没有点会丢失",
    en="the writer is closed or flushed, no point is lost",
)
def test_closes_the_writer(student):
    record = student.record_log(student.draw_line)

    assert_one_of_series(record.log.scalars, reference.line(2.0), at_least=10)
    assert_that(
        record.unflushed == 0,
        got=record.unflushed,
        want=0,
        zh="函数返回时还有 writer 没有关闭或刷新，内存中的点可能丢失",
        en="a writer was left open and not flushed; points still in memory may be lost",
    )
