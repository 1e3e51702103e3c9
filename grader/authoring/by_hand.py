"""The claim "written by hand" for what only a probe can run, such as the methods of a class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.authoring.compare import FORBIDDEN
from grader.authoring.errors import Mismatch
from grader.authoring.student import Student
from grader.sandbox.perform import Call


def assert_probe_by_hand(
    student: Student, probe: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    """The probe runs without a use of what the exercise forbids; gives its value.

    Raises:
        Mismatch: with what was used; without lines, which may be the probe's own.
    """
    facts = student._perform(Call(probe, args, kwargs, watch=student._exercise.forbids))
    if facts.called:
        used = ", ".join(dict.fromkeys(name for name, _ in facts.called))
        raise Mismatch(used, "—", note=FORBIDDEN)
    return facts.value
