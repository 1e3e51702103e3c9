"""How a command ends: its exit code (docs/json.md), or a refusal that says why and what to do."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from grader import words
from grader.model import Text

GRADED, BELOW, USAGE, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 130


class Refusal(Exception):
    """A command that cannot be carried out as asked; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Failure(Refusal):
    """The grader itself failed."""


def tell(line: str) -> None:
    """Talk, on stderr."""
    print(f"grader: {line}", file=sys.stderr)


@contextlib.contextmanager
def practice_errors() -> Iterator[None]:
    """What keeps exercises from being run in place in a warm process, as a refusal.

    Raises:
        Refusal: this system cannot do it.
    """
    if not hasattr(os, "waitid"):
        raise Refusal(words.NO_PRACTICE)
    try:
        yield
    except EOFError:
        raise Failure(words.PRACTICE_GONE) from None


@contextlib.contextmanager
def sandbox_errors() -> Iterator[None]:
    """What keeps the sandbox from working, as a refusal."""
    from grader.sandbox.host import Unavailable
    from grader.sandbox.remote import Broken

    try:
        yield
    except Unavailable as error:
        raise Refusal(error.text) from None
    except Broken as error:
        raise Failure(words.BROKEN_SANDBOX.format(error=error)) from None
