"""`grader watch`: grades in place what is saved."""

from __future__ import annotations

import argparse
import sys

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED, Refusal, practice_errors

HELP = words.HELP_WATCH


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """Which part of the course is watched."""
    choices.add_part(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    course = choices.course(options)
    exercises = choices.exercises(course, options.part and [options.part])
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refusal(words.WATCH_NO_TERMINAL)
    with practice_errors():
        from grader.watch import watch

        watch(course, exercises, lang)
    return GRADED
