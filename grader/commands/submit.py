"""`grader submit`: grade one student's folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader import catalogue, words
from grader.commands import choices
from grader.commands.exits import BELOW, GRADED, OUR_FAULT, Refusal, sandbox_errors
from grader.commands.progress import progress
from grader.model import Exercise, Report, Submission

HELP = words.HELP_SUBMIT


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """The folder, what of it is graded and how, and what is printed."""
    command.add_argument("folder", metavar="DIR", help=say(words.HELP_FOLDER))
    choices.add_exercise(command, say)
    command.add_argument(
        "--map",
        action="append",
        type=_mapping,
        default=[],
        metavar="FILE=NAME",
        help=say(words.HELP_MAP),
    )
    command.add_argument("--student", metavar="ID", help=say(words.HELP_STUDENT))
    command.add_argument("--seed", type=int, help=say(words.HELP_SEED))
    command.add_argument("--json", action="store_true", help=say(words.HELP_JSON))
    command.add_argument(
        "--fail-under", type=_percent, metavar="PERCENT", help=say(words.HELP_FAIL_UNDER)
    )
    choices.add_isolation(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader import intake
    from grader.render import json, terminal

    course = choices.course(options)
    exercises = choices.exercises(course, options.exercise)
    mapped = [(file, *choices.exercises(course, [name])) for file, name in options.map]
    try:
        submission = intake.read(Path(options.folder), course, options.student, mapped)
    except intake.Unreadable as error:
        raise Refusal(error.text) from None
    report = _graded(course, submission, exercises, options, lang)
    sys.stdout.write(json.render(report) if options.json else terminal.render(report, lang))
    return exit_code(report, options.fail_under)


def _graded(
    course: catalogue.Course,
    submission: Submission,
    exercises: tuple[Exercise, ...],
    options: argparse.Namespace,
    lang: str,
) -> Report:
    from grader.sandbox.host import Sandbox

    seed = course.seed if options.seed is None else options.seed
    reports: list[Report] = []
    # the zygote imports torch while this process does the same
    with sandbox_errors(), Sandbox(options.isolation, course.root) as sandbox:
        with progress(lang) as show:
            from grader.submit import grade_all

            grade_all(course, sandbox, [submission], exercises, seed, reports.append, show)
    return reports[0]


def exit_code(report: Report, fail_under: float | None) -> int:
    """3 if the course is at fault in a check, else 1 below `fail_under` percent, else 0."""
    if any(verdict.reason == "course" for one in report.exercises for verdict in one.verdicts):
        return OUR_FAULT
    share = 100 * report.score.earned / max(1, report.score.possible)
    return BELOW if fail_under is not None and share < fail_under else GRADED


def _percent(word: str) -> float:
    value = float(word)
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError("0 … 100")
    return value


def _mapping(word: str) -> tuple[str, str]:
    """The name of a file may hold the sign itself."""
    file, equals, name = word.rpartition("=")
    if not (file and equals and name):
        raise argparse.ArgumentTypeError("FILE=NAME")
    return file, name
