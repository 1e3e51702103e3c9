"""A Report becomes CSV, a row for each check, that spreadsheets open as text.

The first character is a byte order mark, by which Excel knows UTF-8; lines end in CR LF (RFC
4180). A cell that a spreadsheet would compute gets an apostrophe in front of it.
"""

from __future__ import annotations

import csv
import io
import re

from .. import words
from ..model import Graded, Report, Verdict
from . import sentences
from .visible import defuse, visible

BOM = "\ufeff"
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]")

HEAD = (
    words.STUDENT, words.WEEK, words.EXERCISE, words.CHECK, words.CLAIM, words.SCORE,
    words.POSSIBLE, words.RULING, words.OUTCOME, words.DIAGNOSIS, words.INPUT,
    words.GOT, words.WANT, words.WHERE, words.ERROR, words.SECONDS,
)  # fmt: skip


def render(report: Report, lang: str) -> str:
    """The report in "zh" or "en"; points that wait are an empty cell."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(label[lang] for label in HEAD)
    for graded in report.exercises:
        for verdict in graded.verdicts:
            writer.writerow(_row(report, graded, verdict, lang))
    return BOM + table.getvalue()


def cell(value: str) -> str:
    """Text of unknown origin as a cell that is shown and never computed."""
    shown = defuse(visible(value))
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _row(report: Report, graded: Graded, verdict: Verdict, lang: str) -> list[str | int]:
    seen, check = verdict.observation, verdict.check
    earned = sentences.earned(verdict)
    outcome = words.OUTCOMES[seen.outcome].format(
        seconds=graded.exercise.seconds, megabytes=graded.exercise.megabytes
    )
    notation = (seen.counterexample, seen.got, seen.want, seen.where, seen.error)
    return [
        *map(cell, (report.student, graded.exercise.week, graded.exercise.name, check.name)),
        cell(check.claim[lang]),
        "" if earned == "-" else int(earned),
        check.points,
        words.RULINGS[verdict.ruling][lang],
        outcome[lang],
        cell(verdict.diagnosis.says[lang]) if verdict.diagnosis else "",
        *(cell("\n".join(sentences.block(value, lang))) for value in notation),
        f"{seen.seconds:.3f}",
    ]
