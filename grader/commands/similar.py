"""`grader similar`: answers of a class that look alike, for a person to look at."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED, Refusal, tell
from grader.commands.progress import progress
from grader.render.visible import defuse, inline

if TYPE_CHECKING:
    from grader.similar import Pair

HELP = words.HELP_SIMILAR


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """The class, from how much on, and for whom."""
    command.add_argument("folder", metavar="DIR", type=Path, help=say(words.HELP_CLASS))
    command.add_argument(
        "--at-least",
        type=choices.percent,
        default=80,
        metavar="PERCENT",
        help=say(words.HELP_AT_LEAST),
    )
    command.add_argument("--json", action="store_true", help=say(words.HELP_SIMILAR_JSON))


def run(options: argparse.Namespace, lang: str) -> int:
    from grader import intake

    course = choices.course(options)
    with progress(lang) as show:
        from grader.similar import compare, sources

        try:
            found = list(sources(course, options.folder, show))
        except intake.Unreadable as error:
            raise Refusal(error.text) from None
        pairs = compare(found, options.at_least, show)
    students = len({one.student for one in found})
    if not students:
        raise Refusal(words.NO_STUDENTS.format(folder=options.folder))
    tell(words.SIMILAR_OF[lang].format(students=students, files=len(found)))
    if options.json:
        from grader.render import json

        sys.stdout.write(json.render_pairs([_plain(pair) for pair in pairs]))
        return GRADED
    for line in _lines(pairs, lang):
        print(defuse(inline(line)))
    return GRADED


def _lines(pairs: list[Pair], lang: str) -> list[str]:
    if not pairs:
        return [words.SIMILAR_NONE[lang]]
    lines = [words.SIMILAR_HEAD[lang]]
    for pair in pairs:
        left, right = pair.left, pair.right
        lines.append("")
        lines.append(
            f"{pair.percent:3.0f} %  {left.student}: {left.file}  |  {right.student}: {right.file}"
        )
        lines += [
            "       " + words.SIMILAR_PLACES[lang].format(left=one, right=other)
            for one, other in pair.places
        ]
    return lines


def _plain(pair: Pair) -> dict[str, object]:
    return {
        "percent": round(pair.percent, 1),
        "left": {"student": pair.left.student, "file": pair.left.file},
        "right": {"student": pair.right.student, "file": pair.right.file},
        "places": [{"left": one, "right": other} for one, other in pair.places],
    }
