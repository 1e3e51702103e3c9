"""Submissions become reports: the flow from observation to verdict, warm from start to end."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from grader import bank, diagnose, judge, limits, observe, tally
from grader.catalogue import Course
from grader.finder import Finder
from grader.fingerprint import versions
from grader.model import (
    Check,
    Exercise,
    Graded,
    Report,
    Ruling,
    Submission,
    Verdict,
)
from grader.plugin import session
from grader.sandbox.host import Sandbox
from grader.sandbox.remote import Broken
from grader.seen import Seen, Setting, filled, lacks_homework, our_fault, seed_of

MISCALLED = re.compile(r"TypeError: [\w.]+\(\) (?:takes|got|missing) ")
"""A function that does not take what it is given has not come to any misconception."""
Progress = Callable[[int, int, str], None]
"""Called with how many exercises are done, how many there are, and which one comes next."""


class Grader:
    """Grades submissions one after another, warm."""

    def __init__(self, course: Course, setting: Setting, exercises: tuple[Exercise, ...]) -> None:
        self.course = course
        self.setting = setting
        self.exercises = exercises
        self.paced = {one.key: pace(one, setting.sandbox) for one in exercises}
        self.measured = functools.cache(functools.partial(limits.measured, setting))

    def grade(
        self,
        submission: Submission,
        exercises: tuple[Exercise, ...],
        progress: Progress | None = None,
    ) -> Report:
        """The report on some exercises of a submission.

        What a limit has ended is graded once more where the solution, measured then, gives a
        larger one. An exercise during which the sandbox breaks is graded once more in a new one;
        where that breaks too, it is ungraded.

        Raises:
            sandbox.host.Broken: no new sandbox could be had.
            KeyboardInterrupt: as it came.
        """
        setting = self.setting
        finder = Finder(setting, submission)
        graded = []
        for done, one in enumerate(exercises):
            if progress is not None:
                progress(done, len(exercises), one.key)
            graded.append(self._grade(submission, self.paced[one.key], finder))
        score = tally.total(graded)
        notes = (*submission.notes, *finder.notes(self.exercises == self.course.exercises))
        isolation = setting.sandbox.ready()
        return Report(
            submission.student, setting.seed, versions(), isolation, tuple(graded), score, notes
        )

    def draw(self, key: str) -> bytes:
        """Draw the examples of an exercise's properties on the course's own solution.

        What was drawn, for another judge to `learn`. Nothing where there is no solution.
        """
        exercise = self.paced[key]
        found = self._drawing(exercise)
        answer = limits.solution(self.setting, exercise)
        if answer is not None:
            properties = msgspec.structs.replace(exercise, checks=tuple(found))
            try:
                observe.observe(self.setting, properties, answer)
            except Broken:
                self.setting.sandbox.restart()
        return bank.pack({check.name: trial.bank(seed) for check, (trial, seed) in found.items()})

    def learn(self, key: str, packed: bytes) -> None:
        """Replay what another judge has drawn instead of drawing it."""
        examples = bank.unpack(packed)
        for check, (trial, seed) in self._drawing(self.paced[key]).items():
            trial.learn(seed, examples.get(check.name, []))

    def _drawing(self, exercise: Exercise) -> dict[Check, tuple[session.Trial, int]]:
        """The checks that draw examples, each with its property and its seed."""
        found = {}
        for check in exercise.checks:
            trial = self.setting.trials.find(self.course.root / exercise.test, check.name)
            if isinstance(trial, session.Trial) and trial.draws:
                found[check] = trial, seed_of(self.setting.seed, exercise, check)
        return found

    def _grade(self, submission: Submission, exercise: Exercise, finder: Finder) -> Graded:
        try:
            return self._grade_once(submission, exercise, finder)
        except Broken:
            self.setting.sandbox.restart()
        try:
            return self._grade_once(submission, exercise, finder)
        except Broken as error:
            self.setting.sandbox.restart()
            return judged(exercise, our_fault(exercise, error))

    def _grade_once(self, submission: Submission, exercise: Exercise, finder: Finder) -> Graded:
        try:
            seen = self._see(submission, exercise, finder)
            if limits.ended(seen) and self.measured(exercise) != exercise:
                exercise = self.measured(exercise)
                seen = self._see(submission, exercise, finder)
            self.setting.sandbox.check_room()
            return judged(exercise, seen)
        except Exception as error:
            # whatever an answer has set off in the grader, it ends with this exercise
            return judged(exercise, our_fault(exercise, error))

    def _see(self, submission: Submission, exercise: Exercise, finder: Finder) -> Seen:
        seen = observe.observe(self.setting, exercise, submission.answers.get(exercise.key))
        if seen.form is None or lacks_homework(exercise, seen):
            other = finder.find(exercise)
            seen = filled(exercise, seen, other) if other else seen
        return seen


def grading(
    course: Course,
    sandbox: Sandbox,
    exercises: tuple[Exercise, ...],
    seed: int,
    body: Callable[[Grader], None],
) -> None:
    """Call `body` with what grades these exercises, for as long as it has something to grade.

    Raises:
        sandbox.host.Broken: there is no sandbox.
        BaseException: whatever `body` raises.
    """

    def with_trials(trials: session.Trials) -> None:
        sandbox.ready()
        body(Grader(course, Setting(course.root, sandbox, trials, seed), exercises))

    session.judging(course.root, property_files(course), with_trials)


def pace(exercise: Exercise, sandbox: Sandbox) -> Exercise:
    """An exercise with the time that its limit means on this machine."""
    return msgspec.structs.replace(exercise, seconds=exercise.seconds * sandbox.slowness)


def property_files(course: Course) -> list[Path]:
    """All of them, whatever is graded: what Hypothesis draws depends on what is imported."""
    return [course.root / one.test for one in course.exercises]


def judged(exercise: Exercise, seen: Seen) -> Graded:
    """Rule on what was seen of an exercise, and look for misconceptions behind failures."""
    everything = [one for calls in seen.calls for one in calls]
    verdicts = []
    for place, (check, observation) in enumerate(
        zip(exercise.checks, seen.observations, strict=True)
    ):
        ruling = judge.rule(observation)
        calls = seen.calls[place] if seen.calls else ()
        diagnosis = None
        if ruling is Ruling.FAILED and calls and not MISCALLED.match(observation.error):
            diagnosis = diagnose.diagnose(calls, everything, diagnose.misconceptions(exercise))
        verdicts.append(Verdict(check, ruling, observation, diagnosis))
    graded = tally.tally(exercise, seen.form, verdicts, seen.notes)
    return msgspec.structs.replace(graded, file=seen.file, line=seen.line)
