"""Oracle, inputs and misconceptions of week5/tensorboard_line."""

from collections.abc import Callable, Iterable
from typing import Any

import hypothesis.strategies as st

from grader import misconception, says
from grader.model import Text

OTHER_CURVES = ("loss", "acc", "损失", "准确率", "lr", "学习率")
SWAPPED = Text(
    "值与步数写反了：add_scalar 的参数依次是 tag、值、步数，y = 2x 应写 add_scalar(tag, 2 * x, x)",
    "value and step are in each other's place: add_scalar takes tag, value, step, so y = 2x is"
    " add_scalar(tag, 2 * x, x)",
)
MATPLOTLIB = Text(
    "曲线是用 matplotlib 画的：作业要求写进 TensorBoard 的事件文件（add_scalar）",
    "the curve is drawn by matplotlib: the homework asks for it in TensorBoard's event files,"
    " by add_scalar",
)


def draw_line(log_dir: str, slope: float = 2.0, steps: Iterable[int] = range(100)) -> None:
    """The curve of the contract."""
    _write(log_dir, ((slope * x, x) for x in steps))


def line(slope: float) -> Callable[[int], float]:
    """The value that the curve has at a step."""
    return lambda step: slope * step


def lines() -> st.SearchStrategy[dict[str, Any]]:
    """A slope other than the homework's and some distinct steps, in any order."""
    quarters = st.integers(-40, 40).filter(lambda n: n not in {0, 8}).map(lambda n: n / 4)
    steps = st.lists(st.integers(0, 500), min_size=2, max_size=8, unique=True)
    return st.fixed_dictionaries({"slope": quarters, "steps": steps})


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: it plotted y = 2x, or wrote scalars.

    Curves of loss, accuracy or learning rate are about something else.
    """
    names = [f"{one.run} {one.tag}".lower() for one in record.log.scalars]
    others = [name for name in names if any(part in name for part in OTHER_CURVES)]
    return len(names) > len(others) or _plotted(record)


def advice(record: Any) -> list[Text]:
    """What is worth a word and costs no points by itself."""
    if _plotted(record) and not record.log.scalars:
        return [MATPLOTLIB]
    curves = [dict(zip(one.steps, one.values, strict=True)) for one in record.log.scalars]
    return [SWAPPED] if any(_is_swapped(curve) for curve in curves) else []


def _is_swapped(curve: dict[int, float]) -> bool:
    return any(curve.values()) and all(2 * value == step for step, value in curve.items())


def _plotted(record: Any) -> bool:
    return record.traces.curves > 0 and says(record.said, r"y ?= ?2 ?\*? ?x")


def _write(log_dir: str, points: Iterable[tuple[float, int | None]]) -> None:
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer:
        for value, step in points:
            writer.add_scalar("y", value, step)


@misconception(
    zh="斜率写死成 2，没有使用参数 slope",
    en="the slope is fixed at 2; the parameter slope is not used",
    hint_zh="曲线应随参数变化：把 2 换成 slope",
    hint_en="the curve should follow the parameter: slope in place of 2",
)
class FixedSlope:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        _write(log_dir, ((2.0 * x, x) for x in steps))


@misconception(
    zh="步数写死，没有使用参数 steps",
    en="the steps are fixed; the parameter steps is not used",
    hint_zh="循环应遍历 steps，而不是固定的 range",
    hint_en="the loop should run over steps rather than over a fixed range",
)
class FixedSteps:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        _write(log_dir, ((slope * x, x) for x in range(100)))


@misconception(
    zh="没有传 global_step，所有点落在同一步",
    en="global_step is not passed: all points lie on one step",
    hint_zh="add_scalar 的第三个参数是横坐标",
    hint_en="the third argument of add_scalar is the x of the point",
)
class NoGlobalStep:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        _write(log_dir, ((slope * x, None) for x in steps))


@misconception(
    zh="值与步数写反了：x 作了值，y 作了步数",
    en="value and step are swapped: x is written as the value, y as the step",
    hint_zh="add_scalar(tag, 值, 步数)：先值后步数",
    hint_en="add_scalar(tag, value, step): the value comes first",
)
class SwappedAxes:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        _write(log_dir, ((x, int(slope * x)) for x in steps))


@misconception(
    zh="写的是 x 的平方",
    en="the square of x is written",
    hint_zh="y = slope * x 是一条直线",
    hint_en="y = slope * x is a straight line",
)
class Square:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        _write(log_dir, ((float(x) ** 2, x) for x in steps))


@misconception(
    zh="写的是 2 的 x 次方",
    en="two to the power of x is written",
    hint_zh="2x 是 2 乘以 x，不是 2 的 x 次方",
    hint_en="2x is 2 times x, not 2 to the power of x",
)
class PowerOfTwo:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        _write(log_dir, ((2.0**x, x) for x in steps))


@misconception(
    zh="步数比值多 1：值从 0 开始，步数从 1 开始",
    en="steps run one ahead of the values: values from 0, steps from 1",
    hint_zh="同一个 x 既决定值，也作为步数",
    hint_en="the same x gives both the value and the step",
)
class StepsOneAhead:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        _write(log_dir, ((slope * x, x + 1) for x in steps))


@misconception(
    zh="写的步数是第几个点，而不是 x",
    en="the step that is written is the number of the point, not x",
    hint_zh="横坐标是 x 本身；steps = [0, 5, 7] 时应有 0、5、7 三个步数",
    hint_en="the step is x itself: steps = [0, 5, 7] gives the steps 0, 5, 7",
)
class PositionAsStep:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        _write(log_dir, ((slope * x, position) for position, x in enumerate(steps)))


@misconception(
    zh="每个点用了不同的标签，成了许多条只有一个点的曲线",
    en="every point has a tag of its own, which makes many series of one point",
    hint_zh="同一条曲线的点用同一个标签",
    hint_en="the points of one curve share one tag",
)
class TagForEachPoint:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        from torch.utils.tensorboard import SummaryWriter

        with SummaryWriter(log_dir) as writer:
            for x in steps:
                writer.add_scalar(f"y{x}", slope * x, x)


@misconception(
    zh="log_dir 里什么也没有写入：可能没有把 log_dir 交给 SummaryWriter",
    en="nothing was written below log_dir: perhaps SummaryWriter was not given it",
    hint_zh="SummaryWriter(log_dir) 决定事件文件放在哪里，不写则放进 runs 文件夹",
    hint_en="SummaryWriter(log_dir) decides where the event file goes; the default is runs",
)
class FolderIgnored:
    def draw_line(log_dir, slope=2.0, steps=range(100)):
        return None
