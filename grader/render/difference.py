"""A Difference of two runs becomes plain text: in sum, by check, by student."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .. import words
from ..difference import Change, Difference, Ruled
from .visible import defuse, inline, pad, width


def render(difference: Difference, lang: str) -> str:
    """The difference in "zh" or "en"; ends in a newline."""
    gains = {name: _gain(changes) for name, changes in difference.changes.items()}
    up = sum(gain > 0 for gain in gains.values())
    down = sum(gain < 0 for gain in gains.values())
    lines = [words.DIFF_SUM[lang].format(up=up, down=down)]
    for sentence, names in (
        (words.DIFF_GONE, difference.gone),
        (words.DIFF_NEW, difference.new),
    ):
        if names:
            lines.append(sentence[lang].format(names=words.COMMA[lang].join(map(inline, names))))
    lines += _section(words.DIFF_CHECKS[lang], _checks(difference, lang))
    for student, changes in difference.changes.items():
        rows = [(one.check, _signed(one.gain), _ruling(one, lang)) for one in changes]
        lines += _section(f"{inline(student)}  {_signed(gains[student])}", rows)
    return defuse("\n".join(lines)) + "\n"


def _checks(difference: Difference, lang: str) -> list[tuple[str, str, str]]:
    return [
        (
            check,
            _signed(_gain(changes)),
            words.DIFF_COUNT[lang].format(
                up=sum(one.gain > 0 for one in changes), down=sum(one.gain < 0 for one in changes)
            ),
        )
        for check, changes in difference.by_check().items()
    ]


def _section(title: str, rows: Sequence[tuple[str, str, str]]) -> list[str]:
    if not rows:
        return []
    columns = [max(width(row[place]) for row in rows) for place in range(2)]
    lines = [f"  {pad(row[0], columns[0])}  {row[1]:>{columns[1]}}  {row[2]}" for row in rows]
    return ["", title, *lines]


def _ruling(change: Change, lang: str) -> str:
    return f"{_said(change.old, lang)} → {_said(change.new, lang)}"


def _said(ruled: Ruled | None, lang: str) -> str:
    """Ruling and points; a dash where the check was not there."""
    return f"{words.RULINGS[ruled.ruling][lang]} {ruled.earned}/{ruled.points}" if ruled else "-"


def _gain(changes: Iterable[Change]) -> int:
    return sum(change.gain for change in changes)


def _signed(gain: int) -> str:
    return f"{gain:+d}" if gain else "0"
