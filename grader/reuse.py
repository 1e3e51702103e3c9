"""Verdicts of an earlier grading take the place of the same ones today.

Exercise by exercise, since all checks of one depend on the same files; a submission with
scripts is graded anew as a whole or not at all, since its scripts may answer anything.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from grader import clock, fingerprint, tally
from grader.fingerprint import Conditions
from grader.gradebook.book import Entry, Gradebook
from grader.gradebook.rows import Known
from grader.model import Exercise, HandedIn, Policy, Report, Submission
from grader.policy import marks, weeks


class Plan(Struct, frozen=True):
    """What of a submission has to be graded, and what is known."""

    submission: Submission
    seed: int
    exercises: tuple[Exercise, ...]
    fingerprints: Mapping[str, str]
    known: Mapping[str, Known]
    """By exercise key."""

    @property
    def missing(self) -> tuple[Exercise, ...]:
        return tuple(one for one in self.exercises if one.key not in self.known)

    def report(self, graded: Report | None, handed_in: HandedIn, policy: Policy) -> Report:
        """The report on everything; `graded` is that on what was missing, if anything was."""
        if graded is None:
            context = next(iter(self.known.values())).context
            notes = context.notes if self.submission.scripts else self.submission.notes
            versions = fingerprint.versions()
            graded = Report(
                self.submission.student,
                self.seed,
                versions,
                context.isolation,
                (),
                tally.total(()),
                notes,
            )
        anew = {one.exercise.key: one for one in graded.exercises}
        exercises = tuple(
            anew[one.key] if one.key in anew else self.known[one.key].graded
            for one in self.exercises
        )
        return msgspec.structs.replace(
            graded,
            exercises=exercises,
            score=tally.total(exercises),
            handed_in=handed_in,
            marks=marks(policy, weeks(exercises), handed_in.at),
        )

    def entry(self, report: Report, handed_in: HandedIn, source: str, seconds: float) -> Entry:
        """The submission for the gradebook."""
        return Entry(
            student=self.submission.student,
            source=source,
            digest=fingerprint.of_submission(self.submission),
            handed_in=handed_in,
            report=report,
            fingerprints=self.fingerprints,
            reused={key: known.number for key, known in self.known.items()},
            seconds=seconds,
        )


def plan(
    conditions: Conditions, submission: Submission, seed: int, gradebook: Gradebook | None
) -> Plan:
    """Look up what is known of a submission; nothing without a gradebook.

    Raises:
        Unusable: the gradebook cannot be read.
    """
    prints = conditions.fingerprints(submission)
    found = gradebook.known(prints.values()) if gradebook else {}
    known = {key: found[one] for key, one in prints.items() if one in found}
    if submission.scripts and len(known) < len(conditions.exercises):
        known = {}
    return Plan(submission, seed, conditions.exercises, prints, known)


def time(submission: Submission, told: HandedIn | None, gradebook: Gradebook | None) -> HandedIn:
    """When it was handed in: as something told, else when these files were first seen.

    Raises:
        Unusable: the gradebook cannot be read.
    """
    if told is None and gradebook is not None:
        digest = fingerprint.of_submission(submission)
        told = gradebook.first_seen(submission.student, digest)
    return told or clock.now()
