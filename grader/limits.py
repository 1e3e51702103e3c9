"""Limits of an exercise, derived from what the course's own solution takes on this machine.

What week.toml gives is a floor, longer where the machine is slow. Only where an answer was
ended by it is the solution measured, under the load of that moment: honest classes pay nothing.
"""

from __future__ import annotations

import math

import msgspec

from grader import catalogue, observe
from grader.model import Answer, Exercise, Form, Outcome
from grader.seen import Seen, Setting

SLOWER, LARGER = 5, 2
"""How much more CPU time and memory a right answer may take than the course's own."""


def ended(seen: Seen) -> bool:
    """Whether a limit has ended an answer."""
    limits = {Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY}
    return any(one.outcome in limits for one in seen.observations)


def derived(exercise: Exercise, seen: Seen) -> Exercise:
    """The exercise with the limits that follow from a right answer, never less than it has."""
    return msgspec.structs.replace(
        exercise,
        seconds=max(exercise.seconds, math.ceil(SLOWER * seen.cpu)),
        megabytes=max(exercise.megabytes, math.ceil(LARGER * seen.memory / (1 << 20))),
    )


def measured(setting: Setting, exercise: Exercise) -> Exercise:
    """The exercise with the limits that its solution gives here and now; as it is without one.

    Raises:
        Broken: the sandbox failed.
    """
    answer = solution(setting, exercise)
    if answer is None:
        return exercise
    roomy = msgspec.structs.replace(
        exercise, seconds=SLOWER * exercise.seconds, megabytes=LARGER * exercise.megabytes
    )
    return derived(exercise, observe.observe(setting, roomy, answer))


def solution(setting: Setting, exercise: Exercise) -> Answer | None:
    """The course's own answer, which a student's copy of the course does not have."""
    file = catalogue.solution(setting.root, exercise)
    if not file.is_file():
        return None
    return Answer(Form.FUNCTIONS, file.name, {file.name: file.read_bytes()})
