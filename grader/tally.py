"""Verdicts become points.

PASSED earns, UNGRADED is withheld until staff have looked, everything else is
worth nothing. A list of verdicts that is not the planned one is a programming
error and stops the grading: a check that went missing must never look like one
that was not there.
"""

from __future__ import annotations

from collections.abc import Iterable

from .model import Exercise, Form, Graded, Ruling, Score, Text, Verdict


def tally(
    exercise: Exercise,
    form: Form | None,
    verdicts: Iterable[Verdict],
    notes: tuple[Text, ...] = (),
) -> Graded:
    """Add up the verdicts of one exercise.

    Raises:
        ValueError: the verdicts are not exactly the exercise's checks, once
            each and in order, each with the observation of its own check.
    """
    verdicts = tuple(verdicts)
    planned = [check.name for check in exercise.checks]
    observed = [verdict.observation.check for verdict in verdicts]
    if tuple(verdict.check for verdict in verdicts) != exercise.checks or observed != planned:
        raise ValueError(
            f"{exercise.key}: planned the checks {planned}, got verdicts on {observed}"
        )
    score = Score(
        earned=_points(verdicts, Ruling.PASSED),
        possible=exercise.points,
        withheld=_points(verdicts, Ruling.UNGRADED),
    )
    return Graded(exercise, form, verdicts, score, notes)


def total(exercises: Iterable[Graded]) -> Score:
    """The sum over exercises; each counts once.

    Raises:
        ValueError: an exercise is there twice.
    """
    exercises = tuple(exercises)
    keys = [graded.exercise.key for graded in exercises]
    if len(set(keys)) != len(keys):
        raise ValueError(f"an exercise is there twice: {keys}")
    return sum((graded.score for graded in exercises), Score(0, 0))


def _points(verdicts: tuple[Verdict, ...], ruling: Ruling) -> int:
    return sum(verdict.check.points for verdict in verdicts if verdict.ruling is ruling)
