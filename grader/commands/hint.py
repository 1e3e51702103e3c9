"""`grader hint`: one hint at a time."""

from __future__ import annotations

import argparse

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED

HELP = words.HELP_HINT


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """The exercise, and which of its hints."""
    command.add_argument("name", metavar="NAME", help=say(words.HELP_NAME))
    command.add_argument(
        "number", nargs="?", type=int, metavar="NUMBER", help=say(words.HELP_HINT_NUMBER)
    )


def run(options: argparse.Namespace, lang: str) -> int:
    from grader.hints import next_hint

    course = choices.course(options)
    exercise = choices.exercise(course, options.name)
    for line in next_hint(course.root, exercise, options.number).lines(lang):
        print(line)
    return GRADED
