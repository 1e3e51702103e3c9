"""One hint at a time: each call gives the one after that which was shown last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from grader import memory, words
from grader.model import Exercise, Text


class Hint(Struct, frozen=True):
    """A hint of an exercise, or that there is none."""

    exercise: str
    number: int
    count: int
    text: Text
    kept: bool
    """Whether it is remembered that it was shown."""

    def lines(self, lang: str) -> Iterator[str]:
        """The hint, and how to get the next one."""
        if not self.count:
            yield words.NO_HINT[lang].format(name=self.exercise)
            return
        said = {"number": self.number, "count": self.count, "hint": self.text[lang]}
        yield words.HINT_NUMBER[lang].format(**said)
        command = f"grader hint {self.exercise}"
        if not self.kept:
            yield words.HINT_NOT_KEPT[lang]
            command += f" {self.number + 1}"
        if self.number < self.count:
            yield words.NEXT_HINT[lang].format(command=command)
        else:
            yield words.LAST_HINT[lang].format(command=f"grader hint {self.exercise} 1")


def next_hint(root: Path, exercise: Exercise, number: int | None = None) -> Hint:
    """The hint after the last one, or that of a `number`; remembers that it was shown.

    Numbers beyond the last mean the last.
    """
    count = len(exercise.hints)
    if not count:
        return Hint(exercise.name, 0, 0, Text("", ""), True)
    wanted = memory.load(root).hints.get(exercise.key, 0) + 1 if number is None else number
    number = min(max(1, wanted), count)
    kept = memory.keep_hint(root, exercise, number)
    return Hint(exercise.name, number, count, exercise.hints[number - 1], kept)
