"""How objects of ours travel to a worker: functions and modules by value.

Functions of the course are pickled with their code, never by name: the worker can
import neither the course nor the grader, and a function brings only what it mentions.
"""

from __future__ import annotations

import io
import sys
from types import FunctionType
from typing import Any
from weakref import WeakKeyDictionary

import cloudpickle
import torch

_functions: WeakKeyDictionary[FunctionType, bytes] = WeakKeyDictionary()


def dump(value: object) -> tuple[bytes, bool]:
    """Serialise an object for the worker; True where the bytes may be cached there.

    Raises:
        Exception: whatever pickling an unpicklable object raises (a fault of the course).
    """
    if not isinstance(value, FunctionType):
        return _pickle(value), False
    if value not in _functions:
        _functions[value] = _pickle(value)
    return _functions[value], True


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]
    """Writes the same bytes for the same numbers; torch writes addresses, and is slow at it."""

    def reducer_override(self, value: Any) -> Any:
        if type(value) is torch.Tensor and _is_array(value):
            return torch.tensor, (value.numpy(),)
        return super().reducer_override(value)


def _is_array(tensor: torch.Tensor) -> bool:
    """Whether a tensor is the numbers of an array and nothing besides."""
    return (
        tensor.device.type == "cpu"
        and tensor.layout == torch.strided
        and tensor.dtype != torch.bfloat16
        and tensor.is_contiguous()
        and not (tensor.requires_grad or tensor.is_conj() or tensor.is_neg())
        and not vars(tensor)
    )


def _pickle(value: object) -> bytes:
    if course := sys.modules.get("reference"):
        cloudpickle.register_pickle_by_value(course)
    stream = io.BytesIO()
    _Pickler(stream).dump(value)
    return stream.getvalue()
