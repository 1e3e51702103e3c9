"""Which answers of a class look alike: pairs for a person to look at, no verdict.

Code is compared as a sequence of tokens (pygments) without comments, docstrings, layout and
imports; names that an author chooses are all alike, what belongs to a library keeps its name.
The lines that were handed out do not count. How alike two sequences are is the share of their
tokens in a longest common subsequence (rapidfuzz, Indel distance).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, String
from pygments.token import Text as Space
from rapidfuzz import process
from rapidfuzz.distance import Indel

from grader import catalogue, intake, notebook
from grader.catalogue import Course
from grader.model import Text

LEAST_TOKENS = 40
"""What is shorter looks alike in every class."""
LEAST_BLOCK = 12
"""Tokens of the shortest passage that is shown."""
MAX_CHARACTERS = 200_000
MAX_TOKENS = 20_000
NO_FOLDERS = Text(
    "{path}：其中没有学生的文件夹（每名学生一个子文件夹）",
    "{path}: there are no students' folders in it, one folder for each student",
)
Progress = Callable[[int, int, str], None]


class Source(msgspec.Struct, frozen=True):
    """A file of a student: its tokens, and for each the line where it stands."""

    student: str
    file: str
    python: bytes
    tokens: tuple[str, ...]
    lines: tuple[int, ...]


class Pair(msgspec.Struct, frozen=True):
    """Two files that look alike, of two students, and the passages that they share."""

    percent: float
    left: Source
    right: Source
    places: tuple[tuple[str, str], ...]


def compare(course: Course, folder: Path, at_least: float, progress: Progress) -> list[Pair]:
    """The pairs of files in a folder of students' folders, most alike first.

    Raises:
        Unreadable: there is no such folder, or no student's folder in it.
    """
    sources = list(_sources(course, folder, progress))
    found = []
    for done, left in enumerate(sources):
        progress(done, len(sources), left.student)
        others = [one for one in sources[done + 1 :] if one.student != left.student]
        scores = process.cdist(
            [left.tokens],
            [one.tokens for one in others],
            scorer=Indel.normalized_similarity,
            score_cutoff=at_least / 100,
        )[0]
        found += [
            Pair(100 * float(score), left, right, tuple(_places(left, right)))
            for right, score in zip(others, scores, strict=True)
            if score >= at_least / 100
        ]
    return sorted(found, key=lambda pair: -pair.percent)


def _sources(course: Course, folder: Path, progress: Progress) -> Iterator[Source]:
    """Everything that is long enough to be compared."""
    students = _students(folder)
    handed_out = _handed_out(course)
    for done, place in enumerate(students):
        progress(done, len(students), place.name)
        try:
            submission = intake.read(place, course)
        except intake.Unreadable:
            continue
        answers = [*submission.answers.values(), *submission.scripts]
        files = {one.main: one.files[one.main] for one in answers if one.main in one.files}
        for file, python in files.items():
            if file.endswith(intake.SUFFIXES):
                source = _source(place.name, file, python, handed_out)
                if len(source.tokens) >= LEAST_TOKENS:
                    yield source


def _students(folder: Path) -> list[Path]:
    try:
        found = [one for one in folder.iterdir() if one.is_dir() and not one.is_symlink()]
    except FileNotFoundError:
        raise intake.Unreadable(intake.NOT_THERE.format(path=folder)) from None
    except OSError as error:
        said = intake.NOT_READABLE.format(path=folder, error=error.strerror)
        raise intake.Unreadable(said) from None
    students = sorted(one for one in found if not one.name.startswith("."))
    if not students:
        raise intake.Unreadable(NO_FOLDERS.format(path=folder))
    return students


def _handed_out(course: Course) -> set[str]:
    """The lines of all stubs."""
    stubs = (catalogue.stub(course.root, one.week, one.name) for one in course.exercises)
    lines = (stub.read_text(encoding="utf-8").splitlines() for stub in stubs)
    return {line.strip() for line in itertools.chain.from_iterable(lines)}


def _source(student: str, file: str, python: bytes, handed_out: set[str]) -> Source:
    text = python.decode("utf-8", "replace")[:MAX_CHARACTERS]
    skipped = {
        number
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip() in handed_out or line.lstrip().startswith(("import ", "from "))
    }
    kept = [pair for pair in _tokens(text) if pair[1] not in skipped][:MAX_TOKENS]
    return Source(
        student, file, python, tuple(token for token, _ in kept), tuple(line for _, line in kept)
    )


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Tokens with their lines; a string is one token, and so is any name of the author's own."""
    line, before = 1, ""
    for _, kind, value in PythonLexer().get_tokens_unprocessed(text):
        token = value
        if kind in Space or kind in Comment or kind in String.Doc:
            token = ""
        elif kind in String:
            token = "" if before == "string" else "string"
        elif kind in Name and kind not in Name.Builtin and before != ".":
            token = "name"
        elif kind in Keyword:
            token = value.strip()
        if token:
            yield token, line
        before = token or before
        line += value.count("\n")


def _places(left: Source, right: Source) -> Iterator[tuple[str, str]]:
    """The passages that two files share, by their lines in each."""
    for block in Indel.opcodes(left.tokens, right.tokens):
        if block.tag == "equal" and block.src_end - block.src_start >= LEAST_BLOCK:
            yield (
                _passage(left, block.src_start, block.src_end),
                _passage(right, block.dest_start, block.dest_end),
            )


def _passage(source: Source, start: int, end: int) -> str:
    first, last = source.lines[start], source.lines[end - 1]
    if not source.file.endswith(notebook.SUFFIX):
        return f"{first}-{last}"
    (cell, first), (until, last) = (notebook.place(source.python, one) for one in (first, last))
    return f"cell {cell}:{first}-" + (f"{last}" if cell == until else f"cell {until}:{last}")
