"""A Report becomes the results.json of a Gradescope autograder."""

from __future__ import annotations

from typing import Any

from .. import words
from ..model import Graded, Report, Ruling, Verdict
from . import terminal
from .json import written
from .visible import inline

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
"""When a student sees the tests: now, after the last due date, with the grades, never."""


def render(report: Report, lang: str, visibility: str = "visible") -> str:
    """The report in "zh" or "en": a test for each check.

    Texts are of the format "text", which Gradescope does not interpret. What code prints is shown
    to instructors only. An ungraded check has no points, which Gradescope allows beside a total.
    """
    tests = [
        _test(f"{place}.{number}", graded, verdict, lang)
        for place, graded in enumerate(report.exercises, 1)
        for number, verdict in enumerate(graded.verdicts, 1)
    ]
    seconds = sum(
        verdict.observation.seconds for graded in report.exercises for verdict in graded.verdicts
    )
    return written(
        {
            "score": report.score.earned,
            "execution_time": round(seconds, 3),
            "output": terminal.render_summary(report, lang),
            "output_format": "text",
            "test_output_format": "text",
            "test_name_format": "text",
            "visibility": visibility,
            "stdout_visibility": "hidden",
            "extra_data": {
                "possible": report.score.possible,
                "withheld": report.score.withheld,
                "seed": report.seed,
                "versions": report.versions,
            },
            "tests": tests,
            "leaderboard": [{"name": words.TOTAL[lang], "value": report.score.earned}],
        }
    )


def _test(number: str, graded: Graded, verdict: Verdict, lang: str) -> dict[str, Any]:
    passed = verdict.ruling is Ruling.PASSED
    points = {
        "score": verdict.check.points if passed else 0,
        "max_score": verdict.check.points,
    }
    return {
        **(points if verdict.ruling is not Ruling.UNGRADED else {}),
        "status": "passed" if passed else "failed",
        "name": inline(f"{graded.exercise.title[lang]}: {verdict.check.claim[lang]}"),
        "name_format": "text",
        "number": number,
        "output": _output(graded, verdict, lang),
        "output_format": "text",
        "tags": [graded.exercise.week, graded.exercise.name],
        "extra_data": {
            "check": verdict.check.name,
            "ruling": verdict.ruling,
            "outcome": verdict.observation.outcome,
            "diagnosis": verdict.diagnosis.name if verdict.diagnosis else None,
        },
    }


def _output(graded: Graded, verdict: Verdict, lang: str) -> str:
    evidence = terminal.render_evidence(graded, verdict, lang)
    return f"{words.RULINGS[verdict.ruling][lang]}\n{evidence}".rstrip("\n")
