"""What was seen of an exercise: every planned check exactly once, whatever the answer does."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec

from grader.authoring.blame import observe as observe_error
from grader.authoring.blame import owner_of
from grader.authoring.show import show_input
from grader.authoring.student import Observed, Student, Subject, calls_in
from grader.model import Answer, Check, Exercise, Form, Observation, Outcome, Owner, Text
from grader.plugin.session import Trials
from grader.sandbox.host import Sandbox
from grader.sandbox.remote import Broken

MAX_ERROR = 2_000
FILLED = Text(
    "没有写成函数的作业部分，按 {file} 做了什么、写了什么来评阅",
    "homework for which no function is written was graded by what {file} does and says",
)


class Seen(msgspec.Struct, frozen=True):
    """One exercise of one submission, observed: as many observations as it has checks."""

    form: Form | None
    observations: tuple[Observation, ...]
    calls: tuple[tuple[Observed, ...], ...] = ()
    """For each check the calls that it made."""
    notes: tuple[Text, ...] = ()
    file: str = ""
    line: int = 0
    """Where the first function of the contract stands in `file`."""
    cpu: float = 0.0
    """CPU seconds that functions took in the worker."""
    memory: int = 0
    """Bytes that they had there at most."""


class Setting(msgspec.Struct, frozen=True):
    """What every observation of one grading run shares."""

    root: Path
    sandbox: Sandbox
    trials: Trials
    seed: int
    shrink: bool = True


def observe_subject(
    setting: Setting, exercise: Exercise, subject: Subject, homework: bool = False
) -> Seen:
    """Run all checks for functions of ours, or the homework checks for what was left behind."""
    observations, calls = [], []
    for check in exercise.checks:
        student = Student(subject, exercise, seed_of(setting.seed, exercise, check))
        if homework:
            observations.append(_try_evidence(setting, exercise, check, student))
        else:
            observations.append(try_check(setting, exercise, check, student))
        calls.append(tuple(calls_in(student)))
    return Seen(Form.FUNCTIONS, tuple(observations), tuple(calls))


def _try_evidence(
    setting: Setting, exercise: Exercise, check: Check, student: Student
) -> Observation:
    """Nobody called a function of the contract: there is no input to be shown."""
    if not check.homework:
        return unwritten(check)
    observation = try_check(setting, exercise, check, student)
    return msgspec.structs.replace(observation, counterexample="")


def try_check(setting: Setting, exercise: Exercise, check: Check, student: Student) -> Observation:
    """Run one check; a fault of ours becomes an observation that blames us.

    Raises:
        Broken: the sandbox failed.
    """
    trial = setting.trials.find(setting.root / exercise.test, check.name)
    if isinstance(trial, str):
        return Observation(check.name, Outcome.RAISED, Owner.PROPERTY, error=trial)
    seed = seed_of(setting.seed, exercise, check)
    result = trial.run(student, seed, setting.shrink)
    if isinstance(result.error, (KeyboardInterrupt, Broken)):
        raise result.error
    observation = observe_error(check.name, result.error, owner_of(setting.root))
    example = "" if result.error is None else show_input(result.example, calls_in(student))
    return msgspec.structs.replace(observation, counterexample=example, seconds=result.seconds)


def seed_of(seed: int, exercise: Exercise, check: Check) -> int:
    """A check's own seed: drawing for one check does not move another's."""
    return zlib.crc32(f"{seed} {exercise.key} {check.name}".encode())


def our_fault(exercise: Exercise, error: BaseException) -> Seen:
    """The grader itself failed at this exercise: every check of it is ungraded."""
    said = f"{type(error).__name__}: {error}"[:MAX_ERROR]
    observations = tuple(
        Observation(check.name, Outcome.RAISED, Owner.GRADER, error=said)
        for check in exercise.checks
    )
    return Seen(None, observations)


def nothing(exercise: Exercise) -> Seen:
    """Nothing was handed in, or only the stub."""
    return Seen(None, tuple(unwritten(check) for check in exercise.checks))


def lacks_homework(exercise: Exercise, seen: Seen) -> bool:
    """Whether functions are missing that homework checks would call."""
    pairs = zip(exercise.checks, seen.observations, strict=True)
    return any(check.homework and one.unwritten for check, one in pairs)


def filled(exercise: Exercise, seen: Seen, other: Seen) -> Seen:
    """Homework for which no function is written, where words or a script have done it."""
    if seen.form is None:
        return other
    taken = [
        place
        for place, check in enumerate(exercise.checks)
        if check.homework
        and seen.observations[place].unwritten
        and other.observations[place].outcome in {Outcome.HELD, Outcome.UNDECIDED}
    ]
    if not taken:
        return seen
    observations = list(seen.observations)
    for place in taken:
        observations[place] = other.observations[place]
    # its first note says in which form all of it was graded
    notes = (*seen.notes, FILLED.format(file=other.file), *other.notes[1:])
    return msgspec.structs.replace(seen, observations=tuple(observations), notes=notes)


def unwritten(check: Check) -> Observation:
    """The check of a function that is not there."""
    return Observation(check.name, Outcome.UNREACHED, unwritten=True)


def unreached(
    exercise: Exercise,
    answer: Answer,
    form: Form | None = None,
    outcome: Outcome = Outcome.UNREACHED,
    error: str = "",
    where: str = "",
    notes: tuple[Text, ...] = (),
) -> Seen:
    """The answer ended, or did not begin, before any check could run."""
    observations = tuple(
        Observation(check.name, outcome, error=error, where=where, notes=notes)
        for check in exercise.checks
    )
    return Seen(form or answer.form, observations, notes=answer.notes, file=answer.main)
