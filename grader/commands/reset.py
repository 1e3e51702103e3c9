"""`grader reset`: an exercise as it was handed out."""

from __future__ import annotations

import argparse

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED, Refusal

HELP = words.HELP_RESET


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """Which exercise."""
    command.add_argument("name", metavar="NAME", help=say(words.HELP_NAME))


def run(options: argparse.Namespace, lang: str) -> int:
    from grader import stubs

    course = choices.course(options)
    exercise = choices.exercise(course, options.name)
    file = stubs.answer(course.root, exercise)
    try:
        stub = stubs.kept(course.root, exercise)
        if stub is None:
            raise Refusal(words.NO_STUB.format(file=file))
        backup = stubs.reset(course.root, exercise, stub)
    except OSError as error:
        said = words.NOT_RESET.format(file=error.filename or file, error=error.strerror)
        raise Refusal(said) from None
    print(words.RESET[lang].format(file=file))
    if backup is not None:
        print(words.BACKUP[lang].format(file=backup))
    return GRADED
