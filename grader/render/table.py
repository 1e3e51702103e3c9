"""A class becomes a table: CSV for spreadsheets, cells for a terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from grader import words
from grader.model import HandedIn, Line, Score, Text
from grader.render.visible import defuse, inline

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark that Excel looks for; no cell is a formula, none spans lines."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row in [header, *rows]:
        writer.writerow([_harmless(cell) for cell in row])
    return stream.getvalue().encode("utf-8-sig", "backslashreplace")


def of_class(
    lines: Iterable[Line], weeks: Sequence[str], missing: Iterable[str]
) -> tuple[list[str], list[list[str]]]:
    """Header and rows for a machine; those who are missing have empty ones."""
    header = ["student", "handed_in", "told_by", *weeks, "earned", "possible", "withheld"]
    rows = [[*_figures(line, weeks), line.problem.en if line.problem else ""] for line in lines]
    return [*header, "problem"], rows + [[name] for name in missing]


def header(weeks: Sequence[str], lang: str) -> list[str]:
    """Of the table in a terminal."""
    named = (words.STUDENT, words.TOTAL, words.HANDED_IN, words.PROBLEM)
    student, *others = (text[lang] for text in named)
    return [student, *weeks, *others]


def cells(line: Line, weeks: Sequence[str], lang: str) -> list[str]:
    """A student's row in a terminal."""
    return [
        plain(line.student),
        *(points(line.weeks.get(week), lang) for week in weeks),
        points(total(line.weeks.values()), lang),
        handed_in(line.handed_in, lang),
        said(line.problem, lang),
    ]


def _figures(line: Line, weeks: Sequence[str]) -> list[str]:
    scores = [line.weeks.get(week) for week in weeks]
    whole = total(line.weeks.values())
    sums = [whole.earned, whole.possible, whole.withheld] if whole else ["", "", ""]
    when = line.handed_in.at.isoformat(timespec="seconds")
    earned = [score.earned if score else "" for score in scores]
    return [line.student, when, line.handed_in.told_by, *map(str, [*earned, *sums])]


def points(score: Score | None, lang: str) -> str:
    """Of a week or the whole; "-" where nothing was graded."""
    if score is None:
        return "-"
    said = f"{score.earned}/{score.possible}"
    return f"{said} ({words.WITHHELD[lang]} {score.withheld})" if score.withheld else said


def handed_in(when: HandedIn, lang: str) -> str:
    """The local time, and what told."""
    return f"{when.at.astimezone():%Y-%m-%d %H:%M} ({words.TOLD_BY[when.told_by][lang]})"


def total(scores: Iterable[Score]) -> Score | None:
    """The sum; None of nothing."""
    found = list(scores)
    return sum(found, Score(0, 0)) if found else None


def plain(text: str) -> str:
    """One line that neither a terminal nor a CI system obeys."""
    return defuse(inline(text))


def said(text: Text | None, lang: str) -> str:
    """One line, or nothing."""
    return plain(text[lang]) if text else ""


def _harmless(cell: str) -> str:
    cell = inline(cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell
