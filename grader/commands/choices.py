"""What several commands let people choose: the course, exercises of it, the isolation."""

from __future__ import annotations

import argparse
import difflib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader import catalogue, words
from grader.commands.exits import Refusal
from grader.model import Exercise, Text

if TYPE_CHECKING:
    from grader.gradebook.book import Gradebook, Run

Say = Callable[[Text], str]
"""A text in the language of the command line, as argparse wants it."""


def add_exercise(command: argparse.ArgumentParser, say: Say) -> None:
    """The option that names exercises, any number of times."""
    command.add_argument(
        "--exercise", action="append", metavar="NAME", help=say(words.HELP_EXERCISE)
    )


def add_part(command: argparse.ArgumentParser, say: Say) -> None:
    """A week or an exercise, all of the course by default."""
    command.add_argument("part", nargs="?", metavar="WEEK|NAME", help=say(words.HELP_PART))


def add_isolation(command: argparse.ArgumentParser, say: Say) -> None:
    """The tiers can be forced by name, which only tests need."""
    command.add_argument(
        "--isolation",
        default="full",
        choices=("full", "process", "A", "B"),
        metavar="{full,process}",
        help=say(words.HELP_ISOLATION),
    )


def add_jobs(command: argparse.ArgumentParser, say: Say) -> None:
    """How much is done at a time."""
    command.add_argument(
        "-j", dest="jobs", metavar="N", type=_count, default=_cores(), help=say(words.HELP_JOBS)
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _count(word: str) -> int:
    value = int(word)
    if value < 1:
        raise argparse.ArgumentTypeError("1 …")
    return value


def add_gradebook(command: argparse.ArgumentParser, say: Say) -> None:
    """Where reports are kept."""
    command.add_argument("--gradebook", metavar="PLACE", help=say(words.HELP_GRADEBOOK))


def add_fresh(command: argparse.ArgumentParser, say: Say) -> None:
    """Whether verdicts of an earlier grading are reused."""
    command.add_argument("--fresh", action="store_true", help=say(words.HELP_FRESH))


def gradebook(options: argparse.Namespace, course: catalogue.Course) -> str:
    """The place of the gradebook: `--gradebook`, GRADER_GRADEBOOK, else beside the course."""
    beside = course.root / ".grader" / "gradebook.db"
    return options.gradebook or os.environ.get("GRADER_GRADEBOOK") or str(beside)


def kept_gradebook(options: argparse.Namespace, course: catalogue.Course) -> str:
    """The place of a gradebook that is to be read.

    Raises:
        Refusal: there is no such file; opening it would make an empty one.
    """
    place = gradebook(options, course)
    if "://" not in place and not Path(place).exists():
        raise Refusal(words.NO_GRADEBOOK.format(place=place))
    return place


def run(gradebook: Gradebook, name: str | None) -> Run:
    """The run of that number, or the last that began on that day; without a name the newest.

    Raises:
        Refusal: there is none.
    """
    runs = gradebook.runs()
    if not runs:
        raise Refusal(words.NO_RUNS.format(place=gradebook.place))
    found = [one for one in runs if name in {None, str(one.number), one.day}]
    if not found:
        known = ", ".join(f"{one.number} ({one.day})" for one in runs[-10:])
        raise Refusal(words.NO_RUN.format(name=name, known=known))
    return found[-1]


def percent(word: str) -> float:
    """A number from 0 to 100."""
    value = float(word)
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError("0 … 100")
    return value


def course(options: argparse.Namespace) -> catalogue.Course:
    """The course around `--course` or the current folder, else the one beside the program.

    Raises:
        Refusal: there is none.
    """
    start = Path(options.course) if options.course else Path.cwd()
    beside = Path(__file__).resolve().parent.parent.parent
    root = catalogue.find_root(start) or (None if options.course else catalogue.find_root(beside))
    if root is None:
        raise Refusal(words.NO_COURSE.format(place=start))
    return catalogue.load(root)


def exercises(course: catalogue.Course, names: Sequence[str] | None) -> tuple[Exercise, ...]:
    """The exercises and weeks of these names, or all, in the order of the course.

    Raises:
        Refusal: a name is unknown.
    """
    if not names:
        return course.exercises
    found = set()
    for name in names:
        week = next((week for week in course.weeks if week.name == name), None)
        found |= {one.key for one in (week.exercises if week else [exercise(course, name)])}
    return tuple(exercise for exercise in course.exercises if exercise.key in found)


def exercise(course: catalogue.Course, name: str) -> Exercise:
    """The exercise of that name.

    Raises:
        Refusal: there is none.
    """
    found = course.find(name)
    if found is None:
        known = [word for one in course.exercises for word in (one.name, one.key)]
        close = difflib.get_close_matches(name, known)
        unknown = words.NO_EXERCISE if close else words.NO_SUCH_EXERCISE
        raise Refusal(unknown.format(name=name, guess=", ".join(close)))
    return found
