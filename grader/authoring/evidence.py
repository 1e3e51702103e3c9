"""Claims about what a call left behind: event files, printed text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from grader.authoring import draw
from grader.authoring.errors import Mismatch
from grader.authoring.show import show
from grader.log import Series
from grader.model import Text

RTOL, ATOL = 1e-5, 1e-6
SHOWN = 6
MAX_PRINTED = 600

NO_SERIES = Text(
    "事件文件里没有任何标量曲线",
    "there is no scalar series in the event files",
)
NOT_PRINTED = Text("不是每个组的 {key} 都打印了", "{key} is not printed for every group")
NO_VALUE_PRINTED = Text("打印了 {key}，但没有打印它的值", "{key} is printed, but its value is not")
REPEATED = Text(
    "最接近的曲线在同一步上有多个点",
    "the closest series has several points on one step",
)
TOO_FEW = Text(
    "最接近的曲线只有 {count} 个不同的步数，至少需要 {least} 个",
    "distinct steps of the closest series: {count}; at least {least} are needed",
)


def assert_one_of_series(
    series: Sequence[Series],
    value_at: Callable[[int], float],
    *,
    steps: Iterable[int] | None = None,
    at_least: int = 1,
) -> None:
    """Some series, whatever its tag and run, has `value_at(step)` at every one of its steps.

    Values are float32 in the file: they are compared within 1e-5 of their size.

    Args:
        steps: the steps that the series must have, each exactly once; any, if absent
        at_least: how many distinct steps it needs

    Raises:
        Mismatch: with the series that comes closest.
    """
    if not series:
        raise Mismatch(
            "—", _points([(step, value_at(step)) for step in steps or range(3)]), note=NO_SERIES
        )
    wanted_steps = None if steps is None else sorted(set(steps))

    def faults(one: Series) -> tuple[int, bool, bool]:
        distinct = len(set(one.steps))
        wrong = _faults(one, value_at, wanted_steps)
        return wrong, distinct < len(one.steps), distinct < at_least

    closest = min(series, key=faults)
    wrong, repeated, short = faults(closest)
    if wrong:
        raise _mismatch(closest, value_at, wanted_steps)
    if repeated or short:
        count = len(set(closest.steps))
        note = REPEATED if repeated else TOO_FEW.format(count=count, least=at_least)
        raise Mismatch(
            _named(closest), _points((s, value_at(s)) for s in range(SHOWN)) + " …", note=note
        )


def assert_printed(text: str, groups: Sequence[dict[str, list[str]]]) -> None:
    """For every group, every key was printed, and with it one of the texts for its value.

    Args:
        text: what was printed
        groups: for each group its keys, each with the texts of which one must occur

    Raises:
        Mismatch: with the first entry that is missing.
    """
    for number, group in enumerate(groups):
        for key, alternatives in group.items():
            wanted = sum(key in other for other in groups)
            named = text.count(key) >= wanted
            if named and any(one in text for one in alternatives):
                continue
            want = f"{key}: {' | '.join(alternatives)}"
            note = (NO_VALUE_PRINTED if named else NOT_PRINTED).format(key=key)
            raise Mismatch(_printed(text), want, f"param_groups[{number}]", note)


def close(got: float, want: float) -> bool:
    """Whether a value from an event file is the wanted one, up to float32."""
    if math.isnan(want):
        return math.isnan(got)
    return math.isclose(got, want, rel_tol=RTOL, abs_tol=ATOL)


def _printed(text: str) -> str:
    """Printed text line by line, as it looked."""
    shown = text.strip("\n")
    if not shown.strip():
        return show(text)
    return shown if len(shown) <= MAX_PRINTED else f"{shown[:MAX_PRINTED]} …"


def _faults(series: Series, value_at: Callable[[int], float], steps: list[int] | None) -> int:
    pairs = zip(series.steps, series.values, strict=True)
    wrong = sum(not close(value, value_at(step)) for step, value in pairs)
    if steps is not None:
        wrong += len(set(steps) ^ set(series.steps)) + len(series.steps) - len(set(series.steps))
    return wrong


def _mismatch(
    series: Series, value_at: Callable[[int], float], steps: list[int] | None
) -> Mismatch:
    pairs = list(zip(series.steps, series.values, strict=True))
    first = next(
        (i for i, (step, value) in enumerate(pairs) if not close(value, value_at(step))), 0
    )
    start = max(0, min(first - 1, len(pairs) - SHOWN))
    got = f"{series.tag!r}: {_points(pairs[start : start + SHOWN])}"
    repeated = len(set(series.steps)) < len(pairs)
    all_steps = sorted(set(series.steps)) if steps is None else steps
    if steps is None:
        distinct = dict.fromkeys(step for step, _ in pairs[start : start + SHOWN])
        on_one_step = repeated and len(set(series.steps)) == 1
        steps = [*range(3)] if on_one_step else [*distinct]
    wanted = [(step, value_at(step)) for step in all_steps]
    return Mismatch(
        got + (" …" if len(pairs) > SHOWN else ""),
        _points([(s, value_at(s)) for s in steps[:SHOWN]]),
        note=REPEATED if repeated else None,
        look=lambda: (draw.curves([series], {series.tag: wanted}),),
    )


def _named(series: Series) -> str:
    pairs = list(zip(series.steps, series.values, strict=True))
    return f"{series.tag!r}: {_points(pairs[:SHOWN])}" + (" …" if len(pairs) > SHOWN else "")


def _points(pairs: Iterable[tuple[int, float]]) -> str:
    return ", ".join(f"({step}, {value:.6g})" for step, value in pairs)
