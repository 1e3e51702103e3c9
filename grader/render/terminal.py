"""A Report becomes plain text for a terminal.

Each exercise gets a header and one line per check; its first failure is opened in full,
always in the same order: claim, smallest input, outcome, got, want, place, diagnosis,
error, next command. A stub left as it was gets one line. There is no colour.
"""

from __future__ import annotations

from .. import words
from ..model import Exercise, Graded, Isolation, Report, Ruling, Verdict
from . import sentences
from .sentences import Row
from .visible import defuse, inline, pad, visible, width

COLUMNS = 72


def render(report: Report, lang: str) -> str:
    """The report in "zh" or "en"; ends in a newline.

    Holds no control character but line feeds and no line that a CI system would obey,
    whatever the submission printed.
    """
    student = _rows([(words.STUDENT, inline(report.student))], lang)
    sections = [student, *(_graded(graded, lang) for graded in report.exercises)]
    sections.append(_rows(sentences.summary(report, lang), lang))
    lines: list[str] = []
    for before, section in zip([[], *sections], sections, strict=False):
        apart = len(before) > 1 or len(section) > 1 or before is student
        lines += ["", *section] if before and apart else section
    return _safe(lines) + "\n"


def render_verdict(verdict: Verdict, exercise: Exercise, lang: str = "zh") -> str:
    """One verdict by itself, opened in full: for a property run in place, by pytest."""
    ruling = words.RULINGS[verdict.ruling][lang]
    lines = [f"{ruling}  {inline(verdict.check.claim[lang])}"]
    if verdict.ruling is Ruling.UNGRADED:
        said = words.FOR_A_PERSON if verdict.reason == "person" else words.UNGRADED_IN_PLACE
        lines.append(f"  {said[lang]}")
    if verdict.ruling is Ruling.NOT_STARTED:
        lines += _rows(sentences.notes(verdict.observation.notes, lang), lang)
    if verdict.ruling in {Ruling.FAILED, Ruling.UNGRADED}:
        lines += _rows(sentences.evidence(exercise, verdict, True, lang), lang)
    return _safe(lines)


def render_evidence(graded: Graded, verdict: Verdict, lang: str) -> str:
    """What other formats say of one check as plain text; of a check that passed nothing."""
    if verdict.ruling is Ruling.UNGRADED:
        return _safe(
            [sentences.waits_for(verdict)[lang], *_rows(sentences.unread([verdict]), lang)]
        )
    if verdict.ruling is not Ruling.FAILED:
        return ""
    return _safe(_rows(sentences.evidence(graded.exercise, verdict, graded.in_place, lang), lang))


def render_summary(report: Report, lang: str) -> str:
    """What other formats say of the whole submission as plain text."""
    return _safe(_rows(sentences.summary(report, lang), lang))


def render_graded(graded: Graded, lang: str) -> str:
    """One exercise by itself, as it stands in a report."""
    return _safe(_graded(graded, lang))


def render_isolation(isolation: Isolation, lang: str) -> str:
    """What `grader sandbox` prints: each layer, whether it is active, what it stops and needs."""
    states = {True: words.ACTIVE[lang], False: words.INACTIVE[lang]}
    states_columns = max(map(width, states.values()))
    names_columns = max(len(layer.name) for layer in isolation.layers)
    lines = [words.TIERS[isolation.tier][lang], ""]
    for layer in isolation.layers:
        start = f"  {pad(states[layer.active], states_columns)}  {layer.name:<{names_columns}}  "
        lines.append(start + layer.stops[lang])
        if layer.needs:
            needs = words.NEEDS[lang].format(needs=layer.needs[lang])
            lines.append(" " * width(start) + inline(needs))
    return _safe(lines) + "\n"


def _graded(graded: Graded, lang: str) -> list[str]:
    notes = _rows(sentences.notes(graded.notes, lang), lang)
    if not sentences.started(graded):
        ruling = words.RULINGS[Ruling.NOT_STARTED][lang]
        return [_header(graded, f"{ruling}  ", lang), *notes]
    checks = [] if sentences.unreached(graded) else _checks(graded, lang)
    lines = [_header(graded, "", lang), *checks, *notes]
    lines += _rows(sentences.unread(graded.verdicts), lang)
    failed = sentences.first_failure(graded)
    if failed:
        lines += [*([""] if checks else []), *_failure(graded, failed, lang)]
    return lines


def _header(graded: Graded, before: str, lang: str) -> str:
    left = f"{graded.exercise.name}  {inline(graded.exercise.title[lang])}"
    right = before + sentences.points(graded.score, lang)
    return pad(left, max(COLUMNS - width(right), width(left) + 2)) + right


def _checks(graded: Graded, lang: str) -> list[str]:
    rulings = [words.RULINGS[verdict.ruling][lang] for verdict in graded.verdicts]
    ruling_columns = max(map(width, rulings))
    points_columns = max(len(str(verdict.check.points)) for verdict in graded.verdicts)
    lines = []
    for ruling, verdict in zip(rulings, graded.verdicts, strict=True):
        earned = f"{sentences.earned(verdict):>{points_columns}}"
        points = f"{earned}/{verdict.check.points:<{points_columns}}"
        start = f"  {pad(ruling, ruling_columns)} {points}  "
        lines.append(start + inline(verdict.check.claim[lang]))
        if verdict.ruling is Ruling.UNGRADED:
            lines.append(" " * width(start) + sentences.waits_for(verdict)[lang])
    return lines


def _failure(graded: Graded, verdict: Verdict, lang: str) -> list[str]:
    claim = inline(verdict.check.claim[lang])
    rows = sentences.evidence(graded.exercise, verdict, graded.in_place, lang)
    if sentences.unreached(graded):
        return _rows(rows, lang)
    return [words.FIRST_FAILURE[lang].format(claim=claim), *_rows(rows, lang)]


def _rows(rows: list[Row], lang: str) -> list[str]:
    """Labels in a column of their own, each value beside its label; empty ones left out."""
    rows = [(label, value) for label, value in rows if value]
    columns = max((width(label[lang]) for label, _ in rows), default=0)
    lines = []
    for label, value in rows:
        start = f"  {pad(label[lang], columns)}   "
        for line in sentences.block(value, lang):
            lines.append((start + line).rstrip())
            start = " " * width(start)
    return lines


def _safe(lines: list[str]) -> str:
    """Once more for the whole: what forgot to be careful above is caught here."""
    return defuse(visible("\n".join(lines)))
