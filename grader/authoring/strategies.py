"""Strategies that several exercises share."""

from __future__ import annotations

import string
from typing import Any

import hypothesis.extra.numpy as numpy_strategies
import hypothesis.strategies as st
import numpy as np
import torch

MAX_SIDE = 6


def tensors(
    *layout: str,
    low: float = -10.0,
    high: float = 10.0,
    dtype: torch.dtype = torch.float32,
    min_side: int = 1,
    max_side: int = MAX_SIDE,
    **layouts: str,
) -> st.SearchStrategy[Any]:
    """A tensor of the named sides, or several that share names, drawn together as a dict.

    `tensors("rows cols")` gives one tensor; `tensors(x="batch in", w="out in")` a dict of
    two. A number stands for itself: `"rows 1"`. Sides are small, and different names get
    different sizes, so that a wrong axis shows.

    Args:
        low, high: range of the elements
        dtype: torch.float32 or torch.float64

    Raises:
        ValueError: neither exactly one positional layout nor keyword layouts.
    """
    if (len(layout) == 1) == bool(layouts):
        raise ValueError("tensors() takes one layout or keyword layouts, such as 'rows cols'")
    wanted = layouts or {"": layout[0]}
    names = dict.fromkeys(
        side for text in wanted.values() for side in text.split() if not side.isdigit()
    )
    sides = st.lists(
        st.integers(min_side, max(max_side, min_side + len(names))),
        min_size=len(names),
        max_size=len(names),
        unique=True,
    )

    def draw(sizes: list[int]) -> st.SearchStrategy[Any]:
        known = dict(zip(names, sizes, strict=True))
        drawn = {
            key: _elements(_shape(text, known), low, high, dtype) for key, text in wanted.items()
        }
        return st.fixed_dictionaries(drawn) if layouts else drawn[""]

    return sides.flatmap(draw)


def _shape(text: str, known: dict[str, int]) -> tuple[int, ...]:
    return tuple(int(side) if side[0] in string.digits else known[side] for side in text.split())


def _elements(
    shape: tuple[int, ...], low: float, high: float, dtype: torch.dtype
) -> st.SearchStrategy[torch.Tensor]:
    kind = {torch.float32: np.float32, torch.float64: np.float64}[dtype]
    arrays = numpy_strategies.arrays(
        kind,
        shape,
        elements=st.floats(low, high, width=32, allow_nan=False),
        fill=st.nothing(),
    )
    return arrays.map(torch.from_numpy)
