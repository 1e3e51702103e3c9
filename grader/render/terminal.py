"""A Report becomes plain text for a terminal.

Each exercise gets a header and one line per check; its first failure is opened in full,
always in the same order: claim, smallest input, outcome, got, want, place, diagnosis,
error, next command. A stub left as it was gets one line. There is no colour.
"""

from __future__ import annotations

from collections.abc import Iterable

from .. import words
from ..model import Exercise, Form, Graded, Isolation, Outcome, Report, Ruling, Score, Text, Verdict
from .visible import defuse, fitting, inline, pad, visible, width

COLUMNS = 72
HEAD_LINES = 8
TAIL_LINES = 4
VALUE_COLUMNS = 400

_SELF_EVIDENT = {Outcome.HELD, Outcome.BROKE}

Row = tuple[Text, str]


def render(report: Report, lang: str) -> str:
    """The report in "zh" or "en"; ends in a newline.

    Holds no control character but line feeds and no line that a CI system would obey,
    whatever the submission printed.
    """
    student = _rows([(words.STUDENT, inline(report.student))], lang)
    sections = [student, *(_graded(graded, lang) for graded in report.exercises)]
    sections.append(_footer(report, lang))
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
    if verdict.ruling in {Ruling.FAILED, Ruling.UNGRADED}:
        lines += _rows(_evidence(exercise, verdict, Form.FUNCTIONS, lang), lang)
    return _safe(lines)


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
    notes = _rows(_notes(graded.notes, lang), lang)
    if all(verdict.ruling is Ruling.NOT_STARTED for verdict in graded.verdicts):
        ruling = words.RULINGS[Ruling.NOT_STARTED][lang]
        return [_header(graded, f"{ruling}  ", lang), *notes]
    lines = [_header(graded, "", lang), *_checks(graded, lang), *notes]
    unread = {one.observation.got: None for one in graded.verdicts if one.reason == "person"}
    lines += _rows([(words.TEXT, text) for text in unread], lang)
    failed = [verdict for verdict in graded.verdicts if verdict.ruling is Ruling.FAILED]
    if failed:
        lines += ["", *_failure(graded, failed[0], lang)]
    return lines


def _header(graded: Graded, before: str, lang: str) -> str:
    left = f"{graded.exercise.name}  {inline(graded.exercise.title[lang])}"
    right = before + _points(graded.score, lang)
    return pad(left, max(COLUMNS - width(right), width(left) + 2)) + right


def _points(score: Score, lang: str) -> str:
    sentence = words.POINTS_WITHHELD if score.withheld else words.POINTS
    return sentence[lang].format(
        earned=score.earned, possible=score.possible, withheld=score.withheld
    )


def _checks(graded: Graded, lang: str) -> list[str]:
    rulings = [words.RULINGS[verdict.ruling][lang] for verdict in graded.verdicts]
    ruling_columns = max(map(width, rulings))
    points_columns = max(len(str(verdict.check.points)) for verdict in graded.verdicts)
    lines = []
    for ruling, verdict in zip(rulings, graded.verdicts, strict=True):
        earned = f"{_earned(verdict):>{points_columns}}"
        points = f"{earned}/{verdict.check.points:<{points_columns}}"
        start = f"  {pad(ruling, ruling_columns)} {points}  "
        lines.append(start + inline(verdict.check.claim[lang]))
        if verdict.ruling is Ruling.UNGRADED:
            said = words.FOR_A_PERSON if verdict.reason == "person" else words.UNGRADED
            lines.append(" " * width(start) + said[lang])
    return lines


def _earned(verdict: Verdict) -> str:
    if verdict.ruling is Ruling.UNGRADED:
        return "-"
    return str(verdict.check.points) if verdict.ruling is Ruling.PASSED else "0"


def _failure(graded: Graded, verdict: Verdict, lang: str) -> list[str]:
    claim = inline(verdict.check.claim[lang])
    evidence = _rows(_evidence(graded.exercise, verdict, graded.form, lang), lang)
    return [words.FIRST_FAILURE[lang].format(claim=claim), *evidence]


def _evidence(exercise: Exercise, verdict: Verdict, form: Form | None, lang: str) -> list[Row]:
    seen, test = verdict.observation, verdict.check.name
    rerun = f"pytest exercises/{exercise.week}/test_{exercise.name}.py -k {test}"
    if form is Form.SCRIPT or (form is Form.TEXT and not exercise.accepts):
        rerun = f"grader submit DIR --exercise {exercise.name}"
    outcome = words.OUTCOMES[seen.outcome].format(
        seconds=exercise.seconds, megabytes=exercise.megabytes
    )
    silent = not (seen.got or seen.want or seen.error or seen.notes)
    return [
        (words.INPUT, seen.counterexample),
        (words.OUTCOME, "" if seen.outcome in _SELF_EVIDENT and not silent else outcome[lang]),
        (words.GOT, seen.got),
        (words.WANT, seen.want),
        (words.WHERE, seen.where),
        (words.DIAGNOSIS, verdict.diagnosis.says[lang] if verdict.diagnosis else ""),
        (words.ERROR, seen.error),
        *_notes(seen.notes, lang),
        (words.RERUN, rerun),
        (words.HINT, _hint(exercise, verdict, lang)),
    ]


def _hint(exercise: Exercise, verdict: Verdict, lang: str) -> str:
    """That of the misconception, or where there are some."""
    if verdict.diagnosis:
        return verdict.diagnosis.hint[lang]
    return f"grader hint {exercise.name}" if exercise.hints else ""


def _footer(report: Report, lang: str) -> list[str]:
    rows: list[Row] = [
        (words.TOTAL, _points(report.score, lang)),
        (words.SEED, str(report.seed)),
        (words.ISOLATION, _isolation(report.isolation, lang)),
        *_notes(report.notes, lang),
    ]
    return _rows(rows, lang)


def _isolation(isolation: Isolation, lang: str) -> str:
    if isolation.tier == "process":
        return words.TIER_PROCESS[lang]
    active = [layer.name for layer in isolation.layers if layer.active]
    layers = words.COMMA[lang].join(active) or words.NO_LAYERS[lang]
    return words.TIER[lang].format(tier=isolation.tier, layers=layers)


def _notes(notes: Iterable[Text], lang: str) -> list[Row]:
    return [(words.NOTE, note[lang]) for note in notes]


def _rows(rows: list[Row], lang: str) -> list[str]:
    """Labels in a column of their own, each value beside its label; empty ones left out."""
    rows = [(label, value) for label, value in rows if value]
    columns = max((width(label[lang]) for label, _ in rows), default=0)
    lines = []
    for label, value in rows:
        start = f"  {pad(label[lang], columns)}   "
        for line in _block(value, lang):
            lines.append((start + line).rstrip())
            start = " " * width(start)
    return lines


def _block(value: str, lang: str) -> list[str]:
    """The lines of a value; of many the first and the last, and how many are missing."""
    lines = value.replace("\r\n", "\n").strip("\n").split("\n")
    cut = len(lines) - HEAD_LINES - TAIL_LINES
    if cut <= 0:
        return [_line(line, lang) for line in lines]
    head, tail = lines[:HEAD_LINES], lines[-TAIL_LINES:]
    said = words.LINES_CUT[lang].format(count=cut)
    return [*(_line(line, lang) for line in head), said, *(_line(line, lang) for line in tail)]


def _line(line: str, lang: str) -> str:
    start = visible(line[:VALUE_COLUMNS])
    fit = fitting(start, VALUE_COLUMNS)
    if fit == len(start) and len(line) <= VALUE_COLUMNS:
        return start
    return start[:fit] + words.COLUMNS_CUT[lang].format(count=len(line))


def _safe(lines: list[str]) -> str:
    """Once more for the whole: what forgot to be careful above is caught here."""
    return defuse(visible("\n".join(lines)))
