"""`grader diff`: what another run over the class changes, before anything is published."""

from __future__ import annotations

import argparse
import sys

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED, Failure

HELP = words.HELP_DIFF


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """The two runs."""
    command.add_argument("old", metavar="OLD", help=say(words.HELP_RUN))
    command.add_argument("new", metavar="NEW", help=say(words.HELP_RUN))
    choices.add_gradebook(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader.difference import compare
    from grader.gradebook.book import Gradebook, Unusable
    from grader.render import difference

    try:
        with Gradebook(choices.kept_gradebook(options, choices.course(options))) as gradebook:
            old, new = (choices.run(gradebook, name) for name in (options.old, options.new))
            found = compare(gradebook.rulings(old.number), gradebook.rulings(new.number))
    except Unusable as error:
        raise Failure(error.text) from None
    sys.stdout.write(difference.render(found, lang))
    return GRADED
