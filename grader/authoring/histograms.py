"""Claims about the histograms in event files: whose they are, at which step, and of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import torch

from grader.authoring import draw
from grader.authoring.errors import Mismatch
from grader.authoring.show import show
from grader.log import Histogram
from grader.model import Text

RTOL, ATOL = 1e-4, 1e-5
SHOWN = 6

NO_HISTOGRAM = Text("没有这个标签的直方图", "there is no histogram with this tag")
OTHER_STEP = Text("直方图写在了别的步数上", "the histogram is there, but at another step")
OTHER_VALUES = Text("直方图统计的是别的数值", "the histogram is one of other numbers")
UNDUE = Text("不应有这个标签的直方图", "there should be no histogram with this tag")


def assert_histograms(
    histograms: Sequence[Histogram],
    wanted: Iterable[tuple[Sequence[str], torch.Tensor | None]],
    *,
    step: int,
) -> None:
    """For each wanted one there is a histogram of exactly these values at this step.

    Count, smallest, largest, sum and sum of squares are compared; the bins are free, and so
    are other histograms.

    Args:
        wanted: spellings of the tag that are accepted, the first one being shown, and the
            values; None where no histogram should be

    Raises:
        Mismatch: with the first that is missing, undue, or of other values.
    """
    for tags, values in wanted:
        found = [one for one in histograms if one.tag in tags]
        if values is None and found:
            raise Mismatch(_text(_numbers(found[0])), "—", found[0].tag, UNDUE)
        if values is not None:
            _check(histograms, found, tags[0], values, step)


def assert_named_histograms(
    histograms: Sequence[Histogram], wanted: Mapping[str, torch.Tensor], *, step: int
) -> None:
    """For each name some histogram whose tag contains it is of exactly these values at this step.

    "/" may stand for "." in a tag. Other histograms are free: those of gradients, whose tags
    contain the names too.

    Raises:
        Mismatch: with the first that is missing or of other values.
    """
    for name, values in wanted.items():
        found = [one for one in histograms if name in one.tag.replace("/", ".")]
        _check(histograms, found, name, values, step, all_of_them=False)


def _check(
    histograms: Sequence[Histogram],
    found: Sequence[Histogram],
    tag: str,
    values: torch.Tensor,
    step: int,
    all_of_them: bool = True,
) -> None:
    if not found:
        there = sorted({one.tag for one in histograms})
        raise Mismatch(show(there) if there else "—", repr(tag), note=NO_HISTOGRAM)
    at_step = [one for one in found if one.step == step]
    if not at_step:
        steps = ", ".join(f"step = {one.step}" for one in found[:SHOWN])
        raise Mismatch(steps, f"step = {step}", found[0].tag, OTHER_STEP)
    wanted = _facts(values)
    tolerance = ATOL * max(1, values.numel())

    def is_of_them(one: Histogram) -> bool:
        pairs = zip(_numbers(one), wanted, strict=True)
        return all(abs(got - want) <= tolerance + RTOL * abs(want) for got, want in pairs)

    wrong = [one for one in at_step if not is_of_them(one)]
    if wrong and (all_of_them or len(wrong) == len(at_step)):
        one = wrong[0]
        raise Mismatch(
            _text(_numbers(one)),
            _text(wanted),
            one.tag,
            OTHER_VALUES,
            lambda: (draw.distribution(one, values),),
        )


def _numbers(one: Histogram) -> list[float]:
    return [one.num, one.min, one.max, one.sum, one.sum_squares]


def _facts(values: torch.Tensor) -> list[float]:
    numbers = values.detach().double().flatten()
    return [
        float(numbers.numel()),
        numbers.min().item(),
        numbers.max().item(),
        numbers.sum().item(),
        numbers.square().sum().item(),
    ]


def _text(facts: Sequence[float]) -> str:
    names = ("count", "min", "max", "sum", "sum of squares")
    return ", ".join(f"{name} {fact + 0.0:.5g}" for name, fact in zip(names, facts, strict=True))
