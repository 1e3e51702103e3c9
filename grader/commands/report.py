"""`grader report`: what the gradebook holds, without grading anything again."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from grader import words
from grader.commands import choices, output
from grader.commands.exits import GRADED, Refusal

if TYPE_CHECKING:
    from grader.gradebook.book import Gradebook
    from grader.model import Report

HELP = words.HELP_REPORT


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """One student in any format, or the pages of a class."""
    command.add_argument("student", nargs="?", metavar="STUDENT", help=say(words.HELP_REPORT_OF))
    command.add_argument(
        "--class", type=Path, dest="pages", metavar="DIR", help=say(words.HELP_REPORT_CLASS)
    )
    command.add_argument(
        "--run", type=int, dest="number", metavar="NUMBER", help=say(words.HELP_RUN)
    )
    output.add_format(command, say)
    choices.add_gradebook(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader.gradebook.book import Gradebook, Unusable

    output.refuse_unwritable(options.outputs)
    if (options.student is None) == (options.pages is None):
        raise Refusal(words.REPORT_OF_WHAT)
    course = choices.course(options)
    try:
        with Gradebook(choices.gradebook(options, course)) as gradebook:
            if options.student is not None:
                output.write(_of_student(gradebook, options.student), options.outputs, lang)
            else:
                print(_pages(_of_class(gradebook, options.number), options.pages, lang))
    except Unusable as error:
        raise Refusal(error.text) from None
    return GRADED


def _of_student(gradebook: Gradebook, student: str) -> Report:
    """The newest report of a student."""
    reports = [one.report for one in gradebook.submissions(student) if one.report]
    if not reports:
        raise Refusal(words.NO_REPORT.format(student=student))
    return reports[-1]


def _of_class(gradebook: Gradebook, number: int | None) -> list[Report]:
    """The reports of a run, by default the newest."""
    numbers = [one.number for one in gradebook.runs()]
    if not numbers or number not in {None, *numbers}:
        raise Refusal(words.NO_RUN.format(numbers=", ".join(map(str, numbers)) or "–"))
    entries = gradebook.entries(numbers[-1] if number is None else number)
    return [one.report for one in entries if one.report]


def _pages(reports: list[Report], folder: Path, lang: str) -> Path:
    """Write a page for each student, then the one of the class, which links to them."""
    from grader.render import class_page, html

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(words.NOT_WRITTEN.format(file=folder, error=error.strerror)) from None
    links = {}
    for number, report in enumerate(reports, 1):
        links[report.student] = name = f"{number:03}-{_plain(report.student)}.html"
        output.write_file(folder / name, html.render(report, lang).encode())
    index = folder / "index.html"
    output.write_file(index, class_page.render(reports, lang, links=links).encode())
    return index


def _plain(name: str) -> str:
    """Letters, digits and underscores of a name, for a file on any system and for an address."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name)[:40]
