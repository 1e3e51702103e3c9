"""What the commands remember between two calls, in `.grader/progress.json` beside the course.

The file may be lost or broken at any time: then nothing is remembered, and nothing fails.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from grader import notebook
from grader.catalogue import MEMORY
from grader.model import Exercise, Graded, Score


class Result(msgspec.Struct, frozen=True):
    """How an answer fared in place, and the files that it was."""

    digest: str
    score: Score


class Memory(msgspec.Struct, frozen=True):
    """By key of an exercise: the number of the last hint, the last result."""

    hints: dict[str, int] = {}
    results: dict[str, Result] = {}


def load(root: Path) -> Memory:
    """What is remembered."""
    try:
        return msgspec.json.decode(_file(root).read_bytes(), type=Memory)
    except (OSError, msgspec.DecodeError):
        return Memory()


def keep_hint(root: Path, exercise: Exercise, number: int) -> bool:
    """Remember which hint was shown; False where nothing can be written."""
    memory = load(root)
    memory.hints[exercise.key] = number
    return _save(root, memory)


def keep_result(root: Path, graded: Graded) -> bool:
    """Remember how an exercise fared as it is now; False where nothing can be written."""
    memory = load(root)
    result = Result(digest(root, graded.exercise), graded.score)
    memory.results[graded.exercise.key] = result
    return _save(root, memory)


def result(root: Path, exercise: Exercise) -> Score | None:
    """The points of an answer in place, if it has not been changed since it was run."""
    kept = load(root).results.get(exercise.key)
    return kept.score if kept and kept.digest == digest(root, exercise) else None


def digest(root: Path, exercise: Exercise) -> str:
    """Of an exercise's properties and all that may answer it."""
    folder = root / "exercises" / exercise.week
    endings = (".py", notebook.SUFFIX, *(f".{ending}" for ending in exercise.accepts))
    files = [root / exercise.test, *(folder / f"{exercise.name}{e}" for e in endings)]
    sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()]
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


def _file(root: Path) -> Path:
    return root / MEMORY / "progress.json"


def _save(root: Path, memory: Memory) -> bool:
    file = _file(root)
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(exist_ok=True)
        part.write_bytes(msgspec.json.format(msgspec.json.encode(memory)))
        part.replace(file)
    except OSError:
        return False
    return True
