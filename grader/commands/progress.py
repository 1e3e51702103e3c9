"""How far a long command has come, on stderr."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator

from grader import words


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """A Ctrl-C waits until libraries have been imported, which swallow it or die of it in C++.

    Raises:
        KeyboardInterrupt: behind the block, if it came within.
    """
    came = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: came.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came.is_set():
        raise KeyboardInterrupt


@contextlib.contextmanager
def progress(lang: str) -> Iterator[Callable[[int, int, str], None]]:
    """A line on a terminal that says what is being graded; nothing anywhere else.

    Libraries swallow a Ctrl-C that comes while they are imported: it is raised again here.
    """
    shown = sys.stderr.isatty()
    interrupted = threading.Event()

    def interrupt(*_: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    def show(done: int, planned: int, name: str) -> None:
        if interrupted.is_set():
            raise KeyboardInterrupt
        if shown:
            line = words.PROGRESS[lang].format(done=done + 1, planned=planned, name=name)
            sys.stderr.write(f"\r\x1b[2K{line}")
            sys.stderr.flush()

    if shown:
        sys.stderr.write(words.STARTING[lang])
        sys.stderr.flush()
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield show
    finally:
        signal.signal(signal.SIGINT, before)
        if shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
