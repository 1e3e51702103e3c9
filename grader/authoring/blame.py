"""An exception becomes the facts of an Observation: what happened, and in whose code.

Blame goes to the innermost frame whose owner is known.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable
from pathlib import Path

from grader.authoring.errors import Mismatch, NotWritten, Stopped, StudentError
from grader.model import Observation, Outcome, Owner, Text
from grader.sandbox.perform import Fault

OwnerOf = Callable[[Path], Owner | None]
"""Who wrote a file; None for everybody else's, such as torch."""

REFUSALS = frozenset({errno.EPERM, errno.EACCES, errno.EROFS})
NO_MEMORY = ("can't allocate memory", "not enough memory")
NOT_REPEATABLE = Text(
    "同样的输入得到过不同的结果：代码依赖调用之间的状态或随机数",
    "the same input gave different results: the code depends on earlier calls or on chance",
)


def observe(check: str, error: BaseException | None, owner_of: OwnerOf) -> Observation:
    """The facts of one check that ended with `error`, or held."""
    match error:
        case None:
            return Observation(check, Outcome.HELD)
        case NotWritten():
            return Observation(check, Outcome.UNREACHED, unwritten=True, error=error.name)
        case Stopped():
            return Observation(check, error.outcome, error=error.detail)
        case StudentError():
            return _student(check, error)
        case Mismatch():
            notes = (error.note,) if error.note else ()
            return Observation(
                check,
                Outcome.BROKE,
                got=error.got,
                want=error.want,
                where=error.where,
                notes=notes,
            )
        case BaseExceptionGroup():
            return _flaky(check, error, owner_of)
        case _:
            return _other(check, error, owner_of)


def _student(check: str, error: StudentError) -> Observation:
    fault = error.fault
    outcome = Outcome.RAISED
    if fault.errno in REFUSALS:
        outcome = Outcome.REFUSED
    elif "MemoryError" in fault.types or any(text in fault.text for text in NO_MEMORY):
        outcome = Outcome.OUT_OF_MEMORY
    return Observation(check, outcome, error=str(error), where=place(fault))


def place(fault: Fault) -> str:
    """File, line and function of the innermost of the student's own frames."""
    if not fault.frames:
        return ""
    file, line, function = fault.frames[-1]
    return f"{file}:{line} ({function})"


def _flaky(check: str, error: BaseExceptionGroup[BaseException], owner_of: OwnerOf) -> Observation:
    """Hypothesis found a failure that did not repeat: it stands, and the reason is said."""
    observation = observe(check, error.exceptions[0], owner_of)
    return Observation(
        check,
        observation.outcome,
        owner=observation.owner,
        got=observation.got,
        want=observation.want,
        where=observation.where,
        error=observation.error,
        notes=(*observation.notes, NOT_REPEATABLE),
    )


def _other(check: str, error: BaseException, owner_of: OwnerOf) -> Observation:
    owner, where = Owner.GRADER, ""
    trace = traceback.extract_tb(error.__traceback__)
    for frame in reversed(trace):
        found = owner_of(Path(frame.filename))
        if found is not None:
            owner, where = found, f"{Path(frame.filename).name}:{frame.lineno} ({frame.name})"
            break
    text = f"{type(error).__name__}: {error}"
    if owner is Owner.PROPERTY and isinstance(error, AssertionError):
        return Observation(check, Outcome.BROKE, where=where, error=text)
    raised_there = owner is owner_of(Path(trace[-1].filename))
    if owner is Owner.SUBMISSION and isinstance(error, NotImplementedError) and raised_there:
        return Observation(check, Outcome.UNREACHED, unwritten=True, error=str(error))
    return Observation(check, Outcome.RAISED, owner=owner, where=where, error=text)
