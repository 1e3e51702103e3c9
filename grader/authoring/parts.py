"""Several values that came back together, taken apart without trusting them."""

from __future__ import annotations

from typing import Any

import torch

from grader.authoring.compare import NO_NUMBERS, NOTHING, OTHER_SHAPE, _as_tensor
from grader.authoring.errors import Mismatch
from grader.authoring.show import show
from grader.model import Text

OTHER_PARTS = Text("应当返回 {count} 个值：{names}", "{count} values should be returned: {names}")


def assert_parts(got: Any, **shapes: tuple[int, ...]) -> dict[str, Any]:
    """A tuple of numbers with these names and shapes, in order; gives them by name.

    `()` is the shape of a scalar, which comes back as a float; other shapes come back as lists.
    Axes of length one do not count: a scalar may be a tensor of one element, and so may the
    items of a list.

    Raises:
        Mismatch: not a tuple (or list) of so many items, or an item is not of its shape.
    """
    if not isinstance(got, (tuple, list)) or len(got) != len(shapes):
        names = ", ".join(shapes)
        note = OTHER_PARTS.format(count=len(shapes), names=names)
        raise Mismatch(show(got), f"({names})", note=NOTHING if got is None else note)
    pairs = zip(got, shapes.items(), strict=True)
    return {name: _numbers(part, shape, name) for part, (name, shape) in pairs}


def _numbers(got: Any, shape: tuple[int, ...], name: str) -> Any:
    found, want = _as_tensor(got), f"shape {shape}" if shape else "float"
    if found is None or found.is_complex():
        raise Mismatch(show(got), want, name, NOTHING if got is None else NO_NUMBERS)
    if [side for side in found.shape if side != 1] != [side for side in shape if side != 1]:
        note = OTHER_SHAPE.format(got=tuple(found.shape), want=shape)
        raise Mismatch(show(got), want, name, note)
    return found.to(torch.float64).reshape(shape).tolist()
