"""Notes what a script does while it runs, and what is in its namespace when it has ended.

Everything is told by its type: how a student names things is free. Whatever student code
makes of the objects that are looked at, looking at them raises nothing.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import numpy as np
import torch
import torchvision
from torch.nn.modules.loss import _Loss
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data.dataloader import _BaseDataLoaderIter

from .recorder import tensors_in
from .traces import GridNote, HookNote, LoaderNote, LossNote, ModuleNote, Traces

MAX_LOSSES = 5_000
MAX_NOTES = 64
MAX_KEPT = 1 << 24
"""Elements of all outputs together that are kept for layers with hooks."""
MAX_VALUES = 200
MAX_ITEMS = 100
MAX_DEPTH = 3
MAX_STRING = 500
SMALL = 64
"""Elements of a tensor that is worth a look."""


class Tracer:
    """Notes while a script runs."""

    def __init__(self) -> None:
        self.losses: list[LossNote] = []
        self.grids: list[GridNote] = []
        self.kept: list[tuple[list[int], torch.Tensor]] = []
        self.room = MAX_KEPT
        self.loaders: dict[int, LoaderNote] = {}
        self.modules: dict[int, ModuleNote] = {}
        self.steps = 0

    def traces(self, namespace: dict[str, Any], text: str) -> Traces:
        """The notes, now that the script has ended."""
        return Traces(
            self.losses,
            self.grids,
            [HookNote(weight, *_range(kept)) for weight, kept in self.kept],
            list(self.loaders.values()),
            list(self.modules.values()),
            self.steps,
            _curves(),
            dict(_values(namespace)),
            text,
        )

    def called(self, module: Any, output: Any) -> None:
        """A module has run; its own hooks come later, and in-place layers too."""
        if isinstance(module, _Loss) and len(self.losses) < MAX_LOSSES:
            self.losses.append(_loss(module, output))
        if not isinstance(output, torch.Tensor):
            return
        if module._forward_hooks and output.numel() <= self.room:
            self.room -= output.numel()
            weight = list(getattr(getattr(module, "weight", None), "shape", ()))
            # the same memory, without the graph behind it
            self.kept.append((weight, output.detach()))
        if len(self.modules) < MAX_NOTES and not type(module).__module__.startswith("torch"):
            shapes = {name: list(one.shape) for name, one in module.named_parameters()}
            note = ModuleNote(_name(type(module)), shapes, list(output.shape))
            self.modules[id(module)] = note

    def loaded(self, dataset: Any, batch: Any) -> None:
        """A loader has given a batch."""
        shape = list(next(tensors_in(batch)).shape)
        if len(self.loaders) < MAX_NOTES:
            note = LoaderNote(_name(type(dataset)), len(dataset), [], shape)
            self.loaders.setdefault(id(dataset), note)
        kept = self.loaders[id(dataset)]
        if len(kept.sizes) < MAX_NOTES and sum(kept.sizes) < kept.samples:
            kept.sizes.append(shape[0])

    def gridded(self, images: Any, grid: Any, normalized: bool) -> None:
        """make_grid has joined a batch."""
        low, high = images.min().item(), images.max().item()
        note = GridNote(list(images.shape), list(grid.shape[-2:]), low, high, normalized)
        if len(self.grids) < MAX_NOTES:
            self.grids.append(note)

    def stepped(self) -> None:
        """An optimiser has made a step."""
        self.steps += 1


@contextmanager
def tracing() -> Iterator[Tracer]:
    """Note within the block."""
    tracer = Tracer()

    def called(module: Any, _: Any, output: Any) -> None:
        with suppress(Exception):
            tracer.called(module, output)

    def make_grid(original: Callable[..., Any], images: Any, *args: Any, **kwargs: Any) -> Any:
        grid = original(images, *args, **kwargs)
        with suppress(Exception):
            tracer.gridded(images, grid, bool(kwargs.get("normalize", args[2:3] == (True,))))
        return grid

    def batch(original: Callable[..., Any], loader: Any) -> Any:
        taken = original(loader)
        with suppress(Exception):
            tracer.loaded(loader._dataset, taken)
        return taken

    with ExitStack() as undo:
        undo.callback(register_module_forward_hook(called).remove)
        undo.callback(register_optimizer_step_post_hook(lambda *_: tracer.stepped()).remove)
        _replace(torchvision.utils, "make_grid", make_grid, undo)
        _replace(_BaseDataLoaderIter, "__next__", batch, undo)
        yield tracer


def _replace(owner: Any, name: str, wrapper: Callable[..., Any], undo: ExitStack) -> None:
    original = getattr(owner, name)
    wrapped = functools.wraps(original)(lambda *args, **kwargs: wrapper(original, *args, **kwargs))
    setattr(owner, name, wrapped)
    undo.callback(setattr, owner, name, original)


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _loss(module: _Loss, output: Any) -> LossNote:
    note = LossNote(type(module).__name__)
    if isinstance(output, torch.Tensor):
        note.value = output.item() if output.numel() == 1 else None
        note.graph = output.requires_grad
        if note.graph:
            output.register_hook(lambda _: setattr(note, "backward", True))  # type: ignore[no-untyped-call]
    return note


def _range(tensor: torch.Tensor) -> tuple[float, float]:
    """Smallest element, and the share of those below zero."""
    with suppress(Exception):
        values = tensor.detach().double()
        return values.min().item(), (values < 0).double().mean().item()
    return 0.0, 0.0


def _curves() -> int:
    plt: Any = sys.modules.get("matplotlib.pyplot")
    with suppress(Exception):
        figures = [plt.figure(number) for number in plt.get_fignums()]
        return sum(len(axes.lines) for figure in figures for axes in figure.axes)
    return 0


def _values(namespace: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    public = [(name, one) for name, one in namespace.items() if not name.startswith("_")]
    for name, value in public[:MAX_VALUES]:
        with suppress(Exception):
            plain = _plain(value, MAX_DEPTH)
            if plain is not None:
                yield name, plain


def _plain(value: Any, depth: int) -> Any:
    """The value in exact types of Python's own; None where it has no such form."""
    if isinstance(value, torch.Tensor):
        return value.detach().tolist() if value.numel() <= SMALL else None
    if isinstance(value, (np.ndarray, np.number)) and value.dtype.kind in "iuf":
        return _plain(torch.from_numpy(np.array(value, dtype=np.float64)), depth)
    if type(value) in {bool, float} or (type(value) is int and abs(value) < 1 << 53):
        return value
    if type(value) is str:
        return value[:MAX_STRING]
    if depth and type(value) in {list, tuple}:
        return [_plain(item, depth - 1) for item in value[:MAX_ITEMS]]
    if depth and type(value) is dict:
        items = list(value.items())[:MAX_ITEMS]
        return {str(key): _plain(item, depth - 1) for key, item in items}
    return None
