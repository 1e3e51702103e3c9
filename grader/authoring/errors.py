"""What can go wrong while a property runs, each with its own type."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeAlias

from grader.model import Chart, Outcome, Pictures, Text
from grader.sandbox.faults import Fault

MAX_TEXT = 8_000
"""Characters of a text that go into a report."""


Evidence: TypeAlias = tuple[Chart | Pictures, ...]


class Mismatch(AssertionError):
    """A claim is false: what was got, what was wanted, and where they part.

    `look` draws what people would rather look at; it is called for the failure that is reported.
    """

    def __init__(
        self,
        got: str,
        want: str,
        where: str = "",
        note: Text | None = None,
        look: Callable[[], Evidence] = tuple,
    ) -> None:
        super().__init__(f"got {got}, want {want}" + (f", at {where}" if where else ""))
        self.got = got
        self.want = want
        self.where = where
        self.note = note
        self.look = look


class StudentError(Exception):
    """An exception that student code raised across the border.

    Instances are also instances of the built-in exception of the same name, if there is
    one, so that a property may expect it as in place.
    """

    fault: Fault

    def __str__(self) -> str:
        return Exception.__str__(self)  # KeyError's own puts quotes around the message


class Undecided(BaseException):
    """The answer is a text, and whether it holds what is wanted is for a person to say."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text.strip()[:MAX_TEXT]


class NotWritten(BaseException):
    """The function under test is missing or still the stub; ends the check at once."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Stopped(BaseException):
    """The worker is gone; ends the check at once, since no example can run any more."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome = outcome
        self.detail = detail


_KNOWN = {
    kind.__name__: kind
    for kind in (
        ArithmeticError,
        AssertionError,
        AttributeError,
        IndexError,
        KeyError,
        LookupError,
        NotImplementedError,
        OverflowError,
        RuntimeError,
        StopIteration,
        TypeError,
        ValueError,
        ZeroDivisionError,
    )
}


def student_error(fault: Fault) -> StudentError:
    """The exception that stands for what a worker described."""
    builtin = next((name for name in fault.types if name in _KNOWN), "")
    error = _error_type(builtin)(f"{fault.types[0]}: {fault.text}")
    error.fault = fault
    return error


@functools.cache
def _error_type(builtin: str) -> type[StudentError]:
    if not builtin:
        return StudentError
    return type(f"Student{builtin}", (StudentError, _KNOWN[builtin]), {})
