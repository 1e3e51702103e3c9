"""A class goes through the judges and into the gradebook; what is there already is not graded."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from grader import clock, intake, policy, reuse
from grader.catalogue import Course
from grader.classroom import entrants, judges
from grader.classroom.entrants import Entrant
from grader.classroom.roster import Row
from grader.fingerprint import Conditions, of_submission
from grader.gradebook.book import Entry, Gradebook, plain
from grader.model import Clock, HandedIn, Line, Report, Submission, Text
from grader.reuse import Plan


class Display(Protocol):
    """What is told on the way."""

    def at(self, student: str, exercise: str) -> None:
        """This exercise of this student is being graded; without a student, prepared."""

    def done(self, line: Line) -> None:
        """A student is done."""


Work = Callable[[judges.Order, Iterator[judges.Task], judges.Done, judges.Show], None]
"""Who does it: `judges.grade` or `cluster.grade`, told how many or where."""


class Class(Struct, frozen=True):
    """Whom to grade: each entrant under the id that the roster gives, if there is one."""

    entrants: tuple[Entrant, ...]
    times: Mapping[str, datetime]
    """By student, from the roster."""
    missing: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    """Not in the roster."""


def enrol(found: Sequence[Entrant], roster: Sequence[Row]) -> Class:
    """Give the entrants the ids of the roster; without one they keep their own."""
    rows = {row.file: row for row in roster} | {row.student: row for row in roster}
    named, strangers, times = [], [], {}
    for entrant in found:
        names = (entrant.student, *(path.name for path in entrant.paths))
        row = next((rows[name] for name in names if name in rows), None)
        student = row.student if row else entrant.student
        if row and row.time:
            times[student] = row.time
        elif not row:
            strangers.append(student)
        named.append(Entrant(student, entrant.paths, entrant.names))
    present = {one.student for one in named}
    missing = tuple(row.student for row in roster if row.student not in present)
    return Class(tuple(named), times, missing, tuple(strangers) if roster else ())


class Session:
    """One run over a class. Memory does not grow with it: reports go into the gradebook."""

    def __init__(
        self,
        course: Course,
        conditions: Conditions,
        order: judges.Order,
        gradebook: Gradebook,
        run: int,
        fresh: bool,
        lines: dict[str, Line],
    ) -> None:
        self.course = course
        self.conditions = conditions
        self.order = order
        self.gradebook = gradebook
        self.run = run
        self.fresh = fresh
        self.lines = lines
        """Whoever is done, by student."""
        self.plans: dict[str, tuple[Plan, HandedIn, str]] = {}
        """Of what is in flight, by student."""

    def grade(self, members: Class, work: Work, display: Display) -> None:
        """Grade those whom this run has not graded yet.

        Raises:
            judges.NoJudge, gradebook.book.Unusable, KeyboardInterrupt: as they came.
        """
        self.display = display
        work(self.order, self._tasks(members), self._done, display.at)

    def _tasks(self, members: Class) -> Iterator[judges.Task]:
        done = self.gradebook.digests(self.run)
        for entrant in members.entrants:
            now = clock.now()
            try:
                submission, told = _read(entrant, self.course, members.times)
            except intake.Unreadable as error:
                source = str(entrant.paths[0])
                self._keep(Entry(entrant.student, source, "", now, problem=error.text))
                continue
            if done.get(entrant.student) == of_submission(submission):
                continue
            known = None if self.fresh else self.gradebook
            plan = reuse.plan(self.conditions, submission, self.order.seed, known)
            handed_in = reuse.time(submission, told, self.gradebook)
            self.plans[entrant.student] = (plan, handed_in, str(entrant.paths[0]))
            task = judges.Task(entrant.student, submission, plan.missing)
            if plan.missing:
                yield task
            else:
                self._done(task, None, 0.0)

    def _done(
        self, task: judges.Task, result: Report | judges.Unfinished | None, seconds: float
    ) -> None:
        plan, handed_in, source = self.plans.pop(task.name)
        if isinstance(result, judges.Unfinished):
            digest = of_submission(plan.submission)
            entry = Entry(task.name, source, digest, handed_in, problem=result.text, ours=True)
        else:
            report = plan.report(result, handed_in, self.course.policy)
            entry = plan.entry(report, handed_in, source, seconds)
        self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        self.lines[entry.student] = found = line(entry)
        self.gradebook.keep(entry, self.run)
        self.display.done(found)


def line(entry: Entry) -> Line:
    """An entry in short."""
    exercises = entry.report.exercises if entry.report else ()
    faulty = any(verdict.reason == "course" for one in exercises for verdict in one.verdicts)
    weeks = policy.weeks(exercises)
    return Line(entry.student, entry.handed_in, weeks, entry.problem, entry.ours or faulty)


def counted(course: Course, gradebook: Gradebook, lines: Iterable[Line]) -> list[Line]:
    """The lines with the marks that count under the course's policy, whatever was graded when."""
    attempts = gradebook.attempts()
    found = []
    for one in lines:
        marks = {
            week.name: policy.counted(course.policy, week.name, own)
            for week in course.weeks
            if (own := attempts.get((plain(one.student), week.name)))
        }
        found.append(msgspec.structs.replace(one, counted=marks))
    return found


def _read(
    entrant: Entrant, course: Course, times: Mapping[str, datetime]
) -> tuple[Submission, HandedIn | None]:
    with tempfile.TemporaryDirectory(prefix="grader-") as room:
        try:
            gathered = entrants.gather(entrant, course, Path(room))
            submission = intake.read(gathered.folder, course, entrant.student)
        except intake.Unreadable as error:
            raise intake.Unreadable(_at_home(error.text, room, entrant)) from None
        except OSError as error:
            said = intake.NOT_READABLE.format(path=entrant.paths[0], error=error.strerror)
            raise intake.Unreadable(said) from None
        told = clock.of_folder(gathered.folder)
    if told is None and gathered.packed:
        told = HandedIn(gathered.packed, Clock.ARCHIVE)
    if told is None and entrant.student in times:
        told = HandedIn(times[entrant.student].astimezone(UTC), Clock.ROSTER)
    notes = (*gathered.notes, *submission.notes)
    return msgspec.structs.replace(submission, notes=notes), told


def _at_home(text: Text, room: str, entrant: Entrant) -> Text:
    """The same sentence about what was handed in, not about the room it was unpacked in."""
    whole, name = entrant.paths[0], entrant.paths[0].name.replace("\\", r"\\")
    place = re.compile(f"{re.escape(room)}[^\\s:：]*|{re.escape(str(whole))}")
    return Text(place.sub(name, text.zh), place.sub(name, text.en))
