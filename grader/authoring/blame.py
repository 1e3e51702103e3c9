"""An exception becomes the facts of an Observation: what happened, and in whose code.

Blame goes to the innermost frame whose owner is known. Only what happens within a call of
the student's code is the student's whatever the frame, as it is across the border: a wrong
number of arguments, a gradient that does not exist, a probe that trips over `None`.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.authoring import needs, skew
from grader.authoring.errors import (
    Evidence,
    Mismatch,
    NotWritten,
    Stopped,
    StudentError,
    Undecided,
)
from grader.model import Observation, Outcome, Owner, Text
from grader.sandbox import perform
from grader.sandbox.faults import Fault, says_unwritten

OwnerOf = Callable[[Path], Owner | None]
"""Who wrote a file; None for everybody else's, such as torch."""

GRADER = Path(__file__).resolve().parents[1]
CALL = Path(perform.__file__)
"""Where the student's code is called from, in place."""
REFUSALS = frozenset({errno.EPERM, errno.EACCES, errno.EROFS})
NO_MEMORY = ("can't allocate memory", "not enough memory")
SYNTAX = Text(
    "{file} 第 {line} 行有语法错误，改正之后才能运行",
    "{file} has a syntax error in line {line}; it can be run once that is mended",
)
NOT_REPEATABLE = Text(
    "同样的输入得到过不同的结果：代码依赖调用之间的状态或随机数",
    "the same input gave different results: the code depends on earlier calls or on chance",
)


def owner_of(root: Path, submission: Path | None = None) -> OwnerOf:
    """Who wrote a file: the course below `root`, the grader, or the submission."""

    def owner(file: Path) -> Owner | None:
        # of a notebook each cell has a name of its own
        if submission is not None and str(file).partition(":cell ")[0] == str(submission):
            return Owner.SUBMISSION
        if file.is_relative_to(root / "reference"):
            return Owner.ORACLE
        if file.is_relative_to(root / "exercises") and file.name.startswith("test_"):
            return Owner.PROPERTY
        return Owner.GRADER if file.is_relative_to(GRADER) else None

    return owner


def observe(check: str, error: BaseException | None, owner_of: OwnerOf) -> Observation:
    """The facts of one check that ended with `error`, or held."""
    match error:
        case None:
            return Observation(check, Outcome.HELD)
        case NotWritten():
            return Observation(check, Outcome.UNREACHED, unwritten=True, error=error.name)
        case Undecided():
            return Observation(check, Outcome.UNDECIDED, got=error.text)
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
                evidence=_evidence(error),
            )
        case BaseExceptionGroup():
            return _flaky(check, error, owner_of)
        case SyntaxError() if owner_of(Path(error.filename or "")) is Owner.SUBMISSION:
            return _unparsed(check, error)
        case _:
            return _other(check, error, owner_of)


def _evidence(error: Mismatch) -> Evidence:
    """A picture that cannot be drawn takes nothing from the verdict."""
    try:
        return error.look()
    except Exception:
        return ()


def _student(check: str, error: StudentError) -> Observation:
    fault = error.fault
    outcome = Outcome.RAISED
    if fault.errno in REFUSALS:
        outcome = Outcome.REFUSED
    elif _starved(fault.types, fault.text):
        outcome = Outcome.OUT_OF_MEMORY
    text = str(error)
    notes = (*skew.notes(text), *needs.notes(fault))
    return Observation(check, outcome, error=text, where=place(fault), notes=notes)


def _starved(types: Sequence[str], text: str) -> bool:
    """Whether an exception says that there was no memory left."""
    return "MemoryError" in types or any(sign in text for sign in NO_MEMORY)


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
        evidence=observation.evidence,
    )


def _unparsed(check: str, error: SyntaxError) -> Observation:
    """The student's file does not compile: there is no frame of it to blame."""
    file, line = Path(error.filename or "").name, error.lineno or 0
    note = SYNTAX.format(file=file, line=line)
    text = f"{type(error).__name__}: {error.msg}"
    return Observation(check, Outcome.UNREACHED, where=f"{file}:{line}", error=text, notes=(note,))


def _other(check: str, error: BaseException, owner_of: OwnerOf) -> Observation:
    owner, where = Owner.GRADER, ""
    places = _places(error)
    for file, line, function in reversed(places):
        found = owner_of(file)
        if found is not None:
            owner, where = found, f"{file.name}:{line} ({function})"
            break
    if owner is not Owner.SUBMISSION and any(file == CALL for file, _, _ in places):
        owner, where = Owner.SUBMISSION, ""
    text = f"{type(error).__name__}: {error}"
    if owner is Owner.PROPERTY and isinstance(error, AssertionError):
        return Observation(check, Outcome.BROKE, where=where, error=text)
    if says_unwritten(error, lambda file: owner_of(Path(file)) is Owner.SUBMISSION):
        return Observation(check, Outcome.UNREACHED, unwritten=True, error=str(error))
    notes: tuple[Text, ...] = ()
    outcome = Outcome.RAISED
    if owner is Owner.SUBMISSION:
        notes = skew.notes(text)
        outcome = Outcome.OUT_OF_MEMORY if _starved([type(error).__name__], text) else outcome
    return Observation(check, outcome, owner=owner, where=where, error=text, notes=notes)


def _places(error: BaseException) -> list[tuple[Path, int, str]]:
    """File, line and function of each frame, innermost last; a syntax error is its own."""
    trace = traceback.extract_tb(error.__traceback__)
    places = [(Path(frame.filename), frame.lineno or 0, frame.name) for frame in trace]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno or 0, "<module>"))
    return places
