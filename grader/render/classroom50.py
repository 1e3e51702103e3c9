"""A Report becomes the result.json of Classroom 50, schema classroom50/result/v1."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Report, Ruling
from .json import written
from .visible import inline

IDENTITY = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
"""Fields that name the submission, by the variables in which Classroom 50's runner gives them.

The runner itself adds the owner, the kind of assignment and the times.
"""


def render(report: Report, lang: str, environment: Mapping[str, str]) -> str:
    """The report in "zh" or "en"; every variable of IDENTITY is in the environment."""
    tests = [
        {
            "test-name": inline(f"{graded.exercise.key}: {verdict.check.claim[lang]}"),
            "passed": verdict.ruling is Ruling.PASSED,
            "score": verdict.check.points if verdict.ruling is Ruling.PASSED else 0,
            "max-score": verdict.check.points,
            "ruling": verdict.ruling,
        }
        for graded in report.exercises
        for verdict in graded.verdicts
    ]
    return written(
        {
            "schema": "classroom50/result/v1",
            **{field: environment[variable] for field, variable in IDENTITY.items()},
            "score": report.score.earned,
            "max-score": report.score.possible,
            "tests": tests,
        }
    )
