"""What a script or a text says: numbers and words, looked for in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from grader.authoring.errors import Mismatch
from grader.authoring.student import Record
from grader.model import Text

NEAR = 5e-4
"""How far a number may be off that was printed with three digits at least."""
_NUMBER = re.compile(r"(?<![\w.])-?\d{1,6}\.\d{0,20}")


def numbers_of(record: Record) -> list[float]:
    """Decimal numbers that were printed, written in a text, or are left in variables."""
    stored = _stored(record.traces.values) if record.traces else ()
    return [*map(float, _NUMBER.findall(record.said)), *stored]


def has_number(numbers: list[float], wanted: float, within: float = NEAR) -> bool:
    """Whether one of the numbers is the wanted one, as far as it was printed."""
    return any(abs(number - wanted) < within for number in numbers)


def says(text: str, *patterns: str) -> bool:
    """Whether every pattern is found, in any letter case."""
    return all(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def shown(record: Record, want: Any, does: Callable[[Record], Any], note: Text) -> Any:
    """What a function returned; of a script, which works on its own numbers, `want` if it `does`.

    Raises:
        Mismatch: the script does not, which `note` says.
    """
    if record.traces is None:
        return record.value
    if not does(record):
        raise Mismatch("", "", note=note)
    return want


def is_own(kind: str) -> bool:
    """Whether a class, named with its module, is a student's: not torch's nor the lessons'."""
    return not kind.startswith(("torch", "tools.", "model."))


def _stored(value: Any) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _stored(item)
    elif isinstance(value, dict):
        yield from _stored(list(value.values()))
