"""A Report becomes one page of HTML: both languages, no script, nothing loaded from elsewhere.

The language is switched by the style sheet alone. The page forbids itself everything but its
own style and pictures, so that nothing a submission wrote could run even if it were not escaped.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from os.path import commonprefix
from typing import TypeVar

from .. import words
from ..model import Chart, Graded, Pictures, Report, Text, Verdict
from . import pages, sentences

T = TypeVar("T")

_EXAMPLE = re.compile(r"(\w+) = (.*)")


def render(report: Report, lang: str) -> str:
    """The report, shown at first in "zh" or "en"; ends in a newline."""
    return pages.render(
        "report.html",
        lang,
        report=report,
        prose=sentences.PROSE,
        started=sentences.started,
        first_failure=sentences.first_failure,
        earned=sentences.earned,
        waits_for=sentences.waits_for,
        unread=lambda verdicts: [_cut(text) for _, text in sentences.unread(verdicts)],
        points=lambda score: _both(sentences.points, score),
        rows=_rows,
        example=_example,
        isolation=lambda isolation: _both(sentences.isolation, isolation),
        lateness=_lateness,
        figure=_figure,
    )


def _both(sentence: Callable[[T, str], str], value: T) -> Text:
    return Text(sentence(value, "zh"), sentence(value, "en"))


def _lateness(report: Report) -> list[tuple[Text, Text]]:
    zh, en = (sentences.lateness(report, lang) for lang in ("zh", "en"))
    return [
        (label, Text(chinese, english))
        for (label, chinese), (_, english) in zip(zh, en, strict=True)
    ]


def _rows(graded: Graded, verdict: Verdict) -> list[tuple[Text, Text]]:
    """The evidence with its labels, each value cut to what can be read."""
    zh, en = (
        sentences.evidence(graded.exercise, verdict, graded.in_place, lang) for lang in ("zh", "en")
    )
    return [
        (label, Text(chinese, english) if label in sentences.PROSE else _cut(chinese))
        for (label, chinese), (_, english) in zip(zh, en, strict=True)
        if chinese or english
    ]


def _cut(value: str) -> Text:
    """Notation, the same in both languages; where it was cut, both say so."""
    lines = []
    for zh, en in zip(*(sentences.block(value, lang) for lang in ("zh", "en")), strict=True):
        same = len(commonprefix([zh, en]))  # noqa: RUF071
        lines.append(zh if zh == en else f"{zh} ·{en[same:]}")
    shown = "\n".join(lines)
    return Text(shown, shown)


def _example(value: str) -> list[tuple[str, str]]:
    """The names and values of a counterexample; nothing unless every line has both."""
    found = [_EXAMPLE.fullmatch(line) for line in value.split("\n")]
    return [(one[1], one[2]) for one in found if one] if all(found) else []


def _figure(evidence: Chart | Pictures) -> tuple[Text, list[str]]:
    """What is to be seen, and the pictures as data URLs."""
    if isinstance(evidence, Chart):
        from .charts import draw

        return words.POINTS_AT_CHART, [_url("image/svg+xml", draw(evidence))]
    shown = [_url("image/png", png) for png in (evidence.got, evidence.want) if png]
    caption = words.POINTS_AT_PICTURES if evidence.want else words.POINTS_AT_PICTURE
    name = f"{evidence.name} · " if evidence.name else ""
    return Text(name + caption.zh, name + caption.en), shown


def _url(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
