"""Notes what student code builds while it runs: optimisers and event writers.

The notes are plain values. What student code does to them is its own affair: they are
its word, like everything else that comes back over the border.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import msgspec
import torch

_WRITER_MODULES = ("torch.utils.tensorboard.writer", "tensorboardX.writer")


class ParameterNote(msgspec.Struct, frozen=True):
    """A parameter in a group: its place among the tensors of the call's arguments, if any."""

    shape: list[int] = []
    requires_grad: bool = False
    place: int | None = None


class GroupNote(msgspec.Struct, frozen=True):
    """One parameter group: its options without `params`, and the parameters."""

    options: dict[str, Any] = {}
    params: list[ParameterNote] = []


class OptimizerNote(msgspec.Struct, frozen=True):
    """An optimiser that was built; `added` counts add_param_group after its construction."""

    type: str
    groups: list[GroupNote] = []
    added: int = 0


class Recorder:
    """What was noted: optimisers in the order of their construction, and writers."""

    def __init__(self) -> None:
        self.optimizers: list[torch.optim.Optimizer] = []
        self.added: dict[int, int] = {}
        self.opened: dict[int, Any] = {}
        self.pending: dict[int, Any] = {}

    def notes(self, arguments: object) -> list[OptimizerNote]:
        """The optimisers, as they are now."""
        places = {id(tensor): place for place, tensor in enumerate(tensors_in(arguments))}
        return [
            OptimizerNote(
                type(optimizer).__name__,
                [_group(group, places) for group in optimizer.param_groups],
                self.added[id(optimizer)],
            )
            for optimizer in self.optimizers
        ]

    def close_writers(self) -> int:
        """End what was left open, threads included; how many writers had unwritten events."""
        unflushed = list(self.pending.values())
        for writer in list(self.opened.values()):
            writer.close()
        for writer in list(self.pending.values()):
            writer.flush()
        return len(unflushed)


@contextmanager
def recording(writers: bool) -> Iterator[Recorder]:
    """Record within the block; `writers` imports the TensorBoard writers to watch them."""
    recorder = Recorder()
    with ExitStack() as undo:
        _watch_optimizers(recorder, undo)
        for name in _WRITER_MODULES if writers else ():
            if importlib.util.find_spec(name.split(".")[0]):
                _watch_writer(recorder, importlib.import_module(name).FileWriter, undo)
        yield recorder


def tensors_in(value: object) -> Iterator[torch.Tensor]:
    """Every tensor in nested lists, tuples and dicts, in order."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        yield from tensors_in(list(value.values()))


def _group(group: dict[str, Any], places: dict[int, int]) -> GroupNote:
    options = {str(key): value for key, value in group.items() if key != "params"}
    parameters = [
        ParameterNote(list(one.shape), one.requires_grad, places.get(id(one)))
        for one in group["params"]
    ]
    return GroupNote(options, parameters)


def _watch_optimizers(recorder: Recorder, undo: ExitStack) -> None:
    building: set[int] = set()

    def construct(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
        building.add(id(self))
        try:
            original(self, *args, **kwargs)
        finally:
            building.discard(id(self))
        recorder.optimizers.append(self)
        recorder.added[id(self)] = 0

    def add(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if id(self) not in building:
            recorder.added[id(self)] += 1

    _wrap(torch.optim.Optimizer, "__init__", construct, undo)
    _wrap(torch.optim.Optimizer, "add_param_group", add, undo)


def _watch_writer(recorder: Recorder, writer: type, undo: ExitStack) -> None:
    def open_(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        recorder.opened[id(self)] = self

    def hold(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
        recorder.pending[id(self)] = self
        original(self, *args, **kwargs)

    def release(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        recorder.pending.pop(id(self), None)

    def close(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
        release(original, self, *args, **kwargs)
        recorder.opened.pop(id(self), None)

    _wrap(writer, "__init__", open_, undo)
    _wrap(writer, "add_event", hold, undo)
    _wrap(writer, "flush", release, undo)
    _wrap(writer, "close", close, undo)


def _wrap(owner: type, name: str, wrapper: Callable[..., None], undo: ExitStack) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> None:
        wrapper(original, self, *args, **kwargs)

    setattr(owner, name, method)
    undo.callback(setattr, owner, name, original)
