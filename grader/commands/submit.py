"""`grader submit`: grade one student's folder."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from grader import catalogue, words
from grader.commands import choices, output
from grader.commands.exits import BELOW, GRADED, OUR_FAULT, Refusal, sandbox_errors, tell
from grader.commands.progress import progress
from grader.model import Exercise, Report, Ruling, Submission

if TYPE_CHECKING:
    from grader.gradebook.book import Gradebook

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
    output.add_format(command, say)
    command.add_argument(
        "--fail-under", type=_percent, metavar="PERCENT", help=say(words.HELP_FAIL_UNDER)
    )
    choices.add_gradebook(command, say)
    choices.add_fresh(command, say)
    choices.add_isolation(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader import clock, intake, reuse
    from grader.fingerprint import Conditions

    output.refuse_unwritable(options.outputs)
    course = choices.course(options)
    exercises = choices.exercises(course, options.exercise)
    mapped = [(file, *choices.exercises(course, [name])) for file, name in options.map]
    folder = Path(options.folder)
    try:
        submission = intake.read(folder, course, options.student, mapped)
    except intake.Unreadable as error:
        raise Refusal(error.text) from None
    seed = course.seed if options.seed is None else options.seed
    conditions = Conditions(course, exercises, seed, options.isolation)
    with _gradebook(options, course, lang) as gradebook:
        plan = reuse.plan(conditions, submission, seed, None)
        if not options.fresh:
            with _noted(lang):
                plan = reuse.plan(conditions, submission, seed, gradebook)
        started = time.perf_counter()
        report = _graded(course, submission, plan.missing, seed, options, lang)
        told = clock.of_folder(folder)
        handed_in = reuse.time(submission, told, None)
        with _noted(lang):
            handed_in = reuse.time(submission, told, gradebook)
        report = plan.report(report, handed_in, course.policy)
        seconds = time.perf_counter() - started
        try:
            output.write(report, options.outputs, lang)
        finally:
            with _noted(lang):
                if gradebook is not None:
                    gradebook.keep(plan.entry(report, handed_in, str(folder), seconds))
    if plan.known:
        tell(words.REUSED[lang].format(count=len(plan.known)))
    return exit_code(report, options.fail_under)


@contextlib.contextmanager
def _gradebook(
    options: argparse.Namespace, course: catalogue.Course, lang: str
) -> Iterator[Gradebook | None]:
    """The gradebook; None, with a note, where it cannot be had: grading goes on."""
    from grader.gradebook.book import Gradebook

    with contextlib.ExitStack() as stack:
        gradebook = None
        with _noted(lang):
            gradebook = stack.enter_context(Gradebook(choices.gradebook(options, course)))
        yield gradebook


@contextlib.contextmanager
def _noted(lang: str) -> Iterator[None]:
    """Trouble with the gradebook is said and passed over: the report is what counts."""
    from grader.gradebook.book import Unusable

    try:
        yield
    except Unusable as error:
        tell(error.text[lang])


def _graded(
    course: catalogue.Course,
    submission: Submission,
    exercises: tuple[Exercise, ...],
    seed: int,
    options: argparse.Namespace,
    lang: str,
) -> Report | None:
    """The report on these exercises; none if there are none."""
    if not exercises:
        return None
    from grader.sandbox.host import Sandbox

    reports: list[Report] = []
    # the zygote imports torch while this process does the same
    with sandbox_errors(), Sandbox(options.isolation, course.root) as sandbox:
        with progress(lang) as show:
            from grader.submit import grade_all

            grade_all(course, sandbox, [submission], exercises, seed, reports.append, show)
    return reports[0]


def exit_code(report: Report, fail_under: float | None) -> int:
    """3 if a check is ungraded, else 1 below `fail_under` percent, else 0."""
    rulings = {verdict.ruling for one in report.exercises for verdict in one.verdicts}
    if Ruling.UNGRADED in rulings:
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
