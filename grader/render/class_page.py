"""The reports of a class become one page: how it went, what was hard, and who has what.

The table of students is sorted and searched by a script of our own, the only one that the page
allows itself.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from ..model import Check, Diagnosis, Exercise, Graded, Report, Ruling, Score, Text
from . import pages, sentences

MOST_MISCONCEPTIONS = 20


class Student(Struct, frozen=True):
    """One line of the table; `page` is where the student's own report is, if anywhere."""

    name: str
    score: Score
    share: float
    weeks: dict[str, Score]
    page: str


class Hardness(Struct, frozen=True):
    """How an exercise went: of `graded` students `started`, with a mean share of the points."""

    exercise: Exercise
    graded: int
    started: int
    share: float
    checks: tuple[tuple[Check, int], ...]
    """Each check, and how many passed it."""


def render(
    reports: Sequence[Report],
    lang: str,
    missing: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
    problems: Mapping[str, Text] | None = None,
) -> str:
    """The page, shown at first in "zh" or "en"; every student has one report.

    Args:
        missing: students who have handed in nothing
        links: by student the address of their own page
        problems: by student why there is no report
    """
    students = [_student(report, (links or {}).get(report.student, "")) for report in reports]
    ranges = _ranges(students)
    return pages.render(
        "class.html",
        lang,
        students=sorted(students, key=lambda one: one.name),
        missing=sorted(missing),
        problems=sorted((problems or {}).items()),
        middle=_middle(students),
        ranges=ranges,
        most=max(1, *(count for _, count in ranges)),
        exercises=_exercises(reports),
        misconceptions=_misconceptions(reports),
        weeks=list(dict.fromkeys(week for one in students for week in one.weeks)),
    )


def _student(report: Report, page: str) -> Student:
    weeks: dict[str, Score] = {}
    for graded in report.exercises:
        week = graded.exercise.week
        weeks[week] = weeks.get(week, Score(0, 0)) + graded.score
    return Student(report.student, report.score, _share([report.score]), weeks, page)


def _share(scores: Iterable[Score]) -> float:
    """Per cent of the points that there are."""
    whole = sum(scores, Score(0, 0))
    return 100 * whole.earned / whole.possible if whole.possible else 0.0


def _middle(students: Sequence[Student]) -> tuple[float, float] | None:
    """Mean and median share."""
    shares = [student.share for student in students]
    return (statistics.mean(shares), statistics.median(shares)) if shares else None


def _ranges(students: Sequence[Student]) -> list[tuple[str, int]]:
    """How many students are in each tenth; full marks belong to the last."""
    tenths = [min(9, int(student.share // 10)) for student in students]
    last = [f"{10 * tenth}–{10 * tenth + 9} %" for tenth in range(9)] + ["90–100 %"]
    return [(label, tenths.count(tenth)) for tenth, label in enumerate(last)]


def _exercises(reports: Sequence[Report]) -> list[Hardness]:
    """The exercises, hardest first."""
    found: dict[str, list[Graded]] = {}
    for report in reports:
        for graded in report.exercises:
            found.setdefault(graded.exercise.key, []).append(graded)
    return sorted(map(_hardness, found.values()), key=lambda one: one.share)


def _hardness(found: Sequence[Graded]) -> Hardness:
    exercise = found[0].exercise
    passed = [
        verdict.check.name
        for graded in found
        for verdict in graded.verdicts
        if verdict.ruling is Ruling.PASSED
    ]
    return Hardness(
        exercise,
        len(found),
        sum(map(sentences.started, found)),
        _share(graded.score for graded in found),
        tuple((check, passed.count(check.name)) for check in exercise.checks),
    )


def _misconceptions(reports: Sequence[Report]) -> list[tuple[Exercise, Diagnosis, int]]:
    """The commonest first, each counted once a student."""
    found: dict[tuple[str, str], tuple[Exercise, Diagnosis, set[str]]] = {}
    for report in reports:
        for graded in report.exercises:
            for diagnosis in (one.diagnosis for one in graded.verdicts if one.diagnosis):
                key = graded.exercise.key, diagnosis.name
                entry = found.setdefault(key, (graded.exercise, diagnosis, set()))
                entry[2].add(report.student)
    counted = [(exercise, said, len(students)) for exercise, said, students in found.values()]
    return sorted(counted, key=lambda one: -one[2])[:MOST_MISCONCEPTIONS]
