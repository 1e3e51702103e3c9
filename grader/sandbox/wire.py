"""What crosses the border, and in which bytes.

A frame is a header (magic, number, length of head, length of body), a msgpack head and
a body of raw tensor and file bytes. A reply bears the number of its question. In the head
a scalar stands for itself and everything else is an array that begins with its kind.
Nothing is looked up by a name that came from the other side and nothing is unpickled unless
the reader passes `load`, which only the worker does: it trusts the grader, never the reverse.
"""

from __future__ import annotations

import functools
import math
import struct
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import torch

HEADER = struct.Struct("<4sQIQ")
MAGIC = b"grd1"
MAX_HEAD = 1 << 20
MAX_BODY = 48 << 20
MAX_DEPTH = 48
MAX_NODES = 100_000
MAX_DIMENSIONS = 16
MAX_INTEGER_DIGITS = 4_000

LIST, TUPLE, DICT, COMPLEX, INTEGER, BYTES, TENSOR, ARRAY, OPAQUE, CODE = range(10)

TENSOR_TYPES: dict[str, torch.dtype] = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.bool,
        torch.uint8,
        torch.int8,
        torch.int16,
        torch.int32,
        torch.int64,
        torch.float16,
        torch.bfloat16,
        torch.float32,
        torch.float64,
        torch.complex64,
        torch.complex128,
    )
}
ARRAY_TYPES = frozenset("?bBhHiIlLqQefdFD")
INT64 = range(-(1 << 63), 1 << 63)
EMPTY = frozenset({list, dict, str, int})
KEYS = range(-(1 << 60), 1 << 60)
"""Integers that hash to themselves."""


class Violation(Exception):
    """The other side sent what no honest side sends."""


class TooLarge(Exception):
    """A value does not fit into a frame."""


class Opaque(msgspec.Struct, frozen=True):
    """In place of an object that does not travel: its type and the start of its repr."""

    type: str
    text: str


Dump = Callable[[object], tuple[bytes, bool]]
"""Serialise an object that is no plain value; True if the bytes may be cached by the reader."""


def pack(message: object, dump: Dump | None = None) -> tuple[bytes, list[bytes]]:
    """Encode a message: header and head in one piece, then the body's buffers.

    The number in the header is 0; `numbered` gives another.

    Without `dump`, objects other than plain values become `Opaque`.

    Raises:
        TooLarge: the message exceeds a cap of the frame.
    """
    writer = _Writer(dump)
    try:
        head = msgspec.msgpack.encode(writer.node(message, 0))
    except RecursionError:
        raise TooLarge("nested too deeply") from None
    if len(head) > MAX_HEAD:
        raise TooLarge(f"{len(head)} bytes of small values")
    return HEADER.pack(MAGIC, 0, len(head), writer.size) + head, writer.buffers


def numbered(head: bytes, number: int) -> bytes:
    """The same header and head under another number."""
    _, _, values, body = HEADER.unpack_from(head)
    return HEADER.pack(MAGIC, number, values, body) + head[HEADER.size :]


def measure(header: bytes) -> tuple[int, int, int]:
    """Number of the frame and lengths of head and body, within the caps.

    Raises:
        Violation: not a header, or a length beyond its cap.
    """
    magic, number, head, body = HEADER.unpack(header)
    if magic != MAGIC or head > MAX_HEAD or body > MAX_BODY:
        raise Violation("bad frame header")
    return number, head, body


def unpack(head: bytes, body: bytearray, load: Callable[[bytes, bool], Any] | None = None) -> Any:
    """Decode a frame into plain values; `load` turns code into objects where it is trusted.

    Raises:
        Violation: anything but a well-formed frame.
    """
    try:
        reader = _Reader(body, load)
        message = reader.value(msgspec.msgpack.decode(head), 0)
    except Violation:
        raise
    except (msgspec.DecodeError, RecursionError, ValueError, TypeError, OverflowError) as error:
        raise Violation(str(error)[:200]) from None
    except RuntimeError as error:  # torch refuses a shape
        raise Violation(str(error)[:200]) from None
    if reader.offset != len(body):
        raise Violation("body longer than its values")
    return message


class _Writer:
    """Turns values into nodes and collects the raw buffers behind them."""

    def __init__(self, dump: Dump | None) -> None:
        self.dump = dump
        self.buffers: list[bytes] = []
        self.size = 0
        self.nodes = 0

    def node(self, value: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise TooLarge("nested too deeply or too many values")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if isinstance(value, str):
            return value if kind is str and value.isascii() else _utf8(value)
        if isinstance(value, int):
            return int(value) if int(value) in INT64 else _integer(int(value))
        return self.composite(value, depth + 1)

    def composite(self, value: Any, depth: int) -> Any:
        if isinstance(value, torch.Tensor):
            return self.tensor(value)
        if isinstance(value, list):
            return [LIST, *(self.node(item, depth) for item in list.__iter__(value))]
        if isinstance(value, tuple):
            return [TUPLE, *(self.node(item, depth) for item in tuple.__iter__(value))]
        if isinstance(value, dict) and all(map(_is_key, dict.keys(value))):
            pairs = dict.items(value)
            return [DICT, *(self.node(part, depth) for pair in pairs for part in pair)]
        if isinstance(value, (np.ndarray, np.generic)):
            return self.array(np.asarray(value), value)
        if isinstance(value, msgspec.Struct):
            return self.node(_fields(value), depth)
        if isinstance(value, float):
            return float(value)
        if isinstance(value, complex):
            return [COMPLEX, value.real, value.imag]
        if isinstance(value, (bytes, bytearray)):
            return [BYTES, self.buffer(bytes(value))]
        return self.other(value)

    def tensor(self, tensor: torch.Tensor) -> Any:
        name = str(tensor.dtype).removeprefix("torch.")
        if (
            name not in TENSOR_TYPES
            or tensor.layout != torch.strided
            or tensor.device.type != "cpu"
            or tensor.dim() > MAX_DIMENSIONS
        ):
            return self.other(tensor)
        self.reserve(tensor.numel() * tensor.element_size())
        with torch._C.DisableTorchFunctionSubclass():
            plain = tensor.detach().resolve_conj().resolve_neg()
            if tensor.dtype == torch.bfloat16:
                plain = plain.contiguous().view(torch.int16)
            size = self.buffer(plain.numpy().tobytes())
            # elements that share memory, as expand makes them, cannot be written one by one
            dense = tensor.is_contiguous() or 0 in tensor.stride()
            strides = None if dense else list(tensor.stride())
            return [TENSOR, name, list(tensor.shape), strides, tensor.requires_grad, size]

    def array(self, array: Any, original: object) -> Any:
        if array.dtype.char not in ARRAY_TYPES or array.ndim > MAX_DIMENSIONS:
            return self.other(original)
        self.reserve(array.nbytes)
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        return [ARRAY, array.dtype.char, list(array.shape), self.buffer(array.tobytes())]

    def other(self, value: object) -> Any:
        if self.dump is None:
            return [OPAQUE, *describe(value)]
        code, cacheable = self.dump(value)
        return [CODE, self.buffer(code), cacheable]

    def reserve(self, size: int) -> None:
        if self.size + size > MAX_BODY:
            raise TooLarge(f"{self.size + size} bytes")

    def buffer(self, raw: bytes) -> int:
        self.reserve(len(raw))
        self.buffers.append(raw)
        self.size += len(raw)
        return len(raw)


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    """A struct as a dict, without what is None or empty where that is the field's default."""
    found = {}
    for name, empty in _defaults(type(struct)):
        value = getattr(struct, name)
        if value is not None and not (empty and type(value) in EMPTY and not value):
            found[name] = value
    return found


@functools.cache
def _defaults(struct: type[msgspec.Struct]) -> list[tuple[str, bool]]:
    """The fields of a struct, and whether the default of each is empty."""
    fields = msgspec.structs.fields(struct)
    return [(one.name, one.default_factory in EMPTY or one.default in (0, "")) for one in fields]


def describe(value: object) -> tuple[str, str]:
    """Qualified type name and the start of the repr, whatever the object does."""
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    try:
        text = repr(value)
    except Exception as error:
        text = f"<repr raised {type(error).__name__}>"
    return _utf8(name[:200]), _utf8(text[:500])


def _utf8(text: str) -> str:
    return str.encode(text, "utf-8", "backslashreplace").decode()


def _integer(value: int) -> list[Any]:
    if value.bit_length() > 3 * MAX_INTEGER_DIGITS:
        raise TooLarge("an integer of too many digits")
    return [INTEGER, hex(value)]


class _Reader:
    """Turns nodes back into values; every length is checked before it is used."""

    def __init__(self, body: bytearray, load: Callable[[bytes, bool], Any] | None) -> None:
        self.body = body
        self.load = load
        self.offset = 0
        self.nodes = 0

    def value(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise Violation("nested too deeply or too many values")
        if node is None or isinstance(node, (bool, int, float, str)):
            return node
        if not isinstance(node, list) or not node or type(node[0]) is not int:
            raise Violation("not a node")
        kind, *parts = node
        if kind == LIST:
            return [self.value(part, depth + 1) for part in parts]
        if kind == TUPLE:
            return tuple(self.value(part, depth + 1) for part in parts)
        if kind == DICT:
            return self.dictionary(parts, depth + 1)
        return self.leaf(kind, parts)

    def dictionary(self, parts: list[Any], depth: int) -> dict[Any, Any]:
        values = [self.value(part, depth) for part in parts]
        keys = values[::2]
        if len(values) % 2 or not all(_is_key(key) for key in keys):
            raise Violation("bad dictionary")
        found = dict(zip(keys, values[1::2], strict=True))
        if len(found) != len(keys):
            raise Violation("repeated key")
        return found

    def leaf(self, kind: int, parts: list[Any]) -> Any:
        if kind == TENSOR:
            return self.tensor(*parts)
        if kind == ARRAY:
            return self.array(*parts)
        if kind == BYTES:
            (size,) = parts
            return bytes(self.take(size))
        if kind == COMPLEX:
            real, imaginary = parts
            return complex(_float(real), _float(imaginary))
        if kind == INTEGER:
            (digits,) = parts
            if type(digits) is not str or len(digits) > MAX_INTEGER_DIGITS:
                raise Violation("bad integer")
            return int(digits, 16)
        if kind == OPAQUE:
            return msgspec.convert(dict(zip(("type", "text"), parts, strict=True)), Opaque)
        if kind == CODE and self.load is not None:
            size, cacheable = parts
            return self.load(bytes(self.take(size)), bool(cacheable))
        raise Violation("unknown kind of node")

    def tensor(self, name: str, shape: Any, strides: Any, requires_grad: Any, size: Any) -> Any:
        dtype = TENSOR_TYPES.get(name)
        if dtype is None or type(requires_grad) is not bool:
            raise Violation("bad tensor")
        count = _count(shape)
        raw = self.take(size, exactly=count * dtype.itemsize)
        if count:
            tensor = torch.frombuffer(raw, dtype=dtype).clone().reshape(shape)
        else:
            tensor = torch.empty(shape, dtype=dtype)
        if strides is not None and self.load is not None:
            tensor = torch.empty_strided(shape, strides, dtype=dtype).copy_(tensor)
        return tensor.requires_grad_() if requires_grad else tensor

    def array(self, char: Any, shape: Any, size: Any) -> Any:
        if type(char) is not str or char not in ARRAY_TYPES:
            raise Violation("bad array")
        dtype = np.dtype(char)
        raw = self.take(size, exactly=_count(shape) * dtype.itemsize)
        return np.frombuffer(raw, dtype=dtype).reshape(shape).copy()

    def take(self, size: Any, exactly: int | None = None) -> bytearray:
        if type(size) is not int or size < 0 or self.offset + size > len(self.body):
            raise Violation("value beyond the body")
        if exactly is not None and size != exactly:
            raise Violation("shape and size disagree")
        start, self.offset = self.offset, self.offset + size
        return self.body[start : self.offset]


def _count(shape: Any) -> int:
    if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
        raise Violation("bad shape")
    if not all(type(side) is int and 0 <= side <= 1 << 40 for side in shape):
        raise Violation("bad shape")
    return math.prod(shape)


def _is_key(value: Any) -> bool:
    """Only what cannot be made to collide: a dictionary of equal hashes takes quadratic time."""
    if isinstance(value, int):
        return int(value) in KEYS
    return value is None or isinstance(value, str)


def _float(value: Any) -> float:
    if type(value) is not float:
        raise Violation("bad complex number")
    return value
