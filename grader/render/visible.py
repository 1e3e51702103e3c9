"""Text of unknown origin becomes text that is safe to print.

Whatever a submission prints, raises or calls its files reaches a terminal or the log
of a CI system only through here: no control character, no change of writing direction,
nothing invisible, no workflow command.
"""

from __future__ import annotations

import re
import unicodedata

_WIDE_SPACE = "\u3000"
_TAB = "    "


def visible(text: str) -> str:
    """Spell out every character that would not show, as Python writes it: `\\x1b`.

    Line feeds stay; a tab becomes four spaces, CR LF one line feed.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\t", _TAB)
    return "".join(char if _shows(char) else _spelt(char) for char in text)


def inline(text: str) -> str:
    """The same for text that has to stay on one line."""
    return visible(text).replace("\n", "\\n")


def defuse(text: str) -> str:
    """Put a space into whatever a CI system would obey, on every line.

    GitHub's runner takes a line for a command when it begins with `::` after leading
    space, so that indenting alone is no protection; it and Azure's also obey `##[name]`
    and `##vso[...]` in the middle of a line (actions/runner, ActionCommand.cs).
    """
    text = re.sub(r"^(\s*):(?=:)", r"\1: ", text, flags=re.MULTILINE)
    return re.sub(r"#(?=#\w*\[)", "# ", text)


def width(text: str) -> int:
    """Columns that the text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def pad(text: str, columns: int) -> str:
    """Fill up with spaces to that many columns."""
    return text + " " * (columns - width(text))


def fitting(text: str, columns: int) -> int:
    """How many of the text's first characters fit into that many columns.

    A combining mark counts as one here, or a line of nothing but marks had no end.
    """
    used = 0
    for index, char in enumerate(text):
        used += max(1, _columns(char))
        if used > columns:
            return index
    return len(text)


def _shows(char: str) -> bool:
    return char.isprintable() or char in {"\n", _WIDE_SPACE}


def _spelt(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
