"""Which forbidden functions a call uses, and on which line of whose file.

Both torch's dispatch and Python's own calls are watched, so that aliases, `getattr`,
`torch.ops`, partial functions and classes that wrap a function are seen alike, whichever
file of the answer makes the call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode, resolve_name

from .mentions import forbidden

LIBRARY = torch.__file__.rsplit("/", 1)[0]


@contextmanager
def watching(names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Within the block, note uses of `names`: the first call at each place outside of torch.

    A place is a file and a line, "answer.py:3". A name stands for everything below it and
    for its twins: "torch.optim" for every optimiser.
    """
    called: dict[str, str] = {}

    def note(name: str, frame: FrameType | None) -> None:
        if forbidden(name, names):
            called.setdefault(_place(frame), name)

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            name = f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"
            if forbidden(name, names):
                kind = _class(frame)
                called.setdefault(_place(frame.f_back), kind if forbidden(kind, names) else name)

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
        self.note(_name(func), sys._getframe(1))
        return func(*args, **(kwargs or {}))


def _name(func: Callable[..., Any]) -> str:
    if isinstance(func, (torch._ops.OpOverload, torch._ops.OpOverloadPacket)):
        return f"torch.ops.{func}"
    name: str | None = resolve_name(func)
    return name or f"{func.__module__}.{func.__name__}"


def _class(frame: FrameType) -> str:
    """Of the object whose method this is: a class says more than its base's constructor."""
    kind = type(frame.f_locals.get("self"))
    return f"{kind.__module__}.{kind.__qualname__}"


def _place(frame: FrameType | None) -> str:
    """Of the innermost frame, from this one outwards, that is neither ours nor torch's."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file != __file__ and not file.startswith(LIBRARY):
            return f"{Path(file).name}:{frame.f_lineno}"
        frame = frame.f_back
    return ""
