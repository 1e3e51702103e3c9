"""The claim "written by hand": none of the exercise's forbidden functions is used.

Watched beside the student's code and read from its source: a hint about honest code, not a
proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from grader.authoring.compare import agrees
from grader.authoring.errors import Mismatch, NotWritten
from grader.authoring.student import Function, Student
from grader.model import Text
from grader.sandbox.perform import Call

COLUMNS = 140
FORBIDDEN = Text(
    "这一题要求手写，不得使用这些现成的函数",
    "this exercise is done by hand, without these functions",
)
TOO_FEW_RIGHT = Text(
    "没有发现禁用的函数，但结果正确的函数不到一半",
    "nothing forbidden is used, but fewer than half of the functions give the right value",
)


def assert_by_hand(*calls: tuple[Function, dict[str, Any]]) -> list[Any]:
    """None of the calls (function, keyword arguments) uses what the exercise forbids.

    Gives their values, for further claims.

    Raises:
        Mismatch: with every forbidden use, its functions and its line.
    """
    values, used = [], []
    for function, case in calls:
        value, called = function.watched(**case)
        values.append(value)
        used.append((function, called))
    _refuse(used)
    return values


def assert_mostly_by_hand(*calls: tuple[Function, dict[str, Any], Any]) -> None:
    """None of the calls (function, keyword arguments, wanted value) uses what is forbidden.

    At least half of them give the wanted value: a slip in one function is no matter of this
    claim, functions that do nothing are. A call that raises gives no value.

    Raises:
        Mismatch: with every forbidden use, or with how many values are right.
        BaseException: the first that was raised, if nothing but exceptions came.
    """
    right, errors, used = 0, [], []
    for function, case, want in calls:
        try:
            value, called = function.watched(**case)
        except (Exception, NotWritten) as error:
            errors.append(error)
            called = function.mentioned
        else:
            right += agrees(value, want)
        used.append((function, called))
    _refuse(used)
    if len(errors) == len(calls):
        raise errors[0]
    if 2 * right < len(calls):
        raise Mismatch(f"{right} / {len(calls)}", f"≥ {-(-len(calls) // 2)}", note=TOO_FEW_RIGHT)


def assert_probe_by_hand(
    student: Student, probe: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    """The probe runs without a use of what the exercise forbids; gives its value.

    Raises:
        Mismatch: with what was used; without lines, which may be the probe's own.
    """
    facts = student._perform(Call(probe, args, kwargs, watch=student._exercise.forbids))
    if facts.called:
        used = ", ".join(dict.fromkeys(map(_public, facts.called.values())))
        raise Mismatch(used, "", note=FORBIDDEN)
    return facts.value


def _refuse(used: Iterable[tuple[Function, dict[str, str]]]) -> None:
    """Name each use once, with all functions that come to it and all its places."""
    users: dict[tuple[str, str], dict[str, None]] = {}
    for function, called in used:
        for place, name in called.items():
            users.setdefault((_public(name), place), {})[function.name] = None
    places: dict[tuple[str, str], list[str]] = {}
    for (name, place), functions in users.items():
        places.setdefault((", ".join(functions), name), []).append(place)
    if places:
        said = [f"{who}: {name} ({', '.join(at)})" for (who, name), at in places.items()]
        raise Mismatch("\n".join(_packed(said)), "", note=FORBIDDEN)


def _public(name: str) -> str:
    """A function's name without those of the functions that torch makes inside it."""
    return name.partition(".<locals>")[0]


def _packed(entries: Iterable[str]) -> Iterator[str]:
    """Entries in as few lines as their length allows."""
    line = ""
    for entry in entries:
        if line and len(line) + len(entry) > COLUMNS:
            yield line
            line = ""
        line = f"{line}; {entry}" if line else entry
    yield line
