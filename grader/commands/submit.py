"""`grader submit`: grade one student's folder."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from grader import catalogue, words
from grader.commands import changes, choices, output
from grader.commands.exits import BELOW, GRADED, OUR_FAULT, Refusal, sandbox_errors, tell
from grader.commands.progress import progress, undisturbed
from grader.model import Exercise, Report, Submission, Text
from grader.render.visible import inline

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
        default=[],
        metavar="FILE=NAME",
        help=say(words.HELP_MAP),
    )
    command.add_argument("--changed-from", metavar="DIR", help=say(words.HELP_CHANGED_FROM))
    command.add_argument("--student", metavar="ID", help=say(words.HELP_STUDENT))
    command.add_argument("--seed", type=int, help=say(words.HELP_SEED))
    output.add_format(command, say)
    command.add_argument(
        "--fail-under", type=choices.percent, metavar="PERCENT", help=say(words.HELP_FAIL_UNDER)
    )
    choices.add_gradebook(command, say)
    choices.add_fresh(command, say)
    command.add_argument(
        "--feedback-notebook",
        nargs="?",
        const="",
        metavar="FILE",
        help=say(words.HELP_FEEDBACK),
    )
    choices.add_isolation(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader import clock, intake, reuse
    from grader.fingerprint import Conditions

    output.refuse_unwritable(options.outputs)
    course = choices.course(options)
    exercises = choices.exercises(course, options.exercise)
    mapped = [_mapping(course, word) for word in options.map]
    folder = Path(options.folder)
    try:
        submission = intake.read(folder, course, options.student, mapped)
        if options.changed_from:
            before = intake.read(Path(options.changed_from), course)
            exercises = changes.changed(submission, before, exercises)
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
        complete = plan.known and not plan.missing
        report = (
            None if complete else _graded(course, submission, plan.missing, seed, options, lang)
        )
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
    if options.feedback_notebook is not None:
        _write_feedback(report, folder, options.feedback_notebook, lang)
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
) -> Report:
    from grader.sandbox.host import Sandbox

    reports: list[Report] = []
    # the zygote imports torch while this process does the same
    with sandbox_errors(), Sandbox(options.isolation, course.root) as sandbox:
        with progress(lang) as show:
            with undisturbed():
                from grader.submit import Grader, grading

            def grade(grader: Grader) -> None:
                reports.append(grader.grade(submission, exercises, show))

            grading(course, sandbox, exercises, seed, grade)
    return reports[0]


def _write_feedback(report: Report, folder: Path, chosen: str, lang: str) -> None:
    """Each notebook that was graded gets one beside it, or the only one the chosen name."""
    from grader import feedback, intake, notebook

    files = {one.file for one in report.exercises if one.file.endswith(notebook.SUFFIX)}
    if not files:
        raise Refusal(words.FEEDBACK_NONE)
    if chosen and len(files) > 1:
        raise Refusal(words.FEEDBACK_MANY.format(count=len(files), files=", ".join(sorted(files))))
    for name in sorted(files):
        graded = [one for one in report.exercises if one.file == name]
        content = intake.read_file(folder / name, name)
        if isinstance(content, bytes):
            content = feedback.with_feedback(content, name, graded, lang)
        if isinstance(content, Text):
            tell(inline(content[lang]))
            continue
        out = Path(chosen) if chosen else (folder / name).with_suffix(notebook.FEEDBACK)
        try:
            feedback.write(content, out)
        except FileExistsError:
            raise Refusal(words.FEEDBACK_THERE.format(file=out)) from None
        except OSError as error:
            said = words.FEEDBACK_FAILED.format(file=out, error=error.strerror)
            raise Refusal(said) from None
        tell(inline(words.FEEDBACK_WRITTEN[lang].format(file=out)))


def exit_code(report: Report, fail_under: float | None) -> int:
    """3 if the course is at fault in a check, else 1 below `fail_under` percent, else 0."""
    if any(verdict.reason == "course" for one in report.exercises for verdict in one.verdicts):
        return OUR_FAULT
    possible = report.score.possible
    share = 100 * report.score.earned / possible if possible else 100
    return BELOW if fail_under is not None and share < fail_under else GRADED


def _mapping(course: catalogue.Course, word: str) -> tuple[str, Exercise]:
    """A file and the exercise that it answers; the name of a file may hold the sign itself.

    Raises:
        Refusal: a part is missing, or they are the wrong way round, or no exercise is called so.
    """
    file, equals, name = word.rpartition("=")
    first = word.partition("=")[0]
    if course.find(first) and not course.find(name):
        raise Refusal(words.MAP_REVERSED.format(word=word, file=word[len(first) + 1 :], name=first))
    if not file and (equals or course.find(name)):
        raise Refusal(words.MAP_NO_FILE.format(word=word, name=name))
    if not (file and name):
        raise Refusal(words.MAP_NO_NAME.format(word=word, file=file or word))
    return file, choices.exercise(course, name)
