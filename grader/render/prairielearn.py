"""A Report becomes the results.json of an external grader of PrairieLearn."""

from __future__ import annotations

from typing import Any

from .. import words
from ..model import Graded, Report, Ruling, Verdict
from . import sentences, terminal
from .json import written
from .visible import inline

MOST_CHARACTERS = 5_000
"""Of what is told about one check."""


def render(report: Report, lang: str) -> str:
    """The report in "zh" or "en"; `score` is a share of one.

    PrairieLearn keeps no points back: while any wait nothing is gradable, and the attempt does not
    count. Results end at 1 MB, so only first failures are told, in so many characters.
    """
    gradable = not report.score.withheld
    tests = [
        _test(graded, verdict, lang) for graded in report.exercises for verdict in graded.verdicts
    ]
    waiting = {
        sentences.waits_for(verdict)[lang]: None
        for graded in report.exercises
        for verdict in graded.verdicts
        if verdict.ruling is Ruling.UNGRADED
    }
    return written(
        {
            "gradable": gradable,
            "score": report.score.earned / max(1, report.score.possible),
            "message": sentences.points(report.score, lang),
            "output": terminal.render_summary(report, lang),
            "tests": tests,
            "format_errors": [*waiting],
        }
    )


def _test(graded: Graded, verdict: Verdict, lang: str) -> dict[str, Any]:
    opened = verdict is sentences.first_failure(graded) or verdict.ruling is Ruling.UNGRADED
    return {
        "name": inline(f"{graded.exercise.name}: {verdict.check.claim[lang]}"),
        "points": verdict.check.points if verdict.ruling is Ruling.PASSED else 0,
        "max_points": verdict.check.points,
        "message": words.RULINGS[verdict.ruling][lang],
        "output": _told(terminal.render_evidence(graded, verdict, lang)) if opened else "",
    }


def _told(text: str) -> str:
    whole = len(text) <= MOST_CHARACTERS
    return text if whole else text[:MOST_CHARACTERS].rpartition("\n")[0] + "\n…"
