"""What every format says of a report, in the same words and the same order."""

from __future__ import annotations

from collections.abc import Iterable

from .. import words
from ..model import (
    Exercise,
    Graded,
    HandedIn,
    Isolation,
    Mark,
    Outcome,
    Report,
    Ruling,
    Score,
    Text,
    Verdict,
)
from .visible import fitting, visible

HEAD_LINES = 8
TAIL_LINES = 4
VALUE_COLUMNS = 400

_SELF_EVIDENT = {Outcome.HELD, Outcome.BROKE}

PROSE = (
    words.OUTCOME, words.DIAGNOSIS, words.NOTE, words.ISOLATION, words.HINT, words.HANDED_IN,
    words.DEADLINE,
)  # fmt: skip
"""Labels of sentences; what stands beside the others is notation."""

Row = tuple[Text, str]
"""What a value is, and the value: notation, or a sentence in the language asked for."""


def started(graded: Graded) -> bool:
    """Whether there is more to say of an exercise than that nobody has begun."""
    return any(verdict.ruling is not Ruling.NOT_STARTED for verdict in graded.verdicts)


def standing(graded: Graded) -> tuple[Ruling, Text]:
    """Where an exercise stands: the ruling that matters most, and of how many checks."""
    rulings = [verdict.ruling for verdict in graded.verdicts]
    for ruling in (Ruling.FAILED, Ruling.UNGRADED, Ruling.NOT_STARTED):
        if (count := rulings.count(ruling)) and started(graded):
            said, name = words.RULED, words.RULINGS[ruling]
            zh = said.zh.format(count=count, ruling=name.zh)
            return ruling, Text(zh, said.en.format(count=count, ruling=name.en))
    ruling = Ruling.PASSED if started(graded) else Ruling.NOT_STARTED
    return ruling, words.RULINGS[ruling]


def unreached(graded: Graded) -> bool:
    """Whether the answer could not be loaded, so that its checks have one fate."""
    return all(
        one.ruling is Ruling.FAILED and one.observation.outcome is Outcome.UNREACHED
        for one in graded.verdicts
    )


def first_failure(graded: Graded) -> Verdict | None:
    """The check that is opened in full."""
    return next((one for one in graded.verdicts if one.ruling is Ruling.FAILED), None)


def summary(report: Report, lang: str) -> list[Row]:
    """What is said of the whole submission."""
    return [
        (words.TOTAL, points(report.score, lang)),
        *lateness(report, lang),
        (words.SEED, str(report.seed)),
        (words.ISOLATION, isolation(report.isolation, lang)),
        *notes(report.notes, lang),
    ]


def lateness(report: Report, lang: str) -> list[Row]:
    """When it was handed in, what told, and what that means for the points."""
    rows = [(words.DEADLINE, _mark(mark, lang)) for mark in report.marks]
    return [(words.HANDED_IN, handed_in(report.handed_in, lang)), *rows] if report.handed_in else []


def handed_in(when: HandedIn, lang: str) -> str:
    """The local time, and what told."""
    return words.TIME_TOLD[lang].format(
        time=f"{when.at.astimezone():%Y-%m-%d %H:%M}", told=words.TOLD_BY[when.told_by][lang]
    )


def number(value: float) -> str:
    """Points that may be fractions, two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _mark(mark: Mark, lang: str) -> str:
    return (words.LATE if mark.days_late else words.ON_TIME)[lang].format(
        week=mark.week,
        days=mark.days_late,
        percent=mark.percent,
        points=points(mark.raw, lang),
        adjusted=number(mark.adjusted),
    )


def points(score: Score, lang: str) -> str:
    """Points earned of those that there are, and how many wait."""
    sentence = words.POINTS_WITHHELD if score.withheld else words.POINTS
    return sentence[lang].format(
        earned=score.earned, possible=score.possible, withheld=score.withheld
    )


def earned(verdict: Verdict) -> str:
    """The points of one check; a dash where they wait."""
    if verdict.ruling is Ruling.UNGRADED:
        return "-"
    return str(verdict.check.points) if verdict.ruling is Ruling.PASSED else "0"


def waits_for(verdict: Verdict) -> Text:
    """Why the points of an ungraded check wait."""
    return words.FOR_A_PERSON if verdict.reason == "person" else words.UNGRADED


def unread(verdicts: Iterable[Verdict]) -> list[Row]:
    """The texts that wait for a person, each once."""
    texts = dict.fromkeys(one.observation.got for one in verdicts if one.reason == "person")
    return [(words.TEXT, text) for text in texts]


def evidence(exercise: Exercise, verdict: Verdict, in_place: bool, lang: str) -> list[Row]:
    """All that is known about one verdict, in the order in which it is read; some is empty."""
    seen, test = verdict.observation, verdict.check.name
    rerun = f"grader submit DIR --exercise {exercise.name}"
    if in_place:
        rerun = f"pytest {exercise.test}::test_{test}"
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
        *notes(seen.notes, lang),
        (words.RERUN, rerun),
        (words.HINT, _hint(exercise, verdict, lang)),
    ]


def _hint(exercise: Exercise, verdict: Verdict, lang: str) -> str:
    """That of the misconception, or where there are some."""
    if verdict.diagnosis:
        return verdict.diagnosis.hint[lang]
    return f"grader hint {exercise.name}" if exercise.hints else ""


def isolation(isolation: Isolation, lang: str) -> str:
    """The tier and its active layers."""
    if isolation.tier == "process":
        return words.TIER_PROCESS[lang]
    active = [layer.name for layer in isolation.layers if layer.active]
    layers = words.COMMA[lang].join(active) or words.NO_LAYERS[lang]
    return words.TIER[lang].format(tier=isolation.tier, layers=layers)


def notes(notes: Iterable[Text], lang: str) -> list[Row]:
    """Remarks, a row each."""
    return [(words.NOTE, note[lang]) for note in notes]


def block(value: str, lang: str, columns: int = VALUE_COLUMNS) -> list[str]:
    """The lines of a value; of many the first and the last, and how many are missing."""
    lines = value.replace("\r\n", "\n").strip("\n").split("\n")
    cut = len(lines) - HEAD_LINES - TAIL_LINES
    if cut <= 0:
        return [_line(line, lang, columns) for line in lines]
    head, tail = lines[:HEAD_LINES], lines[-TAIL_LINES:]
    said = words.LINES_CUT[lang].format(count=cut)
    first, last = ([_line(line, lang, columns) for line in part] for part in (head, tail))
    return [*first, said, *last]


def _line(line: str, lang: str, columns: int) -> str:
    start = visible(line[:columns])
    fit = fitting(start, columns)
    if fit == len(start) and len(line) <= columns:
        return start
    return start[:fit] + words.COLUMNS_CUT[lang].format(count=len(line))
