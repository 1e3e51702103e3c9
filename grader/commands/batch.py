"""`grader batch`: grade a class, in several processes, and go on where it was interrupted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from grader import words
from grader.catalogue import Course
from grader.commands import choices, output
from grader.commands.exits import GRADED, OUR_FAULT, Failure, Refusal, tell
from grader.model import Line, Text

if TYPE_CHECKING:
    from grader.classroom.session import Class, Work

HELP = words.HELP_BATCH
WIDE = 10_000
"""Columns of what is no terminal: nothing is folded there."""


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """The folder of the class, who is in it, and how it is graded."""
    command.add_argument("folder", metavar="DIR", type=Path, help=say(words.HELP_CLASS))
    choices.add_exercise(command, say)
    command.add_argument("--roster", metavar="FILE", type=Path, help=say(words.HELP_ROSTER))
    choices.add_jobs(command, say)
    command.add_argument("--cluster", metavar="PLACE", help=say(words.HELP_CLUSTER))
    command.add_argument("--csv", metavar="FILE", type=Path, help=say(words.HELP_CSV))
    command.add_argument("--seed", type=int, help=say(words.HELP_SEED))
    choices.add_gradebook(command, say)
    choices.add_fresh(command, say)
    choices.add_isolation(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader.classroom.judges import NoJudge
    from grader.gradebook.book import Unusable

    if options.csv:
        output.refuse_no_file(options.csv)
    course = choices.course(options)
    members = _members(options, lang)
    lines: dict[str, Line] = {}
    try:
        _grade(options, course, members, lines, lang)
    except NoJudge as error:
        raise Failure(error.text) from None
    except Unusable as error:
        if lines:  # what could not be kept is shown all the same
            _show(options, course, members, lines.values(), lang)
        raise Failure(error.text) from None
    _show(options, course, members, lines.values(), lang)
    return OUR_FAULT if any(line.ours for line in lines.values()) else GRADED


def _members(options: argparse.Namespace, lang: str) -> Class:
    """Who is in the folder; what is unclear about it is said."""
    from grader.classroom import entrants, roster, session
    from grader.intake import Unreadable

    try:
        rows = roster.of_gradescope(options.folder)
        rows += roster.read(options.roster) if options.roster else []
        found, others = entrants.find(options.folder, [options.roster] if options.roster else [])
    except Unreadable as error:
        raise Refusal(error.text) from None
    members = session.enrol(found, rows)
    if not members.entrants:
        raise Refusal(words.NO_STUDENTS.format(folder=options.folder))
    _name(words.PASSED_OVER, [path.name for path in others], lang)
    _name(words.NOT_IN_ROSTER, members.strangers, lang)
    return members


def _grade(
    options: argparse.Namespace,
    course: Course,
    members: Class,
    lines: dict[str, Line],
    lang: str,
) -> None:
    """Grade them all; `lines` holds each student who is done, in the end those of earlier too."""
    from grader.classroom import judges
    from grader.classroom.session import Session, counted
    from grader.commands.display import display
    from grader.fingerprint import Conditions
    from grader.gradebook.book import Gradebook

    exercises = choices.exercises(course, options.exercise)
    seed = course.seed if options.seed is None else options.seed
    conditions = Conditions(course, exercises, seed, options.isolation)
    names = tuple(conditions.digests)
    order = judges.Order(course.root, names, seed, options.isolation, conditions.digest)
    planned = len(members.entrants)
    with Gradebook(choices.gradebook(options, course)) as gradebook:
        folder = str(options.folder.resolve())
        begun, goes_on = gradebook.begin(folder, conditions.digest, options.fresh)
        said = words.RUN_GOES_ON if goes_on else words.RUN_BEGINS
        try:
            tell(said[lang].format(run=begun.number, count=planned))
            session = Session(
                course, conditions, order, gradebook, begun.number, options.fresh, lines
            )
            with display(planned, len(gradebook.digests(begun.number)), lang) as shown:
                session.grade(members, _work(options), shown)
        except KeyboardInterrupt:
            tell(words.RUN_INTERRUPTED[lang].format(run=begun.number))
            raise
        gradebook.end(begun.number)
        found = counted(course, gradebook, gradebook.lines(begun.number))
        lines.update({line.student: line for line in found})


def _work(options: argparse.Namespace) -> Work:
    """Processes here, or a cluster."""
    if not options.cluster:
        from grader.classroom import judges

        return partial(judges.grade, judges=options.jobs)
    try:
        from grader.classroom import cluster
    except ImportError:
        raise Refusal(words.CLUSTER_EXTRA) from None
    return partial(cluster.grade, place=options.cluster)


def _show(
    options: argparse.Namespace,
    course: Course,
    members: Class,
    lines: Iterable[Line],
    lang: str,
) -> None:
    """The table on stdout and in the CSV file; who is missing."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain

    from grader.render import table

    weeks = [week.name for week in course.weeks]
    found = sorted(lines, key=lambda line: line.student)
    shown = Table(box=box.SIMPLE)
    for name in table.header(weeks, lang):
        shown.add_column(name, overflow="fold")
    for line in found:
        shown.add_row(*(Plain(cell) for cell in table.cells(line, weeks, lang)))
    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        unlimited = console.options.update(width=WIDE)
        console.width = console.measure(shown, options=unlimited).maximum
    console.print(shown)
    _name(words.MISSING, members.missing, lang)
    if options.csv:
        rows = table.of_class(found, weeks, members.missing, lang)
        output.write_file(options.csv, table.as_csv(*rows))


def _name(sentence: Text, names: Iterable[str], lang: str) -> None:
    from grader.render.table import plain

    if found := words.COMMA[lang].join(plain(name) for name in names):
        tell(sentence[lang].format(names=found))
