"""Submissions become reports: the flow from observation to verdict, warm from start to end."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from grader import diagnose, judge, limits, observe, plugin, tally
from grader.catalogue import Course
from grader.finder import Finder
from grader.fingerprint import versions
from grader.model import Exercise, Graded, Report, Ruling, Submission, Text, Verdict
from grader.sandbox.host import Sandbox
from grader.sandbox.remote import Broken
from grader.seen import Seen, Setting, filled, lacks_homework, our_fault

MISCALLED = re.compile(r"TypeError: [\w.]+\(\) (?:takes|got|missing) ")
"""A function that does not take what it is given has not come to any misconception."""
Progress = Callable[[int, int, str], None]
"""Called with how many exercises are done, how many there are, and which one comes next."""
Measured = Callable[[Exercise], Exercise]
"""Gives an exercise the limits that its solution gives here, found out once in a session."""


def grade_all(
    course: Course,
    sandbox: Sandbox,
    submissions: Iterable[Submission],
    exercises: tuple[Exercise, ...],
    seed: int,
    done: Callable[[Report], None],
    progress: Progress | None = None,
    missing: Callable[[Submission], tuple[Exercise, ...]] | None = None,
) -> None:
    """Grade submissions one after another in one warm session; `done` gets each report.

    All `exercises`, or those of them that are `missing` for a submission.

    What a limit has ended is graded once more where the solution, measured then, gives a larger
    one. An exercise during which the sandbox breaks is graded once more in a new one; where that
    breaks too, it is ungraded.

    Raises:
        sandbox.host.Broken: no new sandbox could be had.
        KeyboardInterrupt: as it came.
    """

    def body(trials: plugin.Trials) -> None:
        setting = Setting(course.root, sandbox, trials, seed)
        measured = functools.cache(functools.partial(limits.measured, setting))
        sandbox.ready()
        paced = tuple(pace(exercise, sandbox) for exercise in exercises)
        for submission in submissions:
            finder = Finder(setting, submission)
            keys = {one.key for one in (missing(submission) if missing else exercises)}
            wanted = tuple(one for one in paced if one.key in keys)
            graded = tuple(_grade(setting, submission, wanted, finder, measured, progress))
            notes = (*submission.notes, *finder.notes(exercises == course.exercises))
            done(_report(submission, seed, sandbox, graded, notes))

    plugin.judging(course.root, property_files(course), body)


def pace(exercise: Exercise, sandbox: Sandbox) -> Exercise:
    """An exercise with the time that its limit means on this machine."""
    return msgspec.structs.replace(exercise, seconds=exercise.seconds * sandbox.slowness)


def property_files(course: Course) -> list[Path]:
    """All of them, whatever is graded: what Hypothesis draws depends on what is imported."""
    folder = course.root / "exercises"
    return [folder / one.week / f"test_{one.name}.py" for one in course.exercises]


def _report(
    submission: Submission,
    seed: int,
    sandbox: Sandbox,
    graded: tuple[Graded, ...],
    notes: tuple[Text, ...],
) -> Report:
    score = tally.total(graded)
    return Report(submission.student, seed, versions(), sandbox.ready(), graded, score, notes)


def _grade(
    setting: Setting,
    submission: Submission,
    exercises: tuple[Exercise, ...],
    finder: Finder,
    measured: Measured,
    progress: Progress | None,
) -> Iterator[Graded]:
    for done, exercise in enumerate(exercises):
        if progress is not None:
            progress(done, len(exercises), exercise.key)
        try:
            graded = _grade_one(setting, submission, exercise, finder, measured)
        except Broken:
            setting.sandbox.restart()
            try:
                graded = _grade_one(setting, submission, exercise, finder, measured)
            except Broken as error:
                setting.sandbox.restart()
                graded = judged(exercise, our_fault(exercise, error))
        yield graded


def _grade_one(
    setting: Setting,
    submission: Submission,
    exercise: Exercise,
    finder: Finder,
    measured: Measured,
) -> Graded:
    try:
        seen = _see(setting, submission, exercise, finder)
        if limits.ended(seen) and measured(exercise) != exercise:
            exercise = measured(exercise)
            seen = _see(setting, submission, exercise, finder)
        setting.sandbox.check_room()
        return judged(exercise, seen)
    except Exception as error:
        # whatever an answer has set off in the grader, it ends with this exercise
        return judged(exercise, our_fault(exercise, error))


def _see(setting: Setting, submission: Submission, exercise: Exercise, finder: Finder) -> Seen:
    seen = observe.observe(setting, exercise, submission.answers.get(exercise.key))
    if seen.form is None or lacks_homework(exercise, seen):
        other = finder.find(exercise)
        seen = filled(exercise, seen, other) if other else seen
    return seen


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
