"""A Report becomes Markdown as GitHub, GitLab and Gitee show it: a comment, a step summary.

What a submission wrote stands in code or is escaped: no markup of its own, no link, no image,
nobody is notified.
"""

from __future__ import annotations

import re

from .. import words
from ..model import Graded, Report, Ruling, Verdict
from . import sentences
from .visible import defuse, inline, visible

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
_LINKED = re.compile(r"([@#]|\b(?:https?|ftp|mailto)\b|\bwww\b|\bGH)", re.IGNORECASE)
_NOTHING = "&#8203;"
"""A space without width, as an entity: it keeps a name from becoming a link or a mention."""


def render(report: Report, lang: str) -> str:
    """The report in "zh" or "en"; ends in a newline."""
    title = words.REPORT_OF[lang].format(student=text(report.student))
    parts = [f"## {title}", _overview(report, lang)]
    parts += [_graded(graded, lang) for graded in report.exercises if sentences.started(graded)]
    parts += _rows(sentences.summary(report, lang)[1:], lang)
    return defuse(visible("\n\n".join(parts))) + "\n"


def text(value: str) -> str:
    """Text of unknown origin as Markdown that reads the same; on one line."""
    escaped = _MARKUP.sub(r"\\\1", inline(value))
    return _LINKED.sub(rf"\1{_NOTHING}", escaped)


def code(value: str, lang: str) -> str:
    """Text of unknown origin as code: a span, or a block where it has several lines."""
    lines = sentences.block(value, lang)
    longest = max(map(len, re.findall("`+", "\n".join(lines))), default=0)
    if len(lines) > 1:
        fence = "`" * max(3, longest + 1)
        return "\n".join(["", "", f"{fence}text", *lines, fence])
    ticks = "`" * (longest + 1)
    # ticks must not touch the delimiter, and a span loses one space at both ends
    apart = " " if set("` ") & {lines[0][:1], lines[0][-1:]} else ""
    return f"{ticks}{apart}{lines[0]}{apart}{ticks}"


def _overview(report: Report, lang: str) -> str:
    head = " | ".join(word[lang] for word in (words.EXERCISE, words.RULING, words.SCORE))
    rows = [
        f"| {head} |",
        "|---|---|---|",
        *(_exercise(graded, lang) for graded in report.exercises),
        f"| **{words.TOTAL[lang]}** | | **{sentences.points(report.score, lang)}** |",
    ]
    return "\n".join(rows)


def _exercise(graded: Graded, lang: str) -> str:
    ruling, said = sentences.standing(graded)
    points = sentences.points(graded.score, lang)
    return f"| {_name(graded, lang)} | {_ruling(ruling, said[lang])} | {points} |"


def _ruling(ruling: Ruling, said: str) -> str:
    return f"**{said}**" if ruling is Ruling.FAILED else said


def _name(graded: Graded, lang: str) -> str:
    return f"{text(graded.exercise.name)} {text(graded.exercise.title[lang])}"


def _graded(graded: Graded, lang: str) -> str:
    parts = [f"### {_name(graded, lang)}", _checks(graded, lang)]
    parts += _rows(sentences.notes(graded.notes, lang), lang)
    parts += _rows(sentences.unread(graded.verdicts), lang)
    failed = sentences.first_failure(graded)
    if failed:
        claim = text(failed.check.claim[lang])
        parts.append(f"**{words.FIRST_FAILURE[lang].format(claim=claim)}**")
        rows = sentences.evidence(graded.exercise, failed, graded.in_place, lang)
        parts += _rows(rows, lang)
    return "\n\n".join(parts)


def _checks(graded: Graded, lang: str) -> str:
    head = " | ".join(word[lang] for word in (words.RULING, words.SCORE, words.CLAIM))
    rows = [_check(verdict, lang) for verdict in graded.verdicts]
    return "\n".join([f"| {head} |", "|---|---|---|", *rows])


def _check(verdict: Verdict, lang: str) -> str:
    ruling = _ruling(verdict.ruling, words.RULINGS[verdict.ruling][lang])
    score = f"{sentences.earned(verdict)}/{verdict.check.points}"
    said = text(verdict.check.claim[lang])
    if verdict.ruling is Ruling.UNGRADED:
        said += f"<br>{sentences.waits_for(verdict)[lang]}"
    return f"| {ruling} | {score} | {said} |"


def _rows(rows: list[sentences.Row], lang: str) -> list[str]:
    """Sentences as sentences, notation as code; empty ones left out."""
    lines = []
    for label, value in rows:
        shown = text(value) if label in sentences.PROSE else code(value, lang)
        if value:
            lines.append(f"**{label[lang]}** {shown}")
    return lines
