"""A Report becomes one page of HTML: both languages, no script, nothing loaded from elsewhere.

The language is switched by the style sheet alone. The page forbids itself everything but its
own style and pictures, so that nothing a submission wrote could run even if it were not escaped.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from os.path import commonprefix
from typing import TypeVar

from .. import words
from ..model import Chart, Graded, Pictures, Report, Score, Text, Verdict
from . import pages, sentences

T = TypeVar("T")

MOST_BYTES = 1_400_000
"""Of a page; what is more costs it its pictures, then the length of its lines."""
SHORT_COLUMNS = 60

_EXAMPLE = re.compile(r"([\w.]+) = (.*)")


def render(report: Report, lang: str) -> str:
    """The report, shown at first in "zh" or "en"; ends in a newline."""
    page = _render(report, lang)
    if len(page.encode()) > MOST_BYTES:
        page = _render(report, lang, pictured=False)
    if len(page.encode()) > MOST_BYTES:
        page = _render(report, lang, pictured=False, columns=SHORT_COLUMNS)
    return page


def _render(
    report: Report, lang: str, *, pictured: bool = True, columns: int = sentences.VALUE_COLUMNS
) -> str:
    return pages.render(
        "report.html",
        lang,
        report=report,
        prose=sentences.PROSE,
        weeks=_weeks(report),
        standing=sentences.standing,
        started=sentences.started,
        first_failure=sentences.first_failure,
        earned=sentences.earned,
        waits_for=sentences.waits_for,
        unread=lambda verdicts: [_cut(text, columns) for _, text in sentences.unread(verdicts)],
        points=lambda score: _both(sentences.points, score),
        rows=lambda graded, verdict: _rows(graded, verdict, columns),
        example=_example,
        lines=_lines,
        isolation=lambda isolation: _both(sentences.isolation, isolation),
        lateness=_lateness,
        pictured=pictured,
        figure=_figure,
    )


def _both(sentence: Callable[[T, str], str], value: T) -> Text:
    return Text(sentence(value, "zh"), sentence(value, "en"))


def _weeks(report: Report) -> dict[str, tuple[Score, list[tuple[int, Graded]]]]:
    """The exercises by week, each with its place in the report, and the week's points."""
    weeks: dict[str, tuple[Score, list[tuple[int, Graded]]]] = {}
    for number, graded in enumerate(report.exercises, 1):
        score, found = weeks.get(graded.exercise.week, (Score(0, 0), []))
        weeks[graded.exercise.week] = score + graded.score, [*found, (number, graded)]
    return weeks


def _lateness(report: Report) -> list[tuple[Text, Text]]:
    zh, en = (sentences.lateness(report, lang) for lang in ("zh", "en"))
    return [
        (label, Text(chinese, english))
        for (label, chinese), (_, english) in zip(zh, en, strict=True)
    ]


def _rows(graded: Graded, verdict: Verdict, columns: int) -> list[tuple[Text, Text]]:
    """The evidence with its labels, each value cut to what can be read; hints lie folded below."""
    zh, en = (
        sentences.evidence(graded.exercise, verdict, graded.in_place, lang) for lang in ("zh", "en")
    )
    return [
        (label, Text(chinese, english) if label in sentences.PROSE else _cut(chinese, columns))
        for (label, chinese), (_, english) in zip(zh, en, strict=True)
        if (chinese or english) and (label is not words.HINT or verdict.diagnosis)
    ]


def _cut(value: str, columns: int) -> Text:
    """Notation, the same in both languages but for what is said where it was cut."""
    return Text(*("\n".join(sentences.block(value, lang, columns)) for lang in ("zh", "en")))


def _lines(value: Text) -> Iterator[tuple[str, Text]]:
    """Each line: what both languages share, and how each of them ends it."""
    for zh, en in zip(value.zh.split("\n"), value.en.split("\n"), strict=True):
        same = len(commonprefix([zh, en]))  # noqa: RUF071
        yield zh[:same], Text(zh[same:], en[same:])


def _example(value: Text) -> list[tuple[str, Text]]:
    """The names and values of a counterexample; nothing unless every line has both."""
    zh, en = (list(map(_EXAMPLE.fullmatch, one.split("\n"))) for one in (value.zh, value.en))
    found = [(one[1], Text(one[2], two[2])) for one, two in zip(zh, en, strict=True) if one and two]
    return found if len(found) == len(zh) else []


def _figure(evidence: Chart | Pictures) -> tuple[Text, list[str]]:
    """What is to be seen, and the pictures as data URLs."""
    if isinstance(evidence, Chart):
        from .charts import draw

        both = any(one.wanted for one in evidence.curves)
        caption = words.POINTS_AT_CHART if both else words.POINTS_AT_GOT
        return caption, [_url("image/svg+xml", draw(evidence))]
    shown = [_url("image/png", png) for png in (evidence.got, evidence.want) if png]
    one = words.POINTS_AT_GOT if evidence.got else words.POINTS_AT_WANT
    caption = words.POINTS_AT_PICTURES if len(shown) > 1 else one
    name = f"{evidence.name} · " if evidence.name else ""
    return Text(name + caption.zh, name + caption.en), shown


def _url(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
