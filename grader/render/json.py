"""A Report becomes JSON; `docs/json.md` describes every field."""

from __future__ import annotations

import json
from typing import Any

from ..model import Diagnosis, Graded, HandedIn, Isolation, Mark, Report, Score, Text, Verdict

SCHEMA = 1


def render(report: Report) -> str:
    """The report as indented JSON, UTF-8 text that ends in a newline.

    Characters that do not show, and the second of two `#`, are written as `\\u` escapes:
    the same strings to a parser, nothing to obey for a terminal or a CI log.
    """
    return written(_report(report))


def render_isolation(isolation: Isolation) -> str:
    """What `grader sandbox --json` prints, in the same form."""
    return written(_isolation(isolation))


def render_pairs(pairs: list[dict[str, object]]) -> str:
    """What `grader similar --json` prints, in the same form."""
    return written({"schema": SCHEMA, "pairs": pairs})


def written(value: object) -> str:
    """Any JSON in that form."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    shown = "".join(char if char.isprintable() or char == "\n" else _escape(char) for char in text)
    return shown.replace("##", "#\\u0023") + "\n"


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1]


def _report(report: Report) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "student": report.student,
        "seed": report.seed,
        "versions": report.versions,
        "notes": _texts(report.notes),
        "score": _score(report.score),
        "handed_in": _handed_in(report.handed_in) if report.handed_in else None,
        "marks": [_mark(mark) for mark in report.marks],
        "isolation": _isolation(report.isolation),
        "exercises": [_graded(graded) for graded in report.exercises],
    }


def _handed_in(when: HandedIn) -> dict[str, str]:
    return {"at": when.at.isoformat(), "told_by": when.told_by}


def _mark(mark: Mark) -> dict[str, Any]:
    lateness = {"days_late": mark.days_late, "percent": mark.percent, "adjusted": mark.adjusted}
    return {"week": mark.week, **_score(mark.raw), **lateness}


def _graded(graded: Graded) -> dict[str, Any]:
    return {
        "exercise": graded.exercise.key,
        **_score(graded.score),
        "form": graded.form,
        "file": graded.file,
        "line": graded.line,
        "notes": _texts(graded.notes),
        "checks": [_verdict(verdict) for verdict in graded.verdicts],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    seen = verdict.observation
    return {
        "name": verdict.check.name,
        "claim": _text(verdict.check.claim),
        "points": verdict.check.points,
        "ruling": verdict.ruling,
        "reason": verdict.reason,
        "outcome": seen.outcome,
        "diagnosis": _diagnosis(verdict.diagnosis) if verdict.diagnosis else None,
        "counterexample": seen.counterexample,
        "got": seen.got,
        "want": seen.want,
        "where": seen.where,
        "error": seen.error,
        "notes": _texts(seen.notes),
        "seconds": round(seen.seconds, 3),
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    return {"name": diagnosis.name, **_text(diagnosis.says), "hint": _text(diagnosis.hint)}


def _isolation(isolation: Isolation) -> dict[str, Any]:
    layers = [
        {
            "name": layer.name,
            "active": layer.active,
            "stops": _text(layer.stops),
            "needs": _text(layer.needs) if layer.needs else None,
        }
        for layer in isolation.layers
    ]
    return {"tier": isolation.tier, "layers": layers}


def _score(score: Score) -> dict[str, int]:
    return {"earned": score.earned, "possible": score.possible, "withheld": score.withheld}


def _texts(texts: tuple[Text, ...]) -> list[dict[str, str]]:
    return [_text(text) for text in texts]


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
