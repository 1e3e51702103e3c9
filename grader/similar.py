"""Which answers of a class look alike: pairs for a person to look at, no verdict.

Code is compared as a sequence of tokens (pygments) without comments, docstrings, layout and
imports; names that an author chooses are all alike, what belongs to a library keeps its name.
The lines that were handed out do not count, nor does the order of the functions. How alike two
sequences are is the share of their tokens in a longest common subsequence (rapidfuzz, Indel
distance).
"""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, String
from pygments.token import Text as Space
from rapidfuzz import process
from rapidfuzz.distance import Indel, Opcode

from grader import catalogue, intake, notebook
from grader.catalogue import Course
from grader.classroom import entrants

LEAST_TOKENS = 40
"""What is shorter looks alike in every class."""
LEAST_BLOCK = 12
"""Tokens of the shortest passage that is shown."""
STATEMENT = re.compile(
    r"^(?:(?:async +)?(?:def|class) +(?P<name>\w+)|[^\s#@)\]}'\"])", re.MULTILINE
)
"""Where one begins at the top level, a decorator apart."""
MAX_CHARACTERS = 200_000
MAX_TOKENS = 20_000
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


def compare(sources: Sequence[Source], at_least: float, progress: Progress) -> list[Pair]:
    """The pairs of files of different students, most alike first."""
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


def sources(course: Course, folder: Path, progress: Progress) -> Iterator[Source]:
    """Everything in the folder of a class that is long enough to be compared.

    Raises:
        Unreadable: there is no such folder.
    """
    students, _ = entrants.find(folder)
    handed_out = _handed_out(course)
    for done, entrant in enumerate(students):
        progress(done, len(students), entrant.student)
        try:
            with tempfile.TemporaryDirectory(prefix="grader-") as room:
                gathered = entrants.gather(entrant, course, Path(room))
                submission = intake.read(gathered.folder, course, entrant.student)
        except (intake.Unreadable, OSError):
            continue
        answers = [*submission.answers.values(), *submission.scripts]
        files = {one.main: one.files[one.main] for one in answers if one.main in one.files}
        for file, python in files.items():
            if file.endswith(intake.SUFFIXES):
                source = _source(entrant.student, file, python, handed_out)
                if len(source.tokens) >= LEAST_TOKENS:
                    yield source


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
    pieces = itertools.chain.from_iterable(itertools.starmap(_tokens, _pieces(text)))
    kept = [pair for pair in pieces if pair[1] not in skipped][:MAX_TOKENS]
    return Source(
        student, file, python, tuple(token for token, _ in kept), tuple(line for _, line in kept)
    )


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """The top-level statements of a file with their first lines, definitions by name at the end."""
    found = [*STATEMENT.finditer(text)]
    starts = [0, *(one.start() for one in found), len(text)]
    names = ["", *(one["name"] or "" for one in found)]
    for _, (start, end) in sorted(
        zip(names, itertools.pairwise(starts), strict=True), key=lambda piece: piece[0]
    ):
        yield text[start:end], text.count("\n", 0, start) + 1


def _tokens(text: str, line: int) -> Iterator[tuple[str, int]]:
    """Tokens with their lines; a string is one token, and so is any name of the author's own."""
    before = ""
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
        if block.tag == "equal":
            yield from _passages(left, right, block)


def _passages(left: Source, right: Source, block: Opcode) -> Iterator[tuple[str, str]]:
    """A shared sequence, cut where the lines of either file do not go on downwards."""
    ours = left.lines[block.src_start : block.src_end]
    theirs = right.lines[block.dest_start : block.dest_end]
    cuts = [
        at for at in range(1, len(ours)) if ours[at] < ours[at - 1] or theirs[at] < theirs[at - 1]
    ]
    for start, end in itertools.pairwise([0, *cuts, len(ours)]):
        if end - start >= LEAST_BLOCK:
            yield (
                _passage(left, ours[start], ours[end - 1]),
                _passage(right, theirs[start], theirs[end - 1]),
            )


def _passage(source: Source, first: int, last: int) -> str:
    if not source.file.endswith(notebook.SUFFIX):
        return f"{first}-{last}"
    (cell, first), (until, last) = (notebook.place(source.python, one) for one in (first, last))
    return f"cell {cell}:{first}-" + (f"{last}" if cell == until else f"cell {until}:{last}")
