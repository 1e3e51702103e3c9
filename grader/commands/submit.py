"""`grader submit`: grade one student's folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader import catalogue, words
from grader.commands import choices
from grader.commands.exits import BELOW, GRADED, OUR_FAULT, Refusal, sandbox_errors
from grader.commands.progress import progress
from grader.model import Exercise, Report, Ruling, Submission, Text
from grader.render.visible import inline

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
        "--fail-under", type=choices.percent, metavar="PERCENT", help=say(words.HELP_FAIL_UNDER)
    )
    command.add_argument(
        "--feedback-notebook",
        nargs="?",
        const="",
        metavar="FILE",
        help=say(words.HELP_FEEDBACK),
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
    if options.feedback_notebook is not None:
        sys.stdout.flush()
        _write_feedback(report, Path(options.folder), options.feedback_notebook, lang)
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
            print(f"grader: {inline(content[lang])}", file=sys.stderr)
            continue
        out = Path(chosen) if chosen else (folder / name).with_suffix(notebook.FEEDBACK)
        try:
            feedback.write(content, out)
        except FileExistsError:
            raise Refusal(words.FEEDBACK_THERE.format(file=out)) from None
        except OSError as error:
            said = words.FEEDBACK_FAILED.format(file=out, error=error.strerror)
            raise Refusal(said) from None
        print(inline(words.FEEDBACK_WRITTEN[lang].format(file=out)), file=sys.stderr)


def exit_code(report: Report, fail_under: float | None) -> int:
    """3 if a check is ungraded, else 1 below `fail_under` percent, else 0."""
    rulings = {verdict.ruling for one in report.exercises for verdict in one.verdicts}
    if Ruling.UNGRADED in rulings:
        return OUR_FAULT
    share = 100 * report.score.earned / max(1, report.score.possible)
    return BELOW if fail_under is not None and share < fail_under else GRADED


def _mapping(word: str) -> tuple[str, str]:
    """The name of a file may hold the sign itself."""
    file, equals, name = word.rpartition("=")
    if not (file and equals and name):
        raise argparse.ArgumentTypeError("FILE=NAME")
    return file, name
