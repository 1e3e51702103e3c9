"""How far a class has come, on stderr: a bar on a terminal, else a line for each student."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader import words
from grader.model import Line
from grader.render import table

if TYPE_CHECKING:
    from rich.progress import Progress

    from grader.classroom.session import Display


@contextlib.contextmanager
def display(planned: int, completed: int, lang: str) -> Iterator[Display]:
    """The display of a run over `planned` students, of whom some were done before."""
    if not sys.stderr.isatty():
        yield _Lines(planned, completed, lang)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (BarColumn(), MofNCompleteColumn(), Remaining(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Bar(progress, planned, completed, lang)


def marks(line: Line, lang: str) -> str:
    """A student's points, or the reason why there are none."""
    return table.said(line.problem, lang) or table.points(table.total(line.weeks.values()), lang)


class _Lines:
    def __init__(self, planned: int, completed: int, lang: str) -> None:
        self.planned = planned
        self.completed = completed
        self.lang = lang

    def at(self, student: str, exercise: str) -> None:
        """Too much for a log."""

    def done(self, line: Line) -> None:
        self.completed += 1
        said = words.STUDENT_DONE[self.lang].format(
            done=self.completed,
            planned=self.planned,
            student=table.plain(line.student),
            marks=marks(line, self.lang),
        )
        print(said, file=sys.stderr, flush=True)


class _Bar:
    def __init__(self, progress: Progress, planned: int, completed: int, lang: str) -> None:
        self.progress = progress
        self.failed = 0
        self.lang = lang
        self.task = progress.add_task("", total=planned, completed=completed)

    def at(self, student: str, exercise: str) -> None:
        drawing = words.DRAWING[self.lang]
        self._say(f"{student}  {exercise}" if student else drawing.format(exercise=exercise))

    def done(self, line: Line) -> None:
        self.failed += line.problem is not None
        self.progress.advance(self.task)
        self._say(line.student)

    def _say(self, what: str) -> None:
        from rich.markup import escape

        failed = words.DONE_FAILED[self.lang].format(failed=self.failed) if self.failed else ""
        said = "  ".join(part for part in (failed, table.plain(what)) if part)
        self.progress.update(self.task, description=escape(said))
