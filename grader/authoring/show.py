"""Values as short text for people: the same notation in both languages."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np
import torch

from grader.sandbox.wire import Opaque

MAX_ELEMENTS = 60
MAX_ITEMS = 24
MAX_TEXT = 600


def show(value: Any) -> str:
    """One value; long tensors as shape and range, long sequences cut in the middle."""
    match value:
        case torch.Tensor():
            return _tensor(value)
        case np.ndarray():
            return _array(value)
        case float():
            return _number(value)
        case str():
            return _cut(repr(value))
        case dict():
            return "{" + _items([f"{show(k)}: {show(v)}" for k, v in value.items()]) + "}"
        case list():
            return "[" + _items([show(item) for item in value]) + "]"
        case tuple():
            inner = _items([show(item) for item in value])
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        case Opaque():
            return f"<{value.type}>"
        case torch.nn.Module() | FunctionType() | type():
            return _cut(str(getattr(value, "__name__", value)))
        case _:
            return _cut(repr(value))


def show_call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """A call as it would be written."""
    parts = [show(argument) for argument in args]
    parts += [f"{key}={show(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def show_example(example: dict[str, Any]) -> str:
    """Drawn arguments, one a line; those that were drawn together are taken apart."""
    lines = []
    for name, value in example.items():
        pairs = value.items() if isinstance(value, dict) and value else [(name, value)]
        lines += [f"{key} = {show(item)}" for key, item in pairs]
    return "\n".join(lines)


def _tensor(tensor: torch.Tensor) -> str:
    if tensor.numel() <= MAX_ELEMENTS:
        return f"tensor({_nested(tensor.tolist())})"
    return f"tensor({_summary(tensor)})"


def _array(array: Any) -> str:
    if array.size <= MAX_ELEMENTS:
        return f"array({_nested(array.tolist())})"
    return f"array({_summary(torch.from_numpy(array))})"


def _summary(tensor: torch.Tensor) -> str:
    text = f"shape={tuple(tensor.shape)}"
    if tensor.is_complex():
        return text
    values = tensor.detach().double()
    return f"{text}, min={_number(values.min().item())}, max={_number(values.max().item())}"


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_nested(item) for item in value) + "]"
    return _number(value) if isinstance(value, float) else repr(value)


def _number(value: float) -> str:
    text = f"{value:.6g}"
    return text if any(mark in text for mark in ".einf") else f"{text}.0"


def _items(parts: list[str]) -> str:
    if len(parts) > MAX_ITEMS:
        half = MAX_ITEMS // 2
        parts = [*parts[:half], f"… (+{len(parts) - 2 * half})", *parts[-half:]]
    return ", ".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}… (+{len(text) - MAX_TEXT})"
