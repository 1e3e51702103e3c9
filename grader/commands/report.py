"""`grader report`: what the gradebook holds, without grading anything again."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from grader import words
from grader.commands import choices, output
from grader.commands.exits import GRADED, Failure, Refusal

if TYPE_CHECKING:
    from grader.gradebook.book import Entry, Gradebook
    from grader.model import Report

HELP = words.HELP_REPORT


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """One student in any format, or the pages of a class."""
    command.add_argument("student", nargs="?", metavar="STUDENT", help=say(words.HELP_REPORT_OF))
    command.add_argument(
        "--class", type=Path, dest="pages", metavar="DIR", help=say(words.HELP_REPORT_CLASS)
    )
    command.add_argument("--run", dest="name", metavar="RUN", help=say(words.HELP_RUN))
    command.add_argument("--roster", type=Path, metavar="FILE", help=say(words.HELP_ROSTER))
    output.add_format(command, say)
    choices.add_gradebook(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader.gradebook.book import Gradebook, Unusable

    output.refuse_unwritable(options.outputs)
    if (options.student is None) == (options.pages is None):
        raise Refusal(words.REPORT_OF_WHAT)
    course = choices.course(options)
    try:
        with Gradebook(choices.kept_gradebook(options, course)) as gradebook:
            if options.student is not None:
                output.write(_of_student(gradebook, options.student), options.outputs, lang)
            else:
                entries = _of_class(gradebook, options.name)
                missing = _missing(options.roster, entries)
                print(_pages(entries, missing, options.pages, lang))
    except Unusable as error:
        raise Failure(error.text) from None
    return GRADED


def _of_student(gradebook: Gradebook, student: str) -> Report:
    """The newest report of a student."""
    reports = [one.report for one in gradebook.submissions(student) if one.report]
    if not reports:
        raise Refusal(words.NO_REPORT.format(student=student))
    return reports[-1]


def _of_class(gradebook: Gradebook, name: str | None) -> list[Entry]:
    """What a run has graded."""
    return gradebook.entries(choices.run(gradebook, name).number)


def _missing(file: Path | None, entries: list[Entry]) -> list[str]:
    """Who of the roster is not there."""
    from grader.classroom import roster
    from grader.intake import Unreadable

    try:
        rows = roster.read(file) if file else []
    except Unreadable as error:
        raise Refusal(error.text) from None
    present = {one.student for one in entries}
    return [row.student for row in rows if row.student not in present]


def _pages(entries: list[Entry], missing: list[str], folder: Path, lang: str) -> Path:
    """Write a page for each student, then the one of the class, which links to them."""
    from grader.render import class_page, html

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(words.NOT_WRITTEN.format(file=folder, error=error.strerror)) from None
    reports = [one.report for one in entries if one.report]
    links = {}
    for number, report in enumerate(reports, 1):
        links[report.student] = name = f"{number:03}-{_plain(report.student)}.html"
        output.write_file(folder / name, html.render(report, lang).encode())
    index = folder / "index.html"
    problems = {one.student: one.problem for one in entries if one.problem}
    page = class_page.render(reports, lang, missing, links, problems)
    output.write_file(index, page.encode())
    return index


def _plain(name: str) -> str:
    """Letters of any script, digits and underscores of a name, for a file on any system."""
    return re.sub(r"\W+", "_", name)[:40]
