"""Which misconception gives, on the inputs tried, what the student's code gave?

Every misconception that has the functions that were called is performed on the same calls.
If exactly one agrees everywhere, the verdict carries its name.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType, SimpleNamespace
from typing import Any

import torch

from grader import events
from grader.authoring.compare import ATOL, agrees
from grader.authoring.errors import NotWritten
from grader.authoring.misconception import Misconception
from grader.authoring.student import InPlace, Observed
from grader.model import Diagnosis, Exercise
from grader.sandbox import wire
from grader.sandbox.perform import Call, Facts, Namespace
from grader.sandbox.recorder import OptimizerNote, tensors_in
from grader.sandbox.wire import Opaque


def diagnose(
    failed: Sequence[Observed],
    everything: Sequence[Observed],
    misconceptions: Iterable[Misconception],
) -> Diagnosis | None:
    """The one misconception that explains the calls of a failed check, if there is one.

    It must have the function of the last call, which the check failed on. Where several do, or
    that call raised, which says little, `everything` seen of the exercise must agree too. None is
    named where calls were watched for what is forbidden, which is what the check is about.
    """
    if any(one.call.watch for one in failed):
        return None
    fitting = [
        one
        for one in misconceptions
        if _explains(one.functions, failed[-1:]) and _explains(one.functions, failed[:-1], False)
    ]
    if len(fitting) > 1 or (fitting and failed[-1].raised):
        fitting = [one for one in fitting if _explains(one.functions, everything)]
    return fitting[0].diagnosis if len(fitting) == 1 else None


def misconceptions(exercise: Exercise) -> list[Misconception]:
    """Those that stand beside the exercise's oracle."""
    return [one for one in vars(oracle(exercise)).values() if isinstance(one, Misconception)]


def oracle(exercise: Exercise) -> ModuleType:
    """The module that knows the right answers."""
    return importlib.import_module(f"reference.{exercise.week}.{exercise.name}")


def _explains(functions: Mapping[str, Any], calls: Sequence[Observed], some: bool = True) -> bool:
    """Whether functions give what was seen, at one call at least if `some`."""
    subject = InPlace(Namespace(SimpleNamespace(**functions)))
    compared = 0
    for one in calls:
        try:
            facts, raised = subject.perform(one.call), ""
        except NotWritten:
            continue  # a call of a function that it does not have says nothing
        except Exception as error:
            facts, raised = Facts(), type(error).__name__
        if raised != one.raised or not _agree(facts, one.facts, ATOL * _scale(one.call)):
            return False
        compared += 1
    return compared > 0 or not some


def _scale(call: Call) -> float:
    """The largest number that went in, at least 1: rounding errors grow with it."""
    floats = [one for one in tensors_in([call.args, call.kwargs]) if one.is_floating_point()]
    largest = (one.detach().nan_to_num(0, 0, 0).abs().max() for one in floats if one.numel())
    return max([1.0, *map(float, largest)])


def _agree(ours: Facts, theirs: Facts, atol: float) -> bool:
    if theirs.traces is not None:  # of a script only what it built and wrote can be compared
        return bool(ours.optimizers or ours.files) and _same_work(ours, theirs, atol)
    return (
        _same(ours.value, theirs.value, atol)
        and _same(ours.arguments, theirs.arguments, atol)
        and _same(ours.gradients, theirs.gradients, atol)
        and _same_work(ours, theirs, atol)
    )


def _same_work(ours: Facts, theirs: Facts, atol: float) -> bool:
    groups = _same(_groups(ours.optimizers), _groups(theirs.optimizers), atol)
    return groups and _same(_logged(ours), _logged(theirs), atol)


def _groups(optimizers: list[OptimizerNote]) -> list[Any]:
    """What an optimiser does: class, learning rates, momentum; which parameters are where."""
    return [
        [
            one.type,
            [(g.options.get("lr"), g.options.get("momentum"), len(g.params)) for g in one.groups],
        ]
        for one in optimizers
    ]


def _logged(facts: Facts) -> list[Any]:
    """What a log shows: charts, pictures, histograms, nodes.

    A chart is all series of one tag; the tags themselves and the runs are free. Those of
    histograms are not: they say whose numbers these are.
    """
    log = events.read(facts.files, facts.refused)
    charts: defaultdict[str, list[Any]] = defaultdict(list)
    for one in log.scalars:
        charts[one.tag].append(([*one.steps], [*one.values]))
    pictures = [_pixels(picture) for picture in log.images]
    histograms = [
        [one.tag, one.step, one.num, one.min, one.max, one.sum, one.sum_squares]
        for one in log.histograms
    ]
    nodes = [[node.name, node.op] for graph in log.graphs for node in graph.nodes]
    return [sorted(map(sorted, charts.values())), pictures, sorted(histograms), sorted(nodes)]


def _pixels(picture: events.Picture) -> torch.Tensor | None:
    try:
        return torch.from_numpy(picture.pixels().copy())
    except events.Unreadable:
        return None


def _same(ours: Any, theirs: Any, atol: float) -> bool:
    if ours is None or isinstance(ours, (str, bool)):
        return type(ours) is type(theirs) and bool(ours == theirs)
    if isinstance(ours, dict):
        return (
            isinstance(theirs, dict)
            and ours.keys() == theirs.keys()
            and all(_same(ours[key], theirs[key], atol) for key in ours)
        )
    if isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        return len(ours) == len(theirs) and all(
            _same(mine, other, atol) for mine, other in zip(ours, theirs, strict=True)
        )
    try:
        return agrees(theirs, ours, atol=atol)
    except TypeError:  # not numbers: an optimiser, a module, which arrives as its type's name
        return _type(ours) == _type(theirs)


def _type(value: Any) -> str:
    return value.type if isinstance(value, Opaque) else wire.describe(value)[0]
