"""The course folders become Weeks and Exercises.

The path is the registry: `course.toml` lists the weeks, each `exercises/W/week.toml` its
exercises in order, and the stub `N.py` and the properties `test_N.py` lie beside it. The
Python files are read by `contract`, and never imported.

    # course.toml
    title = { zh = "…", en = "…" }
    seed = 20260101
    weeks = ["week4", "week5"]
    attempts = "best"                # optional: which attempt counts, "best" or "last"

    [deadlines]                      # optional
    week4 = 2026-03-08T23:59:00+08:00

    [late]                           # optional
    percent_per_day = 10             # of the points earned, for each day begun
    grace_hours = 2
    cap_percent = 50                 # no more is taken off

    # exercises/week5/week.toml
    title = { zh = "…", en = "…" }
    points = 20

    [[exercise]]
    name = "tensorboard_line"
    title = { zh = "…", en = "…" }
    seconds = 10                     # optional: limit of CPU time
    megabytes = 1024                 # optional: limit of memory
    forbids = ["torch.nn.NLLLoss"]   # optional: what the answer may not call
    accepts = ["md", "csv"]          # optional: text files that may answer, N.md or N.csv
    script = 60                      # optional: percent of the points that a script can earn

    [[exercise.hint]]                # gentle first
    zh = "…"
    en = "…"

A week's points are written down although the checks add up to them: a double entry on
purpose, compared here; the share of scripts is another, compared by `grader doctor`. Every
other fact has one home.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from . import contract, words
from .contract import CourseError, once
from .model import Attempts, Exercise, Policy, Text, Week

__all__ = ["COURSE_FILE", "MEMORY", "Course", "CourseError", "find_root", "load", "stub"]

COURSE_FILE = "course.toml"
MEMORY = ".grader"
"""The folder beside course.toml in which the commands keep what they must remember."""

_Sentence = Annotated[str, Meta(pattern=r"\S")]
_Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*\Z")]
_Percent = Annotated[int, Meta(ge=0, le=100)]
_Count = Annotated[int, Meta(ge=1)]


class Course(Struct, frozen=True):
    """The whole course, read from the folder that holds its course.toml."""

    root: Path
    title: Text
    seed: int
    """Where a grading run draws its inputs from; 0 in a handout, which leaves it out."""
    weeks: tuple[Week, ...]
    policy: Policy = Policy()

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in the order of the course."""
        return tuple(exercise for week in self.weeks for exercise in week.exercises)

    def find(self, name: str) -> Exercise | None:
        """The exercise of that name or key ("week5/inplace_study"), if there is one."""
        found = (exercise for exercise in self.exercises if name in {exercise.name, exercise.key})
        return next(found, None)


class _Words(Struct, forbid_unknown_fields=True):
    zh: _Sentence
    en: _Sentence

    def text(self) -> Text:
        return Text(self.zh, self.en)


class _LateToml(Struct, forbid_unknown_fields=True):
    percent_per_day: _Percent = 0
    grace_hours: Annotated[float, Meta(ge=0)] = 0
    cap_percent: _Percent = 100


class _CourseToml(Struct, forbid_unknown_fields=True):
    title: _Words
    weeks: list[_Name]
    seed: int = 0
    attempts: Attempts = Attempts.BEST
    deadlines: dict[str, Annotated[datetime, Meta(tz=True)]] = {}
    late: _LateToml = msgspec.field(default_factory=_LateToml)

    def policy(self) -> Policy:
        late = msgspec.structs.asdict(self.late)
        return Policy(deadlines=self.deadlines, attempts=self.attempts, **late)


class _ExerciseToml(Struct, forbid_unknown_fields=True):
    name: _Name
    title: _Words
    seconds: _Count = 10
    megabytes: _Count = 1024
    forbids: list[_Sentence] = []
    accepts: list[_Name] = []
    script: Annotated[int, Meta(ge=1, le=100)] = 60
    hint: list[_Words] = []


class _WeekToml(Struct, forbid_unknown_fields=True):
    title: _Words
    points: _Count
    exercise: list[_ExerciseToml]


_Toml = TypeVar("_Toml", _CourseToml, _WeekToml)

_KEYS = {
    _CourseToml: (
        'title = {zh, en}, weeks, seed?, attempts? = "best" | "last", '
        "[deadlines]?: week4 = 2026-03-08T23:59:00+08:00, "
        "[late]?: percent_per_day, grace_hours, cap_percent"
    ),
    _WeekToml: (
        "title = {zh, en}, points, [[exercise]]: name, title = {zh, en}, "
        "seconds?, megabytes?, forbids?, accepts?, script?, [[exercise.hint]]?: zh, en"
    ),
}


def find_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds a course.toml."""
    start = start.resolve()
    return next((at for at in (start, *start.parents) if (at / COURSE_FILE).is_file()), None)


def stub(root: Path, week: str, name: str) -> Path:
    """An exercise as it was handed out: in a student's copy, where the file may have been
    written in, a handout keeps it in `.grader/stubs`."""
    kept = root / MEMORY / "stubs" / week / f"{name}.py"
    return kept if kept.is_file() else root / "exercises" / week / f"{name}.py"


def solution(root: Path, exercise: Exercise) -> Path:
    """The worked answer; a student's copy of the course has none."""
    return root / "solutions" / exercise.week / f"{exercise.name}.py"


def load(root: Path) -> Course:
    """Read the course whose course.toml lies in `root`.

    Raises:
        CourseError: a file is missing or does not say what it has to.
    """
    file = root / COURSE_FILE
    toml = _toml(file, _CourseToml, words.COURSE_NONE.format(file=file))
    once(file, toml.weeks)
    weeks = []
    names: list[str] = []
    for name in toml.weeks:
        week = _week(root, name)
        names += [exercise.name for exercise in week.exercises]
        once(root / "exercises" / name / "week.toml", names)
        weeks.append(week)
    for name in toml.deadlines:
        if name not in toml.weeks:
            raise CourseError(words.COURSE_DEADLINE.format(file=file, week=name))
    return Course(root, toml.title.text(), toml.seed, tuple(weeks), toml.policy())


def beside(test_file: Path) -> Exercise | None:
    """The exercise whose property file this is, in a checkout where a student is at work.

    The stub is the student's own by now, whatever it says: `functions` is left empty.

    Raises:
        CourseError: week.toml or the property file does not say what it has to.
    """
    name = test_file.stem.removeprefix("test_")
    entries = _week_toml(test_file.parent).exercise
    entry = next((one for one in entries if one.name == name), None)
    return None if entry is None else _exercise(test_file.parent, entry, functions=())


def _week_toml(folder: Path) -> _WeekToml:
    file = folder / "week.toml"
    return _toml(file, _WeekToml, words.COURSE_NO_FILE.format(file=file, entry=COURSE_FILE))


def _week(root: Path, name: str) -> Week:
    folder = root / "exercises" / name
    file = folder / "week.toml"
    toml = _week_toml(folder)
    once(file, [entry.name for entry in toml.exercise])
    exercises = tuple(
        _exercise(folder, entry, contract.functions(stub(root, name, entry.name)))
        for entry in toml.exercise
    )
    counted = sum(exercise.points for exercise in exercises)
    if counted != toml.points:
        raise CourseError(
            words.COURSE_POINTS.format(file=file, stated=toml.points, counted=counted)
        )
    return Week(name, toml.title.text(), toml.points, exercises)


def _exercise(folder: Path, toml: _ExerciseToml, functions: tuple[str, ...]) -> Exercise:
    return Exercise(
        week=folder.name,
        name=toml.name,
        title=toml.title.text(),
        functions=functions,
        checks=contract.checks(folder / f"test_{toml.name}.py"),
        hints=tuple(hint.text() for hint in toml.hint),
        forbids=tuple(toml.forbids),
        accepts=tuple(toml.accepts),
        script=toml.script,
        seconds=toml.seconds,
        megabytes=toml.megabytes,
    )


def _toml(file: Path, shape: type[_Toml], missing: Text) -> _Toml:
    try:
        parsed = tomllib.loads(file.read_text(encoding="utf-8"))
        return msgspec.convert(parsed, shape)
    except OSError as error:
        raise CourseError(missing) from error
    except msgspec.ValidationError as error:
        raise CourseError(
            words.COURSE_TOML_SHAPE.format(file=file, problem=error, keys=_KEYS[shape])
        ) from error
    except ValueError as error:  # TOML syntax, or not UTF-8
        raise CourseError(words.COURSE_NOT_TOML.format(file=file, problem=error)) from error
