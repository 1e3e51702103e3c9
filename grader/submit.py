"""Submissions become reports: the flow from observation to verdict, warm from start to end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from grader import diagnose, judge, observe, plugin, tally, words
from grader.catalogue import Course
from grader.fingerprint import versions
from grader.model import Exercise, Graded, Report, Ruling, Submission, Text, Verdict
from grader.sandbox.host import Sandbox
from grader.sandbox.remote import Broken

ENDED = Text(
    "{file} 作为脚本运行，没有评阅：{zh}",
    "{file} was run as a script and not graded: {en}",
)
FAULT = Text(
    "{file} 作为脚本运行时停止，没有做到任何一题：{error}",
    "{file} stopped while it ran as a script, before it did anything about an exercise: {error}",
)
IDLE = Text(
    "这些文件作为脚本运行过，没有做到任何一题：{files}。如果其中有答案，可用 --map 文件=练习 指定",
    "these files were run as scripts and did nothing about any exercise: {files}. If one of them"
    " is an answer, --map FILE=EXERCISE says to which",
)
Progress = Callable[[int, int, str], None]
"""Called with how many exercises are done, how many there are, and which one comes next."""


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

    An exercise during which the sandbox breaks is graded once more in a new one; where that
    breaks too, it is ungraded.

    Raises:
        sandbox.host.Broken: no new sandbox could be had.
        KeyboardInterrupt: as it came.
    """

    def body(trials: plugin.Trials) -> None:
        setting = observe.Setting(course.root, sandbox, trials, seed)
        sandbox.ready()
        paced = tuple(pace(exercise, sandbox) for exercise in exercises)
        for submission in submissions:
            scripts = _Scripts(setting, submission)
            keys = {one.key for one in (missing(submission) if missing else exercises)}
            wanted = tuple(one for one in paced if one.key in keys)
            graded = tuple(_grade(setting, submission, wanted, scripts, progress))
            notes = (*submission.notes, *scripts.notes(exercises == course.exercises))
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
    setting: observe.Setting,
    submission: Submission,
    exercises: tuple[Exercise, ...],
    scripts: _Scripts,
    progress: Progress | None,
) -> Iterator[Graded]:
    for done, exercise in enumerate(exercises):
        if progress is not None:
            progress(done, len(exercises), exercise.key)
        try:
            graded = _grade_one(setting, submission, exercise, scripts)
        except Broken:
            setting.sandbox.restart()
            try:
                graded = _grade_one(setting, submission, exercise, scripts)
            except Broken as error:
                setting.sandbox.restart()
                graded = judged(exercise, observe.our_fault(exercise, error))
        yield graded


def _grade_one(
    setting: observe.Setting,
    submission: Submission,
    exercise: Exercise,
    scripts: _Scripts,
) -> Graded:
    try:
        seen = observe.observe(setting, exercise, submission.answers.get(exercise.key))
        if seen.form is None and any(check.homework for check in exercise.checks):
            seen = scripts.find(exercise) or seen
        setting.sandbox.check_room()
        return judged(exercise, seen)
    except Exception as error:
        # whatever an answer has set off in the grader, it ends with this exercise
        return judged(exercise, observe.our_fault(exercise, error))


def judged(exercise: Exercise, seen: observe.Seen) -> Graded:
    """Rule on what was seen of an exercise, and look for misconceptions behind failures."""
    everything = [one for calls in seen.calls for one in calls]
    verdicts = []
    for place, (check, observation) in enumerate(
        zip(exercise.checks, seen.observations, strict=True)
    ):
        ruling = judge.rule(observation)
        calls = seen.calls[place] if seen.calls else ()
        diagnosis = None
        if ruling is Ruling.FAILED and calls:
            diagnosis = diagnose.diagnose(calls, everything, diagnose.misconceptions(exercise))
        verdicts.append(Verdict(check, ruling, observation, diagnosis))
    graded = tally.tally(exercise, seen.form, verdicts, seen.notes)
    return msgspec.structs.replace(graded, file=seen.file, line=seen.line)


class _Scripts:
    """A submission's scripts, run when an exercise first asks for them."""

    def __init__(self, setting: observe.Setting, submission: Submission) -> None:
        self.setting = setting
        self.answers = submission.scripts
        self.runs: list[list[observe.Script]] = []
        self.taken: set[str] = set()

    def find(self, exercise: Exercise) -> observe.Seen | None:
        """The first script that did something about the exercise, graded; the others named.

        Only where none did, blocks that are switched off are turned on.
        """
        for run in (self._as_they_are, self._switched_on):
            found = [one for one in run(exercise) if one.attempts(exercise)]
            if found:
                files = dict.fromkeys(one.answer.main for one in found)
                self.taken.update(files)
                others = tuple(file for file in files if file != found[0].answer.main)
                return observe.observe_script(self.setting, exercise, found[0], others)
        return None

    def notes(self, complete: bool) -> Iterator[Text]:
        """What became of the scripts that answer nothing; `complete` if all exercises asked."""
        idle = []
        for one in self.runs[0] if self.runs else []:
            file = one.answer.main
            faults = observe.fault_notes(one, FAULT)
            if file in self.taken:
                continue
            if one.ended is not None:
                said = words.OUTCOMES[one.ended.outcome].format(
                    seconds=self.limits.seconds, megabytes=self.limits.megabytes
                )
                yield ENDED.format(file=file, zh=said.zh, en=said.en)
            elif not faults:
                idle.append(file)
            yield from faults
        if idle and complete:
            yield IDLE.format(files=", ".join(idle))

    def _as_they_are(self, exercise: Exercise) -> list[observe.Script]:
        if not self.runs:
            self.limits = exercise
            self.runs.append(
                [observe.run_script(self.setting, exercise, one) for one in self.answers]
            )
        return self.runs[0]

    def _switched_on(self, exercise: Exercise) -> list[observe.Script]:
        if len(self.runs) < 2:
            again = (observe.switched_on(self.setting, exercise, one) for one in self.runs[0])
            self.runs.append([*itertools.chain.from_iterable(again)])
        return self.runs[1]
