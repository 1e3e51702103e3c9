"""`check` marks a property as graded: its points and its claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from grader.model import Check, Text

F = TypeVar("F", bound=Callable[..., None])
EXAMPLES = 30


def check(
    points: int, *, zh: str, en: str, homework: bool = False, examples: int = EXAMPLES
) -> Callable[[F], F]:
    """Grade this test: `points` when it holds, and the claim that it makes.

    All arguments are literals: the catalogue reads them without importing the file.
    A `homework` check looks only at what `student.log`, `student.record` or
    `student.output` bring back without arguments that Hypothesis drew, so that a plain
    script can earn it too. Hypothesis draws as many `examples`; fewer are enough where each
    takes long, such as a training run, and `grader doctor` finds every wrong answer all the same.
    """

    def mark(test: F) -> F:
        name = test.__name__.removeprefix("test_")
        test.check = Check(name, points, Text(zh, en), homework)  # type: ignore[attr-defined]
        test.examples = examples  # type: ignore[attr-defined]
        return test

    return mark
