"""An answer that is a text and no code: its values in the place of the functions."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from grader.sandbox.perform import Namespace

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, or in what spreadsheets write: UTF-16 or GB 18030."""
    for coding in ("utf-16",) if content.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def namespace(values: Mapping[str, Any]) -> Namespace:
    """For each name a function without arguments that gives the value."""
    functions = {name: lambda value=value: value for name, value in values.items()}
    return Namespace(SimpleNamespace(**functions))
