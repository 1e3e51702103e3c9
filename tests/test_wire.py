"""What crosses the border comes back as it was, and nothing that comes back does harm."""

from __future__ import annotations

import collections
import enum
import math
import struct
import tracemalloc
from typing import Any

import cloudpickle
import hypothesis.strategies as st
import msgspec
import numpy as np
import pytest
import torch
from hypothesis import example, given, settings

from grader.authoring.errors import NotWritten, StudentError
from grader.bench import _facts
from grader.model import Answer, Form
from grader.sandbox import carry, wire
from grader.sandbox.faults import Fault
from grader.sandbox.host import Gone
from grader.sandbox.perform import Facts
from grader.sandbox.wire import HEADER, MAGIC, Opaque, TooLarge, Violation

law = settings(deadline=None, max_examples=200)
Point = collections.namedtuple("Point", "x y")
FLOATING = [dtype for dtype in wire.TENSOR_TYPES.values() if dtype.is_floating_point]


def carried(value: Any, *, to_worker: bool = False) -> Any:
    """The value as it arrives at the other end; to the worker, code may travel too."""
    frame, buffers = wire.pack(value, carry.dump if to_worker else None)
    _, head, body = wire.measure(frame[: HEADER.size])
    assert (len(frame) - HEADER.size, sum(map(len, buffers))) == (head, body)
    load = (lambda code, cacheable: cloudpickle.loads(code)) if to_worker else None
    return wire.unpack(frame[HEADER.size :], bytearray(b"".join(buffers)), load)


def read(node: Any, body: bytes = b"") -> Any:
    """What a reader without `load` makes of a head and a body."""
    return wire.unpack(msgspec.msgpack.encode(node), bytearray(body))


def same(one: Any, other: Any) -> bool:
    """Equal in type and value, bit by bit: NaN equals NaN, and 0.0 is not -0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        alike = (one.dtype, one.shape, one.requires_grad) == (
            other.dtype,
            other.shape,
            other.requires_grad,
        )
        return alike and torch.equal(bits(one), bits(other))
    if isinstance(one, np.ndarray):
        alike = (one.dtype, one.shape) == (other.dtype, other.shape)
        return alike and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, complex):
        return same([one.real, one.imag], [other.real, other.imag])
    return bool(one == other)


def bits(tensor: torch.Tensor) -> torch.Tensor:
    plain = tensor.detach().resolve_conj().resolve_neg()
    return plain.clone(memory_format=torch.contiguous_format).flatten().view(torch.uint8)


def tensor_of(dtype: torch.dtype, shape: list[int], seed: int) -> torch.Tensor:
    """A tensor of random bits, NaN and infinity among them."""
    generator = torch.Generator().manual_seed(seed)
    count = math.prod(shape)
    if dtype == torch.bool:
        return torch.randint(2, shape, generator=generator).bool()
    raw = torch.randint(256, (count * dtype.itemsize,), generator=generator, dtype=torch.uint8)
    return raw.view(dtype).reshape(shape) if count else torch.empty(shape, dtype=dtype)


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    """Of every dtype and few elements, 0-dimensional and empty ones too, in several layouts."""
    dtype = draw(st.sampled_from(sorted(wire.TENSOR_TYPES)))
    shape = draw(st.lists(st.integers(0, 4), max_size=4))
    tensor = tensor_of(wire.TENSOR_TYPES[dtype], shape, draw(st.integers(0, 1000)))
    layout = draw(
        st.sampled_from(["as made", "transposed", "every second", "expanded", "conj", "neg"])
    )
    if layout == "transposed" and tensor.dim() > 1:
        tensor = tensor.transpose(0, -1)
    elif layout == "every second" and tensor.dim():
        tensor = tensor[..., ::2]
    elif layout == "expanded":
        tensor = tensor.expand(3, *tensor.shape)
    elif layout == "conj" and tensor.is_complex():
        tensor = tensor.conj()
    elif layout == "neg" and tensor.is_complex():
        tensor = tensor.conj().imag
    differentiable = tensor.is_floating_point() or tensor.is_complex()
    return tensor.requires_grad_(differentiable and draw(st.booleans()))


@st.composite
def arrays(draw: st.DrawFn) -> np.ndarray:
    """Of every dtype that travels, reversed and transposed ones too."""
    dtype = np.dtype(draw(st.sampled_from(sorted(wire.ARRAY_TYPES))))
    shape = draw(st.lists(st.integers(0, 4), max_size=3))
    generator = np.random.default_rng(draw(st.integers(0, 1000)))
    if dtype.char == "?":
        array = generator.integers(2, size=shape).astype(bool)
    else:
        raw = generator.bytes(math.prod(shape) * dtype.itemsize)
        array = np.frombuffer(raw, dtype).reshape(shape)
    return draw(st.sampled_from([array, array.T, array[..., ::-1] if shape else array]))


FLOATS = st.floats(allow_nan=True, allow_infinity=True)
BIG = st.integers(-(1 << 11_999), 1 << 11_999)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 1 << 11_999]),
    BIG,
    FLOATS,
    st.complex_numbers(allow_nan=True, allow_infinity=True),
    st.text(),
    st.binary(),
)
KEYS = st.none() | st.booleans() | st.integers(-(1 << 60), (1 << 60) - 1) | st.text()
VALUES = st.recursive(
    st.one_of(SCALARS, tensors(), arrays()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=20,
)


# Round trips


@law
@given(value=VALUES, to_worker=st.booleans())
def test_plain_values_come_back_as_they_were(value, to_worker):
    """None, bool, numbers, text, bytes, tensors, arrays and containers of them keep type and bits."""
    assert same(carried(value, to_worker=to_worker), value)


@pytest.mark.parametrize("name", sorted(wire.TENSOR_TYPES))
@pytest.mark.parametrize("shape", [[], [0], [3], [2, 0, 3], [2, 3]], ids=str)
def test_every_dtype_travels(name, shape):
    """Tensors of every dtype come back bit by bit, 0-dimensional and empty ones included."""
    tensor = tensor_of(wire.TENSOR_TYPES[name], shape, seed=1)

    assert same(carried(tensor), tensor)


@pytest.mark.parametrize(
    ("layout", "strides"),
    [
        pytest.param(lambda t: t.t(), (1, 3), id="transposed"),
        pytest.param(lambda t: t[:, ::2], (2, 1), id="every second column"),
        pytest.param(lambda t: t, (3, 1), id="contiguous"),
    ],
)
def test_the_worker_gets_the_layout_too(layout, strides):
    """A tensor that is not contiguous is not so in the worker either: `view` fails there too."""
    tensor = layout(torch.arange(6.0).reshape(2, 3))

    assert carried(tensor, to_worker=True).is_contiguous() == tensor.is_contiguous()
    assert carried(tensor).is_contiguous()
    if tensor.is_contiguous() or tensor.shape == (3, 2):
        assert carried(tensor, to_worker=True).stride() == strides


def test_an_expanded_tensor_goes_to_the_worker():
    """A tensor whose elements share memory travels as its values."""
    tensor = torch.arange(3.0).expand(2, 3)

    assert torch.equal(carried(tensor, to_worker=True), tensor)


@pytest.mark.parametrize("dtype", FLOATING, ids=str)
def test_requires_grad_travels(dtype):
    """Leaves, parameters and results of a graph arrive as leaves that require gradients."""
    leaf = torch.ones(2, dtype=dtype, requires_grad=True)

    for tensor in (leaf, torch.nn.Parameter(leaf.detach()), leaf * 2):
        arrived = carried(tensor)
        assert type(arrived) is torch.Tensor
        assert (arrived.requires_grad, arrived.is_leaf) == (True, True)
        assert torch.equal(arrived, tensor)


class Sub(torch.Tensor):
    """A subclass of a tensor."""


class Text(str):
    """A subclass of str."""


class Level(enum.IntEnum):
    """An int by another name."""

    ONE = 1


class Pair(msgspec.Struct):
    """A struct of ours."""

    left: Any = None
    right: Any = None


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        pytest.param(torch.Size([2, 3]), (2, 3), id="torch.Size"),
        pytest.param(Point(1, 2), (1, 2), id="namedtuple"),
        pytest.param(collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}, id="OrderedDict"),
        pytest.param(collections.Counter("a"), {"a": 1}, id="Counter"),
        pytest.param(torch.ones(2, 2).max(0), None, id="torch.return_types"),
        pytest.param(torch.ones(2).as_subclass(Sub), torch.ones(2), id="tensor subclass"),
        pytest.param(Level.ONE, 1, id="IntEnum"),
        pytest.param(Text("abc"), "abc", id="str subclass"),
        pytest.param(np.str_("abc"), "abc", id="numpy.str_"),
        pytest.param({np.str_("a"): 1}, {"a": 1}, id="numpy.str_ as key"),
        pytest.param(bytearray(b"ab"), b"ab", id="bytearray"),
        pytest.param(np.float64(1.5), np.array(1.5), id="numpy.float64"),
        pytest.param(np.float32(1.5), np.array(1.5, "f"), id="numpy.float32"),
        pytest.param(np.bool_(True), np.array(True), id="numpy.bool"),
        pytest.param(np.int64(-1), np.array(-1), id="numpy.int64"),
        pytest.param(np.complex64(1j), np.array(1j, "F"), id="numpy.complex64"),
        pytest.param(np.array([1.0, 2.0], ">f4"), np.array([1.0, 2.0], "f"), id="big-endian"),
        pytest.param(Pair([], 1), {"left": [], "right": 1}, id="struct with its empty fields"),
    ],
)
def test_subclasses_arrive_as_what_they_derive_from(value, arrives):
    """No subclass crosses: a namedtuple is a tuple, a numpy scalar an array without dimensions."""
    if arrives is None:
        arrives = tuple(value)

    assert same(carried(value), arrives)


@law
@given(text=st.text(st.characters(exclude_categories=()), max_size=20))
@example("\ud800")
def test_lone_surrogates_are_spelt_out(text):
    """Text that UTF-8 cannot say arrives with a backslash escape in that place, the rest as is."""
    assert carried(text) == text.encode("utf-8", "backslashreplace").decode()


class Rude:
    """Its repr raises."""

    def __repr__(self) -> str:
        raise ValueError("no")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        pytest.param({1}, "builtins.set", "{1}", id="set"),
        pytest.param(range(3), "builtins.range", "range(0, 3)", id="range"),
        pytest.param(torch.nn.ReLU(), "torch.nn.modules.activation.ReLU", "ReLU()", id="module"),
        pytest.param(torch.ones(1).to_sparse(), "torch.Tensor", "tensor(indices", id="sparse"),
        pytest.param(torch.ones(1, device="meta"), "torch.Tensor", "tensor(", id="meta"),
        pytest.param(torch.ones(1).to(torch.float8_e4m3fn), "torch.Tensor", "t", id="float8"),
        pytest.param(np.array([None]), "numpy.ndarray", "array([None]", id="object array"),
        pytest.param(np.array(["a"]), "numpy.ndarray", "array(['a']", id="array of text"),
        pytest.param(np.longdouble(1), "numpy.longdouble", "np.longdouble", id="longdouble"),
        pytest.param(Rude(), f"{__name__}.Rude", "<repr raised ValueError>", id="bad repr"),
        pytest.param({1j: 0}, "builtins.dict", "{1j: 0}", id="complex key"),
        pytest.param({np.int64(1): 0}, "builtins.dict", "{np.int64(1)", id="numpy key"),
        pytest.param({torch.tensor(1): 0}, "builtins.dict", "{tensor(1)", id="tensor key"),
        pytest.param({frozenset(): 0}, "builtins.dict", "{frozenset()", id="frozenset key"),
        pytest.param({(1, 2): 0}, "builtins.dict", "{(1, 2)", id="tuple key"),
        pytest.param({1.5: 0}, "builtins.dict", "{1.5: 0}", id="float key"),
        pytest.param({1 << 60: 0}, "builtins.dict", "{1152921504606846976", id="giant key"),
        pytest.param(torch.zeros([1] * 17), "torch.Tensor", "tensor([[[", id="17 dimensions"),
        pytest.param(np.zeros([1] * 17), "numpy.ndarray", "array([[[", id="17 array dimensions"),
    ],
)
def test_other_objects_arrive_as_their_name(value, kind, text):
    """What is no plain value arrives as the name of its type and the start of its repr."""
    found = carried([value])[0]

    assert type(found) is Opaque
    assert found.type == kind
    assert found.text.startswith(text)


def test_a_name_is_short():
    """Of a repr 500 characters travel, whatever its length."""

    class Long:
        def __repr__(self) -> str:
            return "x" * 10**6

    assert carried(Long()).text == "x" * 500


def test_objects_of_ours_reach_the_worker_as_they_are():
    """With code on the way to the worker, a module, a function and a set arrive as themselves."""
    weight = torch.nn.Linear(2, 1)

    function, module, names = carried([lambda x: x + 1, weight, {"a"}], to_worker=True)

    assert function(1) == 2
    assert torch.equal(module.weight, weight.weight)
    assert names == {"a"}


# Too large to be sent


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(torch.zeros(1).expand(1 << 40), id="tensor"),
        pytest.param([torch.zeros(1).expand(1 << 24), torch.zeros(1).expand(1 << 24)], id="sum"),
        pytest.param(np.broadcast_to(np.zeros(1), (1 << 40,)), id="array"),
        pytest.param("x" * (wire.MAX_HEAD + 1), id="text"),
        pytest.param([0] * (wire.MAX_NODES + 1), id="many values"),
        pytest.param(1 << 100_000, id="integer"),
    ],
)
def test_what_does_not_fit_is_refused(value):
    """A value beyond a cap raises TooLarge, before the memory for it is taken."""
    with pytest.raises(TooLarge):
        wire.pack(value)


def test_a_list_in_itself_is_refused():
    """A container that holds itself raises TooLarge."""
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(TooLarge):
        wire.pack(endless)


@pytest.mark.parametrize("wrap", [lambda v: [v], lambda v: (v,), lambda v: {"k": v}])
def test_depth_is_capped_at_both_ends(wrap):
    """A value of the greatest depth travels; one deeper is refused by writer and reader alike."""
    value: Any = None
    for _ in range(wire.MAX_DEPTH):
        value = wrap(value)

    assert carried(value) == value
    with pytest.raises(TooLarge):
        wire.pack(wrap(value))
    deeper: Any = None
    for _ in range(wire.MAX_DEPTH + 1):
        deeper = [wire.LIST, deeper]
    with pytest.raises(Violation):
        read(deeper)


@pytest.mark.parametrize("size", [0, 1, 100])
def test_sums_of_buffers_are_capped(monkeypatch, size):
    """All buffers of a frame together stay within the body's cap, to the byte."""
    monkeypatch.setattr(wire, "MAX_BODY", size)

    assert carried([b"x" * size]) == [b"x" * size]
    with pytest.raises(TooLarge):
        wire.pack([b"x" * size, b"x"])


# Frames that no honest side sends


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(HEADER.pack(b"grd2", 7, 1, 0), id="magic"),
        pytest.param(b"\x00" * HEADER.size, id="zeros"),
        pytest.param(HEADER.pack(MAGIC, 7, wire.MAX_HEAD + 1, 0), id="head"),
        pytest.param(HEADER.pack(MAGIC, 7, (1 << 32) - 1, 0), id="largest head"),
        pytest.param(HEADER.pack(MAGIC, 7, 1, wire.MAX_BODY + 1), id="body"),
        pytest.param(HEADER.pack(MAGIC, 7, 1, 1 << 60), id="body of 2^60"),
        pytest.param(HEADER.pack(MAGIC, 7, 1, (1 << 64) - 1), id="body of -1"),
    ],
)
def test_refuses_a_header(header):
    """A header with other magic or a length beyond its cap is refused before anything is read."""
    with pytest.raises(Violation):
        wire.measure(header)


def test_takes_a_header_at_the_caps():
    """The greatest lengths are themselves allowed."""
    header = HEADER.pack(MAGIC, 7, wire.MAX_HEAD, wire.MAX_BODY)

    assert wire.measure(header) == (7, wire.MAX_HEAD, wire.MAX_BODY)


@law
@given(header=st.binary(min_size=HEADER.size, max_size=HEADER.size))
def test_any_header_is_measured_or_refused(header):
    """Whatever the header, its lengths are within the caps or it is refused."""
    try:
        _, head, body = wire.measure(header)
    except Violation:
        return
    assert (head <= wire.MAX_HEAD, body <= wire.MAX_BODY) == (True, True)


def tensor_node(shape: Any, size: Any = 0, **other: Any) -> list[Any]:
    parts = {"name": "float32", "shape": shape, "strides": None, "grad": False, "size": size}
    return [wire.TENSOR, *{**parts, **other}.values()]


@pytest.mark.parametrize(
    ("node", "body"),
    [
        pytest.param({}, b"", id="a msgpack map"),
        pytest.param(b"x", b"", id="msgpack bytes"),
        pytest.param(msgspec.msgpack.Ext(5, b""), b"", id="msgpack extension"),
        pytest.param([], b"", id="empty node"),
        pytest.param([None], b"", id="no kind"),
        pytest.param([True], b"", id="bool as kind"),
        pytest.param([0.0], b"", id="float as kind"),
        pytest.param(["0"], b"", id="text as kind"),
        pytest.param([[0]], b"", id="node as kind"),
        pytest.param([-1], b"", id="negative kind"),
        pytest.param([99], b"", id="unknown kind"),
        pytest.param([wire.CODE, 0, False], b"", id="code"),
        pytest.param([wire.CODE, 4, True], b"cosy", id="code with bytes"),
        pytest.param([wire.LIST, [wire.CODE, 1, False]], b".", id="code within a list"),
        pytest.param([wire.BYTES], b"", id="bytes without size"),
        pytest.param([wire.BYTES, 1], b"", id="bytes beyond the body"),
        pytest.param([wire.BYTES, -1], b"x", id="negative bytes"),
        pytest.param([wire.BYTES, 1 << 60], b"x", id="2^60 bytes"),
        pytest.param([wire.BYTES, True], b"x", id="bool as size"),
        pytest.param([wire.BYTES, 1.0], b"x", id="float as size"),
        pytest.param([wire.BYTES, 0], b"x", id="body left over"),
        pytest.param(None, b"x", id="body of nothing"),
        pytest.param([wire.LIST, [wire.BYTES, 2], [wire.BYTES, 2]], b"xyz", id="bytes overlap"),
        pytest.param([wire.COMPLEX, 1.0], b"", id="half a complex number"),
        pytest.param([wire.COMPLEX, 1, 2], b"", id="complex of ints"),
        pytest.param([wire.COMPLEX, "1", 2.0], b"", id="complex of text"),
        pytest.param([wire.INTEGER, 5], b"", id="integer as a number"),
        pytest.param([wire.INTEGER, ""], b"", id="integer without digits"),
        pytest.param([wire.INTEGER, "0xg"], b"", id="integer with other letters"),
        pytest.param([wire.INTEGER, "f" * 4001], b"", id="integer of 4001 digits"),
        pytest.param([wire.OPAQUE, "a"], b"", id="opaque without text"),
        pytest.param([wire.OPAQUE, 1, 2], b"", id="opaque of numbers"),
        pytest.param([wire.OPAQUE, "a", "b", "c"], b"", id="opaque of three"),
        pytest.param([wire.DICT, 1], b"", id="odd dictionary"),
        pytest.param([wire.DICT, 1, 1, 1, 2], b"", id="repeated key"),
        pytest.param([wire.DICT, 1.5, 1], b"", id="float as key"),
        pytest.param([wire.DICT, [wire.INTEGER, hex(1 << 61)], 1], b"", id="giant integer as key"),
        pytest.param([wire.DICT, True, 1, 1, 2], b"", id="True repeats 1"),
        pytest.param([wire.DICT, [wire.LIST], 1], b"", id="list as key"),
        pytest.param([wire.DICT, [wire.DICT], 1], b"", id="dict as key"),
        pytest.param([wire.DICT, [wire.TUPLE, [wire.LIST]], 1], b"", id="list in a key"),
        pytest.param([wire.DICT, [wire.OPAQUE, "a", "b"], 1], b"", id="opaque key"),
        pytest.param([wire.DICT, tensor_node([]), 1], b"abcd", id="tensor key"),
        pytest.param(tensor_node([1]), b"", id="tensor without bytes"),
        pytest.param(tensor_node([1], 3), b"abc", id="tensor of too few bytes"),
        pytest.param(tensor_node([1], 8), b"abcdefgh", id="tensor of too many bytes"),
        pytest.param(tensor_node([-1], 4), b"abcd", id="negative side"),
        pytest.param(tensor_node([-1, -1], 4), b"abcd", id="two negative sides"),
        pytest.param(tensor_node([1.0], 4), b"abcd", id="float side"),
        pytest.param(tensor_node([True], 4), b"abcd", id="bool side"),
        pytest.param(tensor_node("1", 4), b"abcd", id="shape as text"),
        pytest.param(tensor_node(None, 4), b"abcd", id="no shape"),
        pytest.param(tensor_node([1 << 60], 0), b"", id="side of 2^60"),
        pytest.param(tensor_node([1 << 32, 1 << 32], 0), b"", id="2^64 elements"),
        pytest.param(tensor_node([1 << 31, 1 << 31], 0), b"", id="2^62 elements"),
        pytest.param(tensor_node([1 << 40, 1 << 40, 0], 0), b"", id="empty, sides overflow"),
        pytest.param(tensor_node([1] * 17, 4), b"abcd", id="17 dimensions"),
        pytest.param(tensor_node([1], 4, name="float128"), b"abcd", id="unknown dtype"),
        pytest.param(tensor_node([1], 4, name="Tensor"), b"abcd", id="name of torch"),
        pytest.param(tensor_node([1], 4, name=[1]), b"abcd", id="list as dtype"),
        pytest.param(tensor_node([1], 4, grad=1), b"abcd", id="number as requires_grad"),
        pytest.param(tensor_node([1], 4, name="int32", grad=True), b"abcd", id="int with grad"),
        pytest.param([wire.TENSOR, "float32"], b"", id="tensor of one part"),
        pytest.param([*tensor_node([1], 4), 0], b"abcd", id="tensor of six parts"),
        pytest.param([wire.ARRAY, "f", [1], 3], b"abc", id="array of too few bytes"),
        pytest.param([wire.ARRAY, "O", [1], 8], b"abcdefgh", id="array of objects"),
        pytest.param([wire.ARRAY, "ff", [1], 8], b"abcdefgh", id="array of records"),
        pytest.param([wire.ARRAY, 0, [1], 8], b"abcdefgh", id="number as array type"),
        pytest.param([wire.ARRAY, "", [1], 8], b"abcdefgh", id="array of no type"),
        pytest.param([wire.ARRAY, "f", [-1], 4], b"abcd", id="array of negative side"),
        pytest.param([wire.ARRAY, "f", [1 << 40, 1 << 40, 0], 0], b"", id="array overflows"),
    ],
)
def test_refuses_a_node(node, body):
    """A node that breaks a rule raises Violation, whatever it claims to be."""
    with pytest.raises(Violation):
        read(node, body)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xc0\xc0", id="trailing byte"),
        pytest.param(b"\xc1", id="reserved byte"),
        pytest.param(b"\xa1\xff", id="text that is not UTF-8"),
        pytest.param(b"\xdb\xff\xff\xff\xff", id="text of 4 GiB"),
        pytest.param(b"\xc6\xff\xff\xff\xff", id="bytes of 4 GiB"),
        pytest.param(b"\xdd\xff\xff\xff\xff", id="list of 2^32"),
        pytest.param(b"\xdf\xff\xff\xff\xff", id="map of 2^32"),
        pytest.param(b"\xdd\x7f\xff\xff\xff\x00" * 50, id="lists of 2^31 in one another"),
        pytest.param(b"\x91" * 100_000 + b"\xc0", id="100 000 lists in one another"),
        pytest.param(b"\x81\x90\xc0", id="map with a list as key"),
        pytest.param(b"\xd6\xff\x00\x00\x00\x00", id="timestamp"),
    ],
)
def test_refuses_a_head(head):
    """A head that is no msgpack raises Violation and takes no memory on its word."""
    tracemalloc.start()
    try:
        with pytest.raises(Violation):
            wire.unpack(head, bytearray())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


def test_refuses_too_many_values():
    """A head may hold MAX_NODES values and not one more."""
    assert len(read([wire.LIST, *[0] * (wire.MAX_NODES - 1)])) == wire.MAX_NODES - 1
    with pytest.raises(Violation):
        read([wire.LIST, *[0] * wire.MAX_NODES])


def test_refuses_an_answer_that_copies_one_buffer_many_times():
    """Each value takes its own part of the body, so that a small frame cannot grow."""
    with pytest.raises(Violation):
        read([wire.LIST, *[[wire.BYTES, 1000]] * 2], b"x" * 1000)


NODES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(1 << 63), (1 << 64) - 1),
        st.integers(-2, 12),
        FLOATS,
        st.text(max_size=5),
        st.sampled_from([*wire.TENSOR_TYPES, *sorted(wire.ARRAY_TYPES)]),
        st.binary(max_size=5),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.builds(lambda kind, parts: [kind, *parts], st.integers(0, 9), st.lists(inner)),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    max_leaves=30,
)


def only_plain(value: Any) -> bool:
    """Whether a value is of the exact types that may come back, all the way down."""
    if type(value) in {list, tuple}:
        return all(map(only_plain, value))
    if type(value) is dict:
        return all(only_plain(part) for pair in value.items() for part in pair)
    plain = {type(None), bool, int, float, complex, str, bytes, torch.Tensor, np.ndarray, Opaque}
    return type(value) in plain


@law
@given(node=NODES, body=st.binary(max_size=40))
def test_any_head_is_read_or_refused(node, body):
    """Whatever well-formed msgpack says, it gives plain values or Violation, nothing else."""
    try:
        value = read(node, body)
    except Violation:
        return
    assert only_plain(value)


@law
@given(head=st.binary(max_size=60), body=st.binary(max_size=40))
def test_random_bytes_are_read_or_refused(head, body):
    """Whatever the bytes, they give plain values or Violation, nothing else."""
    try:
        value = wire.unpack(head, bytearray(body))
    except Violation:
        return
    assert only_plain(value)


@law
@given(value=VALUES, data=st.data())
def test_mutated_frames_are_read_or_refused(value, data):
    """A sound frame with some bytes changed, lost or added gives plain values or Violation."""
    frame, buffers = wire.pack(value)
    head, body = bytearray(frame[HEADER.size :]), bytearray(b"".join(buffers))
    for _ in range(data.draw(st.integers(1, 4))):
        victim = data.draw(st.sampled_from([head, body]))
        place = data.draw(st.integers(0, len(victim)))
        victim[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        value = wire.unpack(bytes(head), body)
    except Violation:
        return
    assert only_plain(value)


# What a reply means


FIELDS = st.sampled_from(
    [*Facts.__struct_fields__, *Fault.__struct_fields__, "facts", "fault", "id", "names"]
)
REPLIES = st.recursive(
    VALUES | FIELDS | st.lists(st.text(max_size=8), max_size=3),
    lambda inner: st.dictionaries(FIELDS | KEYS, inner, max_size=4),
    max_leaves=12,
)


@law
@given(
    reply=st.dictionaries(FIELDS | KEYS, REPLIES, max_size=3)
    | st.fixed_dictionaries({"facts": st.dictionaries(FIELDS, REPLIES, max_size=5)})
    | st.fixed_dictionaries({"fault": st.dictionaries(FIELDS, REPLIES, max_size=5)})
)
@example({"fault": {"types": [], "text": ""}})
@example({"fault": {"types": ["KeyboardInterrupt"], "text": ""}})
@example({"facts": {1: 2}})
@example({"facts": [1]})
@example({"facts": {"files": {"a": "b"}}})
def test_any_reply_gives_facts_or_a_fault_of_the_answer(reply):
    """Whatever a worker replies, it is facts, the student's exception, or a worker that is gone."""
    reply = carried(reply)
    try:
        facts = _facts(reply, Answer(Form.FUNCTIONS, "a.py", {}))
    except (Gone, StudentError, NotWritten):
        return
    assert type(facts) is Facts
