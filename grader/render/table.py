"""A class becomes a table: CSV for spreadsheets, cells for a terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from grader import words
from grader.model import Line, Score, Text
from grader.render.csv import BOM, cell
from grader.render.sentences import handed_in, number
from grader.render.visible import defuse, inline


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark that Excel looks for; no cell is a formula, none spans lines."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for row in [header, *rows]:
        writer.writerow([cell(inline(value)) for value in row])
    return (BOM + stream.getvalue()).encode("utf-8", "backslashreplace")


def of_class(
    lines: Iterable[Line], weeks: Sequence[str], missing: Iterable[str], lang: str
) -> tuple[list[str], list[list[str]]]:
    """Header and rows for a spreadsheet; those who are missing have empty ones."""
    of_weeks = [name for week in weeks for name in (week, f"{week}_days_late", f"{week}_counts")]
    sums = ["earned", "possible", "withheld", "counts"]
    header = ["student", "handed_in", "told_by", *of_weeks, *sums]
    rows = [[*_figures(line, weeks), said(line.problem, lang)] for line in lines]
    return [*header, "problem"], rows + [[name] for name in missing]


def header(weeks: Sequence[str], lang: str) -> list[str]:
    """Of the table in a terminal."""
    named = (words.STUDENT, words.TOTAL, words.COUNTED, words.HANDED_IN, words.PROBLEM)
    student, *others = (text[lang] for text in named)
    return [student, *weeks, *others]


def cells(line: Line, weeks: Sequence[str], lang: str) -> list[str]:
    """A student's row in a terminal."""
    return [
        plain(line.student),
        *(points(line.weeks.get(week), lang) for week in weeks),
        points(total(line.weeks.values()), lang),
        _counted(line),
        handed_in(line.handed_in, lang),
        said(line.problem, lang),
    ]


def _figures(line: Line, weeks: Sequence[str]) -> list[str]:
    figures: list[object] = []
    for week in weeks:
        score, mark = line.weeks.get(week), line.counted.get(week)
        figures += [
            score.earned if score else "",
            mark.days_late if mark else "",
            number(mark.adjusted) if mark else "",
        ]
    whole = total(line.weeks.values())
    figures += [whole.earned, whole.possible, whole.withheld] if whole else ["", "", ""]
    when = line.handed_in.at.isoformat(timespec="seconds")
    return [line.student, when, line.handed_in.told_by, *map(str, figures), _counted(line)]


def _counted(line: Line) -> str:
    return number(sum(mark.adjusted for mark in line.counted.values())) if line.counted else ""


def points(score: Score | None, lang: str) -> str:
    """Of a week or the whole; "-" where nothing was graded."""
    if score is None:
        return "-"
    said = f"{score.earned}/{score.possible}"
    return f"{said} ({words.WITHHELD[lang]} {score.withheld})" if score.withheld else said


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
