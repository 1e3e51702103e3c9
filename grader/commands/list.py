"""`grader list`: the weeks and exercises of the course."""

from __future__ import annotations

import argparse

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED

HELP = words.HELP_LIST


def add_arguments(_command: argparse.ArgumentParser, _say: choices.Say) -> None:
    """None of its own."""


def run(options: argparse.Namespace, lang: str) -> int:
    course = choices.course(options)
    for week in course.weeks:
        points = words.POINTS_ALONE[lang].format(points=week.points)
        print(f"{week.name}  {week.title[lang]}  ({points})")
        for exercise in week.exercises:
            points = words.POINTS_ALONE[lang].format(points=exercise.points)
            print(f"  {exercise.name:<24}  {exercise.title[lang]}  ({points})")
    return GRADED
