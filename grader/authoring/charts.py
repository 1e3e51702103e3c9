"""Claims about charts. TensorBoard draws a tag in one chart, with a curve for every run."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.authoring import draw
from grader.authoring.errors import Evidence, Mismatch
from grader.authoring.evidence import NO_SERIES, SHOWN, close
from grader.authoring.show import show
from grader.log import Series
from grader.model import Chart, Text

LISTED = 8
MOST_CHARTS = 4
LEAST_POINTS = 2

ONE_RUN = Text(
    "{tags} 是同一个 run 里的两个标签，TensorBoard 会画成两幅图；"
    "同一幅图需要两个 run 用同一个标签：add_scalars，或两个文件夹中各一个 writer",
    "{tags} are two tags in one run, which TensorBoard draws as two charts; one chart is the same"
    " tag in two runs: add_scalars, or two writers in two folders",
)
OTHER_TAGS = Text(
    "不同的标签会画成不同的图；同一幅图需要两个 run 用同一个标签",
    "different tags are different charts; one chart is the same tag in two runs",
)
TOGETHER = Text(
    "这些曲线都在同一幅图里：不同的图要用不同的标签",
    "these curves share one chart: charts of their own need different tags",
)
TOO_FEW = Text(
    "需要 {least} 幅图，每幅至少有两条曲线、每条至少有两个不同的步数；这样的图有 {count} 幅",
    "{least} charts are needed, each with at least two curves of at least two different steps;"
    " found: {count}",
)
NO_CURVE = Text(
    "没有这样的曲线；得到的是最接近的一条",
    "there is no such curve; the closest one is shown",
)
NO_ROWS = Text(
    "应为 {count} 个字典的列表，每轮一个",
    "a list of {count} dicts is expected, one per epoch",
)
NO_ENTRY = Text(
    "第 {row} 个字典（从 0 数起）的 {key} 应为有限的数",
    "{key} of dict {row}, counted from 0, should be a finite number",
)


def assert_charts(series: Sequence[Series], *charts: Mapping[str, Sequence[float]]) -> None:
    """Every chart is drawn: its curves under one tag in different runs, each chart its own tag.

    A curve has one value per epoch; epochs are numbered from 0 or from 1. Tags and runs may
    have any names, and other curves may be there too.

    Args:
        charts: for each chart its curves, a name for messages and the values

    Raises:
        Mismatch: with the first curve that is missing, or the tags that keep curves apart.
    """
    assert_curves(series, *charts)
    tags = [_tags_of(series, chart) for chart in charts]
    for chart, found in zip(charts, tags, strict=True):
        if not found:
            curves = [
                one for one in series if any(_is_curve(one, values) for values in chart.values())
            ]
            raise _apart(curves, chart)
    if not any(len(set(chosen)) == len(charts) for chosen in itertools.product(*tags)):
        raise Mismatch(_named(series), _wanted(charts), note=TOGETHER)


def assert_curves(series: Sequence[Series], *charts: Mapping[str, Sequence[float]]) -> None:
    """Every curve of the charts is there, in whatever chart.

    Raises:
        Mismatch: with the first curve that is missing.
    """
    for chart in charts:
        for name, values in chart.items():
            if not any(_is_curve(one, values) for one in series):
                raise _no_curve(series, name, values, chart)


def assert_shared_charts(series: Sequence[Series], *, at_least: int) -> None:
    """So many charts show at least two curves each, whatever their names and values.

    Raises:
        Mismatch: with the runs and tags that there are.
    """
    want = _wanted([("run A", "run B")] * at_least)
    if not series:
        raise Mismatch("—", want, note=NO_SERIES)
    curves = [one for one in series if len(set(one.steps)) >= LEAST_POINTS]
    runs: dict[str, set[str]] = defaultdict(set)
    for one in curves:
        runs[one.tag].add(one.run)
    shared = {tag for tag, found in runs.items() if len(found) > 1}
    if len(shared) < at_least:
        alone = [one for one in curves if one.tag not in shared]
        note = _two_tags(alone) or TOO_FEW.format(least=at_least, count=len(shared))
        raise Mismatch(_named(series), want, note=note, look=lambda: _as_shown(curves))


def assert_history(got: Any, keys: Iterable[str], *, epochs: int) -> dict[str, list[float]]:
    """A list of one dict per epoch, with a finite number under every key; gives the columns.

    Raises:
        Mismatch: with what there is instead.
    """
    want = f"{epochs} × {{{', '.join(keys)}}}"
    rows = list(got) if isinstance(got, (list, tuple)) else []
    if len(rows) != epochs or not all(isinstance(row, dict) for row in rows):
        raise Mismatch(show(got), want, note=NO_ROWS.format(count=epochs))
    columns: dict[str, list[float]] = {key: [] for key in keys}
    for number, row in enumerate(rows):
        for key, column in columns.items():
            value = _number(row.get(key))
            if not math.isfinite(value):
                raise Mismatch(show(row), want, key, NO_ENTRY.format(row=number, key=key))
            column.append(value)
    return columns


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return math.nan


def _is_curve(series: Series, values: Sequence[float]) -> bool:
    return _wrong(series, values) == 0


def _wrong(series: Series, values: Sequence[float]) -> int:
    """How many points are missing, wrong or too many; the fewest of both ways of numbering."""
    if len(series.steps) > len(values):
        return len(series.steps)
    points = list(zip(series.steps, series.values, strict=True))

    def from_(start: int) -> int:
        wanted = dict(enumerate(values, start))
        right = {step for step, value in points if step in wanted and close(value, wanted[step])}
        return len(values) - len(right) + len(points) - len(right)

    return min(from_(0), from_(1))


def _tags_of(series: Sequence[Series], chart: Mapping[str, Sequence[float]]) -> list[str]:
    """The tags under which all curves of a chart stand, each in a run of its own."""
    candidates: dict[str, list[list[str]]] = {}
    for place, values in enumerate(chart.values()):
        for one in series:
            if _is_curve(one, values):
                places = candidates.setdefault(one.tag, [[] for _ in chart])
                places[place].append(one.run)
    return [
        tag
        for tag, places in candidates.items()
        if any(len(set(runs)) == len(chart) for runs in itertools.product(*places))
    ]


def _no_curve(
    series: Sequence[Series],
    name: str,
    values: Sequence[float],
    chart: Mapping[str, Sequence[float]],
) -> Mismatch:
    """That a curve is missing; all curves of its chart are to be seen, each with its closest."""
    want = _points(enumerate(values))
    if not series:
        return Mismatch("—", want, name, NO_SERIES)
    nearest = [min(series, key=lambda one: _wrong(one, wanted)) for wanted in chart.values()]
    closest = min(series, key=lambda one: _wrong(one, values))
    return Mismatch(_curve(closest), want, name, NO_CURVE, lambda: (_drawn(nearest, chart),))


def _apart(curves: Sequence[Series], chart: Mapping[str, Sequence[float]]) -> Mismatch:
    note = _two_tags(curves) or OTHER_TAGS
    return Mismatch(
        _named(curves), _wanted([chart]), note=note, look=lambda: (_drawn(curves, chart),)
    )


def _as_shown(series: Sequence[Series]) -> Evidence:
    """The charts that TensorBoard makes of them, one for each tag."""
    tags = list(dict.fromkeys(one.tag for one in series))[:MOST_CHARTS]
    return tuple(draw.curves([one for one in series if one.tag == tag], {}) for tag in tags)


def _drawn(series: Sequence[Series], chart: Mapping[str, Sequence[float]]) -> Chart:
    found = list({(one.run, one.tag): one for one in series}.values())
    start = min((min(one.steps, default=0) for one in found), default=0)
    return draw.curves(found, {name: enumerate(values, start) for name, values in chart.items()})


def _two_tags(series: Sequence[Series]) -> Text | None:
    """That two tags stand in one run, if they do."""
    tags: dict[str, list[str]] = defaultdict(list)
    for one in series:
        tags[one.run].append(one.tag)
    pair = next((found[:2] for found in tags.values() if len(found) > 1), None)
    return ONE_RUN.format(tags=", ".join(map(repr, pair))) if pair else None


def _wanted(charts: Iterable[Iterable[str]]) -> str:
    """The curves that belong under one tag, chart by chart."""
    return "; ".join(f"tag {number}: {', '.join(chart)}" for number, chart in enumerate(charts, 1))


def _named(series: Sequence[Series]) -> str:
    names = [f"run {one.run or '.'!r}, tag {one.tag!r}" for one in series[:LISTED]]
    return "; ".join(names) + (" …" if len(series) > LISTED else "")


def _curve(series: Series) -> str:
    points = _points(zip(series.steps, series.values, strict=True))
    return f"run {series.run or '.'!r}, tag {series.tag!r}: {points}"


def _points(pairs: Iterable[tuple[int, float]]) -> str:
    found = list(itertools.islice(pairs, SHOWN + 1))
    shown = ", ".join(f"({step}, {value:.6g})" for step, value in found[:SHOWN])
    return shown + (" …" if len(found) > SHOWN else "")
