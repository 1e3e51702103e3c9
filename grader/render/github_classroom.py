"""A Report becomes what a grader step of the retired GitHub Classroom gives as its `result`.

That is a compact JSON object in base64, for workflows that have not moved yet.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from ..model import Graded, Report, Ruling, Verdict
from . import terminal
from .visible import inline

VERSION = 3
_STATUS = {
    Ruling.PASSED: "pass",
    Ruling.FAILED: "fail",
    Ruling.NOT_STARTED: "fail",
    Ruling.UNGRADED: "error",
}


def render(report: Report, lang: str) -> str:
    """The report in "zh" or "en", one line of base64; any ungraded check makes it an error."""
    tests = [
        _test(graded, verdict, lang) for graded in report.exercises for verdict in graded.verdicts
    ]
    statuses = {test["status"] for test in tests}
    status = next((one for one in ("error", "fail") if one in statuses), "pass")
    result = {
        "version": VERSION,
        "status": status,
        "max_score": report.score.possible,
        "tests": tests,
    }
    data = json.dumps(result, separators=(",", ":")).encode()
    return base64.b64encode(data).decode() + "\n"


def _test(graded: Graded, verdict: Verdict, lang: str) -> dict[str, Any]:
    passed = verdict.ruling is Ruling.PASSED
    return {
        "name": inline(f"{graded.exercise.key}: {verdict.check.claim[lang]}"),
        "status": _STATUS[verdict.ruling],
        "message": terminal.render_evidence(graded, verdict, lang),
        "filename": inline(graded.file),
        "duration": round(verdict.observation.seconds, 3),
        "score": verdict.check.points if passed else 0,
    }
