"""Which forbidden functions a call uses, and on which line of whose file.

Both torch's dispatch and Python's own calls are watched, so that aliases, `getattr`,
`torch.ops` and classes that wrap a function are seen alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode, resolve_name

LIBRARY = torch.__file__.rsplit("/", 1)[0]


@contextmanager
def watching(names: tuple[str, ...]) -> Iterator[list[tuple[str, int]]]:
    """Within the block, note uses of `names` as (name, line of the caller outside torch).

    A name stands for everything below it: "torch.optim" for every optimiser.
    """
    called: list[tuple[str, int]] = []

    def note(name: str, frame: FrameType | None) -> None:
        banned = next((one for one in names if f"{name}.".startswith(f"{one}.")), None)
        if banned is not None and (found := (banned, _line(frame))) not in called:
            called.append(found)

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            note(f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}", frame.f_back)

    before = sys.getprofile()
    with _Watch(note):
        sys.setprofile(profile)
        try:
            yield called
        finally:
            sys.setprofile(before)


class _Watch(TorchFunctionMode):
    def __init__(self, note: Callable[[str, FrameType | None], None]) -> None:
        super().__init__()
        self.note = note

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        self.note(resolve_name(func) or "", sys._getframe(1))
        return func(*args, **(kwargs or {}))


def _line(frame: FrameType | None) -> int:
    """Line of the innermost frame, from this one outwards, that is neither ours nor torch's."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file != __file__ and not file.startswith(LIBRARY):
            return frame.f_lineno
        frame = frame.f_back
    return 0
