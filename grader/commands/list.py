"""`grader list`: the weeks and exercises of the course."""

from __future__ import annotations

import argparse

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED
from grader.model import Exercise, Week

HELP = words.HELP_LIST


def add_arguments(_command: argparse.ArgumentParser, _say: choices.Say) -> None:
    """None of its own."""


def run(options: argparse.Namespace, lang: str) -> int:
    course = choices.course(options)
    for week in course.weeks:
        print(f"{week.name}  {_said(week, lang)}")
        for exercise in week.exercises:
            print(f"  {exercise.name:<24}  {_said(exercise, lang)}")
    return GRADED


def _said(one: Week | Exercise, lang: str) -> str:
    return words.LISTED[lang].format(title=one.title[lang], points=one.points)
