"""`grader doctor`: the course checks itself."""

from __future__ import annotations

import argparse

from grader import words
from grader.commands import choices
from grader.commands.exits import BELOW, GRADED, sandbox_errors
from grader.commands.progress import progress

HELP = words.HELP_DOCTOR


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """Which exercises, under how many seeds."""
    choices.add_exercise(command, say)
    command.add_argument("--seeds", type=int, default=5, help=say(words.HELP_SEEDS))
    choices.add_jobs(command, say)
    choices.add_isolation(command, say)


def run(options: argparse.Namespace, lang: str) -> int:
    from grader import anatomy, rounds

    course = choices.course(options)
    exercises = choices.exercises(course, options.exercise)
    findings = [*anatomy.examine(course, exercises)]
    with sandbox_errors(), progress(lang) as show:
        findings += rounds.examine(
            course, options.isolation, exercises, options.seeds, options.jobs, show
        )
    for exercise in exercises:
        found = [finding for finding in findings if finding.exercise == exercise.key]
        ill = words.FINDINGS[lang].format(count=len(found))
        print(f"{exercise.key:<36}  {ill if found else words.HEALTHY[lang]}")
    for finding in findings:
        print(f"- {finding.text[lang]}")
    return BELOW if findings else GRADED
