"""`grader next`: the first exercise that is not solved in place, and what to run."""

from __future__ import annotations

import argparse

from grader import words
from grader.catalogue import Course
from grader.commands import choices
from grader.commands.exits import GRADED, practice_errors
from grader.commands.progress import progress
from grader.model import Exercise

HELP = words.HELP_NEXT


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """Of which part of the course."""
    choices.add_part(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader import stubs

    course = choices.course(options)
    exercise = _unsolved(course, choices.exercises(course, options.part and [options.part]), lang)
    if exercise is None:
        print(words.ALL_SOLVED[lang])
        return GRADED
    file = stubs.answer(course.root, exercise).relative_to(course.root).as_posix()
    print(words.NEXT_EXERCISE[lang].format(name=exercise.name, title=exercise.title[lang]))
    print(words.NEXT_STEPS[lang].format(file=file, test=exercise.test, name=exercise.name))
    return GRADED


def _unsolved(course: Course, exercises: tuple[Exercise, ...], lang: str) -> Exercise | None:
    """The first one; what has been changed since it was last run is run first."""
    from grader import memory, stubs

    for exercise in exercises:
        score = memory.result(course.root, exercise)
        if score is None and stubs.untouched(course.root, exercise):
            return exercise
        if score is None:
            with practice_errors(), progress(lang) as show:
                from grader.practice import Practice

                show(0, 1, exercise.key)
                with Practice(course.root) as practice:
                    graded = practice.wait(exercise)
            memory.keep_result(course.root, graded)
            score = graded.score
        if score.earned < score.possible:
            return exercise
    return None
