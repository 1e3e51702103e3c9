"""What a script did and left behind, as plain values; like all notes they are the script's word."""

from __future__ import annotations

from typing import Any

import msgspec


class LossNote(msgspec.Struct):
    """One call of a loss module; `value` if it is one number, `backward` if gradients came."""

    type: str
    value: float | None = None
    graph: bool = False
    """Whether autograd recorded the call."""
    backward: bool = False


class GridNote(msgspec.Struct, frozen=True):
    """One call of torchvision's make_grid: shape and range of its batch, size of the grid."""

    images: list[int]
    size: list[int]
    low: float
    high: float
    normalized: bool


class HookNote(msgspec.Struct, frozen=True):
    """One forward pass of a layer with a hook: what a hook without clone holds in the end."""

    weight: list[int]
    low: float
    negative: float
    """Share of elements below zero."""


class LoaderNote(msgspec.Struct):
    """A DataLoader that was run through: batch sizes of the first epoch, shape of a batch."""

    dataset: str
    """The class of the data set, with its module."""
    samples: int
    sizes: list[int]
    shape: list[int]


class ModuleNote(msgspec.Struct, frozen=True):
    """A network of a class that is not torch's own and was called: shapes."""

    type: str
    """Its class, with its module."""
    parameters: dict[str, list[int]]
    output: list[int]


class Traces(msgspec.Struct, frozen=True):
    """All that was noted of one script."""

    losses: list[LossNote] = []
    grids: list[GridNote] = []
    hooks: list[HookNote] = []
    loaders: list[LoaderNote] = []
    modules: list[ModuleNote] = []
    steps: int = 0
    """Steps of optimisers."""
    curves: int = 0
    """In figures of matplotlib."""
    values: dict[str, Any] = {}
    """Numbers, strings and small tensors among the globals, in lists and dicts too."""
    text: str = ""
    """Docstrings, comments and cells of text."""
