"""Values as short text for people: the same notation in both languages.

Whatever the value, showing it ends soon, raises nothing and gives the same text for the
same value.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterator, Sequence
from types import FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from grader.sandbox.wire import Opaque

if TYPE_CHECKING:
    from grader.authoring.student import Observed

MAX_ELEMENTS = 60
MAX_ITEMS = 24
MAX_TEXT = 600
MAX_VALUES = 400
MAX_DEPTH = 16
MAX_LAYERS = 8
"""Lines of a module's own text beyond which only its parts are named."""
MAX_PARTS = 12
"""Of so many layers each is named, of more those that hold them."""
MAX_SHOWN = 4_000
MAX_SCANNED = 1 << 24
"""Elements that are looked through for the smallest and the largest."""
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def show(value: Any) -> str:
    """One value; long tensors as shape and range, long sequences cut in the middle."""
    return _cut(_text(value, iter(range(MAX_VALUES)), MAX_DEPTH), MAX_SHOWN)


def _text(value: Any, left: Iterator[int], depth: int) -> str:
    """A value within what is `left` of the number of values to be shown."""
    if next(left, None) is None or depth == 0:
        return "…"
    try:
        match value:
            case dict():
                return f"{{{_items(list(value.items()), left, depth - 1, pairs=True)}}}"
            case list():
                return f"[{_items(value, left, depth - 1)}]"
            case tuple():
                comma = "," if len(value) == 1 else ""
                return f"({_items(value, left, depth - 1)}{comma})"
            case set() | frozenset() if value:
                return f"{{{_items(sorted(value, key=repr), left, depth - 1)}}}"
            case _:
                return _cut(_leaf(value), MAX_TEXT)
    except Exception:  # a repr that raises, an int of too many digits, a tensor without data
        return f"<{type(value).__name__}>"


def _leaf(value: Any) -> str:
    match value:
        case torch.Tensor():
            return _tensor(value)
        case np.ndarray():
            return _array(value)
        case float():
            return _number(value)
        case Opaque():
            return f"<{value.type}>"
        case FunctionType() | type():
            return value.__name__
        case torch.nn.Module() if repr(value).count("\n") > MAX_LAYERS:
            parts = [pair for pair in value.named_modules() if not any(pair[1].children())]
            parts = parts if len(parts) <= MAX_PARTS else [*value.named_children()]
            layers = ", ".join(f"{name}: {_layer(one)}" for name, one in parts)
            return f"{_kind(value)}({layers})"
        case _:
            return ADDRESS.sub("", repr(value))


def show_input(drawn: dict[str, Any], calls: Sequence[Observed]) -> str:
    """What went in: the arguments that were drawn, else those of the last call.

    Nothing if that was one of several that are watched, which count alike.
    """
    if drawn or not calls or calls[-1].call.watch:
        return show_example(drawn)
    call = calls[-1].call
    if isinstance(call.function, str):
        return show_call(call.function, call.args, call.kwargs)
    # what a probe is called is our business; a log folder comes to it on the way
    bound = inspect.signature(call.function).bind_partial(None, *call.args, **call.kwargs)
    _, *arguments = bound.arguments.items()
    return show_example(dict(arguments))


def show_call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """A call as it would be written."""
    parts = [show(argument) for argument in args]
    parts += [f"{key}={show(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def show_example(example: dict[str, Any]) -> str:
    """Arguments, one a line; those that belong together are taken apart."""
    lines = []
    for name, value in example.items():
        together = isinstance(value, dict) and value and all(map(_is_name, value))
        pairs = value.items() if together else [(name, value)]
        lines += [f"{key} = {show(item)}" for key, item in pairs]
    return "\n".join(lines)


def _is_name(key: object) -> bool:
    """Whether it may be an argument's; that of a parameter, such as "0.weight", may not."""
    return isinstance(key, str) and key.isidentifier()


def _layer(module: object) -> str:
    """Its class, and that it overwrites what the layer before it gave, if it does."""
    in_place = getattr(module, "inplace", False) is True
    return f"{_kind(module)}(inplace=True)" if in_place else _kind(module)


def _kind(value: object) -> str:
    return type(value).__name__


def _tensor(tensor: torch.Tensor) -> str:
    if tensor.layout != torch.strided or tensor.device.type != "cpu":
        return repr(tensor)
    if tensor.numel() <= MAX_ELEMENTS:
        return f"tensor({_elements(tensor)})"
    text = f"tensor(shape={tuple(tensor.shape)}"
    if tensor.is_complex() or tensor.numel() > MAX_SCANNED:
        return f"{text})"
    values = tensor.detach().double()
    return f"{text}, min={_number(values.min().item())}, max={_number(values.max().item())})"


def _array(array: Any) -> str:
    if array.size <= MAX_ELEMENTS and not array.dtype.hasobject:
        return f"array({_elements(array)})"
    text = f"array(shape={array.shape}"
    if array.dtype.kind not in "biuf" or array.size > MAX_SCANNED:
        return f"{text}, dtype={array.dtype})"
    return f"{text}, min={_number(float(array.min()))}, max={_number(float(array.max()))})"


def _elements(values: Any) -> str:
    # an empty tensor may have a side of any length, and as many empty lists
    empty = math.prod(values.shape) == 0 and len(values.shape) > 1
    return f"shape={tuple(values.shape)}" if empty else _nested(values.tolist())


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_nested(item) for item in value) + "]"
    return _number(value) if isinstance(value, float) else repr(value)


def _number(value: float) -> str:
    text = f"{value + 0.0:.6g}"  # no -0.0
    return text if any(mark in text for mark in ".einf") else f"{text}.0"


def _items(items: Any, left: Iterator[int], depth: int, pairs: bool = False) -> str:
    half = MAX_ITEMS // 2
    cut = max(0, len(items) - MAX_ITEMS)
    parts = [
        ": ".join(_text(part, left, depth) for part in (item if pairs else (item,)))
        for item in (*items[:half], *items[half + cut :])
    ]
    if cut:
        parts.insert(half, f"… (+{cut})")
    return ", ".join(parts)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… (+{len(text) - most})"
