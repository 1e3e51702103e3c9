"""An exception of student code as plain values."""

from __future__ import annotations

import dis
import os
import re
import traceback
from collections.abc import Callable
from typing import Annotated

import msgspec

MAX_TEXT = 2_000
MAX_FRAMES = 20
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


Name = Annotated[str, msgspec.Meta(max_length=1_000)]
Small = Annotated[int, msgspec.Meta(ge=0, le=1 << 31)]


class Fault(msgspec.Struct, frozen=True):
    """What was raised, and where in the student's own files.

    `types` are the names of its class and bases; `frames` (file, line, function) those in
    the student's own files, innermost last; `line` that of a syntax error.
    """

    types: Annotated[list[Name], msgspec.Meta(max_length=64)]
    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)] = ""
    frames: Annotated[list[tuple[Name, Small, Name]], msgspec.Meta(max_length=MAX_FRAMES)] = []
    errno: Small | None = None
    line: Small | None = None
    unwritten: bool = False


class Unwritten(NotImplementedError):
    """The function is missing or still the stub's."""


def describe(error: BaseException, folder: str) -> Fault:
    """An exception of code that lies in `folder`, without what differs from run to run."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(folder)
    ]
    return Fault(
        types=[kind.__name__[:200] for kind in type(error).__mro__[:64]],
        text=_text(error, folder),
        frames=[
            (os.path.relpath(frame.filename, folder)[:1_000], frame.lineno or 0, frame.name[:200])
            for frame in own[-MAX_FRAMES:]
        ],
        errno=_positive(getattr(error, "errno", None)),
        line=_positive(getattr(error, "lineno", None)),
        unwritten=says_unwritten(error, lambda file: file.startswith(folder)),
    )


def says_unwritten(error: BaseException, own: Callable[[str], bool]) -> bool:
    """Whether a `raise NotImplementedError` of the student's own file was reached.

    torch raises the same type for what it cannot do: that has no `raise` in the file.
    """
    if isinstance(error, Unwritten):
        return True
    trace = error.__traceback__
    if not isinstance(error, NotImplementedError) or trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return own(code.co_filename) and dis.opname[code.co_code[trace.tb_lasti]] == "RAISE_VARARGS"


def _positive(value: object) -> int | None:
    return value if type(value) is int and 0 <= value <= 1 << 31 else None


def _text(error: BaseException, folder: str) -> str:
    try:
        text = str(error)
    except Exception as another:
        return f"<str raised {type(another).__name__}>"
    text = text.replace(f"{folder}/", "").replace(f"{os.path.dirname(folder)}/", "")
    return ADDRESS.sub("", text)[:MAX_TEXT]
