"""Values as text for people: always some, never much, and the same for the same value."""

from __future__ import annotations

import collections
import fractions
import itertools
import math
import time
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import given, settings

from grader.authoring.show import MAX_SHOWN, show, show_call, show_example, show_input
from grader.authoring.student import Observed
from grader.sandbox.perform import Call, Facts
from grader.sandbox.wire import Opaque

law = settings(deadline=None, max_examples=150)
LONGEST = MAX_SHOWN + 20


class Rude:
    """Its repr raises."""

    def __repr__(self) -> str:
        raise ValueError("no")


class Loud:
    """Its repr is long."""

    def __repr__(self) -> str:
        return "x" * 10**6


def nested(depth: int, width: int = 1) -> Any:
    value: Any = 1.0
    for _ in range(depth):
        value = [value] * width
    return value


def endless() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


ODD = {
    "endless list": endless(),
    "deep list": nested(5000),
    "wide list": nested(40, width=3),
    "deep dict": {"a": nested(3000)},
    "long list": [0.5] * 100_000,
    "long dict": dict.fromkeys(range(100_000)),
    "long text": "x" * 10**6,
    "many long texts": ["x" * 10**5] * 100,
    "huge integer": 10**5000,
    "bytes": b"\x00" * 10**6,
    "rude": Rude(),
    "list of rude": [Rude()],
    "rude key": {Rude(): 1},
    "loud": Loud(),
    "large tensor": torch.zeros(10**6),
    "empty tensor of 2^40 rows": torch.empty(1 << 40, 0),
    "empty array of 2^40 rows": np.empty((1 << 40, 0)),
    "sparse": torch.ones(3).to_sparse(),
    "large sparse": torch.ones(10**4).to_sparse(),
    "meta": torch.ones(3, device="meta"),
    "large meta": torch.ones(10**4, device="meta"),
    "float8": torch.ones(100).to(torch.float8_e4m3fn),
    "uint16": torch.ones(100).to(torch.uint16),
    "bfloat16": torch.ones(100, dtype=torch.bfloat16),
    "bool": torch.ones(100, dtype=torch.bool),
    "complex": torch.ones(100, dtype=torch.complex64),
    "gradient": torch.ones(100, requires_grad=True) * 2,
    "64 dimensions": torch.ones([1] * 60),
    "NaN": torch.full((100,), torch.nan),
    "objects": np.array([None, Rude()]),
    "many objects": np.array([None] * 100),
    "array of text": np.array(["a"] * 100),
    "records": np.zeros(100, dtype=[("a", "f4")]),
    "dates": np.array(["2020"] * 100, dtype="M8[D]"),
    "big-endian": np.arange(100.0).astype(">f4"),
    "longdouble": np.arange(100).astype("g"),
    "ulonglong": np.arange(100).astype("Q"),
    "reversed": np.arange(100.0)[::-1],
    "complex array": np.ones(100, "D"),
    "set": {1},
    "generator": (i for i in ()),
    "lambda": lambda: 0,
    "class": Rude,
    "module": torch.nn.Linear(1, 1),
    "large module": torch.nn.Sequential(*[torch.nn.ReLU() for _ in range(500)]),
    "none": None,
    "namedtuple": collections.namedtuple("P", "x")(1),
    "Opaque": Opaque("a" * 10**5, "b"),
    "numpy module": np,
}


@pytest.mark.parametrize("name", ODD)
def test_shows_anything(name):
    """Any value at all gives some text, soon and of bounded length."""
    started = time.process_time()

    text = show(ODD[name])

    assert 0 < len(text) <= LONGEST
    assert time.process_time() - started < 1.0


RUBBISH = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.complex_numbers(),
        st.text(st.characters(exclude_categories=()), max_size=1000),
        st.binary(max_size=1000),
        st.sampled_from(sorted(ODD)).map(lambda name: ODD[name]),
    ),
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.dictionaries(st.text(max_size=5) | st.integers(), inner),
    ),
    max_leaves=60,
)


@law
@given(value=RUBBISH)
def test_showing_is_total_bounded_and_steady(value):
    """Whatever the value, showing it raises nothing, ends, and gives the same text again."""
    text = show(value)

    assert 0 < len(text) <= LONGEST
    assert show(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (3.0, "3.0"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "1e-07"),
        (1e20, "1e+20"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        ("a'b", '"a\'b"'),
        ("\x1b", "'\\x1b'"),
        ([], "[]"),
        ([1, 2.0], "[1, 2.0]"),
        ((), "()"),
        ((1,), "(1,)"),
        ((1, 2), "(1, 2)"),
        ({}, "{}"),
        ({"a": 1.0}, "{'a': 1.0}"),
        (set(), "set()"),
        ({"b", "a"}, "{'a', 'b'}"),
        (list(range(30)), "[" + ", ".join(map(str, range(12))) + ", … (+6), 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]"),
        ("x" * 700, "'" + "x" * 599 + "… (+102)"),
        (torch.tensor(2.0), "tensor(2.0)"),
        (torch.tensor([1, 2]), "tensor([1, 2])"),
        (torch.tensor([[0.5], [1.0]]), "tensor([[0.5], [1.0]])"),
        (torch.tensor([True]), "tensor([True])"),
        (torch.tensor([]), "tensor([])"),
        (torch.empty(2, 0), "tensor(shape=(2, 0))"),
        (torch.tensor([1 + 2j]), "tensor([(1+2j)])"),
        (torch.arange(100.0).reshape(10, 10), "tensor(shape=(10, 10), min=0.0, max=99.0)"),
        (torch.ones(100, dtype=torch.complex64), "tensor(shape=(100,))"),
        (np.array([1.0, 2.0]), "array([1.0, 2.0])"),
        (np.array(1.5), "array(1.5)"),
        (np.arange(100), "array(shape=(100,), min=0.0, max=99.0)"),
        (np.array(["a"] * 100), "array(shape=(100,), dtype=<U1)"),
        (np.float64(0.25), "0.25"),
        (Opaque("builtins.set", "{1}"), "<builtins.set>"),
        (torch.nn.ReLU(), "ReLU()"),
        (torch.nn.ReLU, "ReLU"),
        (nested, "nested"),
        (fractions.Fraction(1, 2), "Fraction(1, 2)"),
        (Rude(), "<Rude>"),
    ],
)  # fmt: skip
def test_how_values_are_written(value, text):
    """Values are written as in Python; long ones are cut, large tensors told by shape and range."""
    assert show(value) == text


def test_addresses_are_left_out():
    """Two objects of one kind give one text: no address, which would differ from run to run."""
    one, other = object(), object()

    assert show([one, iter([])]) == show([other, iter([])]) == show([one, iter([])])
    assert "0x" not in show(one)


@law
@given(tensor=st.lists(st.floats(width=32), max_size=60))
def test_what_is_shown_of_a_small_tensor_can_be_read_back(tensor):
    """Up to 60 elements are all shown, to six digits."""
    text = show(torch.tensor(tensor))

    read = eval(text, {"tensor": list, "nan": math.nan, "inf": math.inf})
    assert all(
        math.isclose(one, other, rel_tol=1e-5) or one != one
        for one, other in zip(read, tensor, strict=True)
    )


def test_a_call():
    """A call is written as it would be typed."""
    text = show_call("f", (torch.tensor([1.0]), "a"), {"reduction": "mean"})

    assert text == "f(tensor([1.0]), 'a', reduction='mean')"
    assert show_call("f", (), {}) == "f()"


def test_an_example():
    """Drawn arguments stand one a line; a dict of arguments is taken apart, any other is not."""
    example = {"x": 1.0, "case": {"a": 1, "b": [2]}, "empty": {}, "gradients": {"0.weight": 3}}

    text = "x = 1.0\na = 1\nb = [2]\nempty = {}\ngradients = {'0.weight': 3}"
    assert show_example(example) == text
    assert show_example({}) == ""


def test_every_kind_of_side_is_cut_in_the_middle():
    """Of a long list the first and the last items are shown and the number between them."""
    for length in range(20, 40):
        text = show(list(range(length)))
        numbers = [int(part) for part in text.strip("[]").split(", ") if part.isdigit()]
        shown = list(itertools.chain(range(12), range(length - 12, length)))
        assert numbers == (list(range(length)) if length <= 24 else shown)


def probe(student: Any, case: dict[str, Any], log_dir: str, times: int = 1) -> None:
    """It looks at something beside the student's code."""


@pytest.mark.parametrize(
    ("drawn", "call", "text"),
    [
        ({"x": 1}, Call("f", (2,)), "x = 1"),
        ({}, Call("f", (2,), {"y": 3}), "f(2, y=3)"),
        ({}, Call(probe, ({"x": 4, "y": 5},), {"times": 6}), "x = 4\ny = 5\ntimes = 6"),
        ({}, Call("f", (2,), watch=("torch.optim",)), ""),
    ],
    ids=["drawn", "call", "probe", "watched"],
)
def test_what_went_in(drawn, call, text):
    """The drawn arguments, else the last call; of a probe, which is ours, its arguments."""
    assert show_input(drawn, [Observed(Call("g"), Facts()), Observed(call, Facts())]) == text


def test_a_large_model_is_shown_by_its_parts():
    """A model of many layers takes one line, a small one its own text; what is in place is said."""
    small = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())
    large = torch.nn.Sequential(*(torch.nn.ReLU(place == 8) for place in range(9)))

    assert show(small) == repr(small)
    layers = ", ".join(f"{place}: ReLU" for place in range(9))
    assert show(large) == f"Sequential({layers}(inplace=True))"
