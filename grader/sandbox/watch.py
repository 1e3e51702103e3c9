"""Which forbidden functions of torch a call uses, and on which line of whose file.

torch's own dispatch is watched, so that aliases and classes that wrap a function are seen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode, resolve_name


@contextmanager
def watching(names: tuple[str, ...]) -> Iterator[list[tuple[str, int]]]:
    """Within the block, note calls of `names` as (name, line of the caller outside torch)."""
    called: list[tuple[str, int]] = []
    with _Watch(frozenset(names), called):
        yield called


class _Watch(TorchFunctionMode):
    def __init__(self, names: frozenset[str], called: list[tuple[str, int]]) -> None:
        super().__init__()
        self.names = names
        self.called = called

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        name = resolve_name(func) or ""
        if name in self.names:
            note = (name, _line())
            if note not in self.called:
                self.called.append(note)
        return func(*args, **(kwargs or {}))


def _line() -> int:
    """Line of the innermost frame that is neither ours nor torch's."""
    library = torch.__file__.rsplit("/", 1)[0]
    frame = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if file != __file__ and not file.startswith(library):
            return frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return 0
