"""`grader hint`: one hint at a time."""

from __future__ import annotations

import argparse

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED

HELP = words.HELP_HINT


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """The exercise, and which of its hints."""
    command.add_argument("name", metavar="NAME", help=say(words.HELP_EXERCISE))
    command.add_argument("number", nargs="?", type=int, default=1, help=say(words.HELP_HINT_NUMBER))


def run(options: argparse.Namespace, lang: str) -> int:
    (exercise,) = choices.exercises(choices.course(options), [options.name])
    hints = exercise.hints
    number = min(max(1, options.number), max(1, len(hints)))
    if not hints:
        print(words.NO_HINT[lang].format(name=exercise.name))
        return GRADED
    print(
        words.HINT_NUMBER[lang].format(
            number=number, count=len(hints), hint=hints[number - 1][lang]
        )
    )
    if number < len(hints):
        print(words.NEXT_HINT[lang].format(command=f"grader hint {exercise.name} {number + 1}"))
    return GRADED
