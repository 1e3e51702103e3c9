"""How objects of ours travel to a worker: functions and modules by value.

Functions of the course are pickled with their code, never by name: the worker can
import neither the course nor the grader, and a function brings only what it mentions.
"""

from __future__ import annotations

import io
import sys
from types import FunctionType
from weakref import WeakKeyDictionary

import cloudpickle

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


def _pickle(value: object) -> bytes:
    if course := sys.modules.get("reference"):
        cloudpickle.register_pickle_by_value(course)
    stream = io.BytesIO()
    cloudpickle.Pickler(stream).dump(value)
    return stream.getvalue()
