"""`grader handout`: the student's copy of the course."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED, Refusal

HELP = words.HELP_HANDOUT


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """Where to, and in which form."""
    command.add_argument("out", metavar="OUT", type=Path, help=say(words.HELP_OUT))
    command.add_argument("--notebooks", action="store_true", help=say(words.HELP_NOTEBOOKS))


def run(options: argparse.Namespace, lang: str) -> int:
    from grader import handout

    course = choices.course(options)
    try:
        handout.hand_out(course, options.out, options.notebooks)
    except handout.NotHandedOut as error:
        raise Refusal(error.text) from None
    count = len(course.exercises)
    print(words.HANDED_OUT[lang].format(out=options.out, count=count))
    return GRADED
