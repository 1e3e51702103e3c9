"""An answer that is a text and no code: its values in the place of the functions."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from grader.authoring.errors import Undecided
from grader.sandbox.perform import Namespace

MAX_TEXT = 1 << 16
"""Characters of a text that are looked at."""
TABLE = "csv"
"""How the name of a file ends that is a table and nothing else."""
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, or in what spreadsheets write: UTF-16 or GB 18030."""
    for coding in ("utf-16",) if content.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def namespace(values: Mapping[str, Any], undecided: str = "") -> Namespace:
    """For each name a function without arguments that gives the value.

    Where there is none, an `undecided` text is left to a person.
    """

    def giving(value: Any) -> Callable[[], Any]:
        def give() -> Any:
            if undecided and not value:
                raise Undecided(undecided)
            return value

        return give

    functions = {name: giving(value) for name, value in values.items()}
    return Namespace(SimpleNamespace(**functions))
