"""Comparison: right answers in every accepted form pass, everything else is a Mismatch."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import hypothesis.extra.numpy as numpy_strategies
import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import example, given, settings

from grader.authoring.by_hand import assert_by_hand, assert_mostly_by_hand
from grader.authoring.compare import (
    CHANGED,
    NO_GRADIENT,
    NO_NUMBERS,
    NOTHING,
    assert_close,
    assert_entries,
    assert_equal,
    assert_gradient,
    assert_raises,
    assert_that,
    assert_unchanged,
)
from grader.authoring.errors import Mismatch
from grader.authoring.show import MAX_ITEMS
from grader.authoring.student import InPlace, Student
from grader.model import Exercise, Text
from grader.sandbox.perform import Call, Facts, Namespace
from grader.sandbox.wire import Opaque

law = settings(deadline=None, max_examples=200)
T = torch.tensor
NAN, INF = math.nan, math.inf
FORBIDS = ("torch.nn.functional.cross_entropy",)
EXERCISE = Exercise("w1", "f", Text("题", "f"), ("f", "g"), (), forbids=FORBIDS)


def mismatch(function: Callable[..., object], *args: Any, **kwargs: Any) -> Mismatch:
    with pytest.raises(Mismatch) as caught:
        function(*args, **kwargs)
    return caught.value


def student(function: Callable[..., Any]) -> Student:
    """A submission in this process whose `f` is the function."""
    return Student(InPlace(Namespace(SimpleNamespace(f=function))), EXERCISE)


class Says:
    """A subject that answers every call with the same facts, like a worker that lies."""

    def __init__(self, **facts: Any) -> None:
        self.facts = Facts(**facts)

    def perform(self, call: Call) -> Facts:
        return self.facts


# assert_close: what is right


@pytest.mark.parametrize(
    "got",
    [
        2.5,
        np.float64(2.5),
        np.float32(2.5),
        np.array(2.5),
        np.array([2.5]),
        np.array(2.5, ">f4"),
        np.array(2.5, "g"),
        T(2.5),
        T([2.5]),
        T([[2.5]]),
        T(2.5, dtype=torch.float16),
        T(2.5, dtype=torch.bfloat16),
        T(2.5, requires_grad=True),
        T(2.5 + 0j),
        torch.nn.Parameter(T(2.5)),
        2.5 + 0j,
        [2.5],
        (2.5,),
    ],
    ids=repr,
)
def test_a_scalar_in_every_form(got):
    """For a number any number of that value will do, in a tensor or array of one element too."""
    assert_close(got, 2.5)
    assert_close(got, T(2.5, dtype=torch.float64))


@pytest.mark.parametrize(
    "got", [3, True + 2, np.int8(3), np.uint64(3), T(3), T(3.0), 3.0], ids=repr
)
def test_a_whole_number_in_every_form(got):
    """A whole number may come as an int of any size or as a float."""
    assert_close(got, 3)


@pytest.mark.parametrize(
    "got",
    [
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        ([1, 2, 3], [4, 5, 6]),
        ((1.0, 2, True + 2), [4, 5, 6]),
        [T([1.0, 2.0, 3.0]), T([4, 5, 6])],
        [[T(1.0), np.float32(2), 3], np.array([4.0, 5.0, 6.0])],
        torch.arange(1.0, 7).reshape(2, 3),
        torch.arange(1, 7).reshape(2, 3),
        torch.arange(1.0, 7).reshape(3, 2).t().reshape(2, 3) * 0
        + torch.arange(1.0, 7).reshape(2, 3),
        T([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]).t(),
        torch.arange(1.0, 7).reshape(2, 3).to_sparse().to_dense(),
        np.arange(1, 7).reshape(2, 3),
        np.arange(1, 7, dtype=">i2").reshape(2, 3),
        np.arange(1, 7, dtype="Q").reshape(2, 3),
        np.arange(6, 0, -1.0)[::-1].reshape(2, 3),
        np.asfortranarray(np.arange(1.0, 7).reshape(2, 3)),
        np.arange(1, 7, dtype="D").reshape(2, 3),
    ],
    ids=lambda got: f"{type(got).__name__} {getattr(got, 'dtype', '')}",
)
def test_a_matrix_in_every_form(got):
    """For a matrix lists, tuples, tensors and arrays of any layout and dtype will do."""
    assert_close(got, torch.arange(1.0, 7).reshape(2, 3))
    assert_close(got, [[1, 2, 3], [4, 5, 6]])
    assert_close(got, np.arange(1, 7).reshape(2, 3))


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (NAN, NAN),
        ([NAN, 1.0], T([NAN, 1.0])),
        (INF, INF),
        (-INF, T(-INF)),
        (T([True, False]), T([True, False])),
        ([], T([])),
        (T([]).reshape(0, 3), T([]).reshape(0, 3)),
        (1e10 * (1 + 5e-5), 1e10),
        (5e-6, 0.0),
        (T([1j]), T([1j])),
        ([1j, 2], [1j, 2]),
        (complex(NAN, 0), complex(NAN, 0)),
        (0.1, 0.1),
    ],
    ids=repr,
)
def test_equal_values_are_close(got, want):
    """NaN equals NaN, infinities their own sign, nothing nothing, and small differences pass."""
    assert_close(got, want)


@pytest.mark.parametrize("want", [0.1, [0.1, 0.3], 1 / 3, 16777217, np.float64(0.1)], ids=repr)
def test_no_tolerance_is_exact(want):
    """Without tolerance a float64 still equals itself: nothing is rounded on the way."""
    assert_close(want, want, rtol=0, atol=0)


# assert_close: what is wrong


@pytest.mark.parametrize(
    ("got", "want", "note"),
    [
        pytest.param(None, 1.0, NOTHING, id="nothing"),
        pytest.param("1.0", 1.0, NO_NUMBERS, id="text"),
        pytest.param(Opaque("a", "b"), 1.0, NO_NUMBERS, id="opaque"),
        pytest.param({"a": 1.0}, 1.0, NO_NUMBERS, id="dict"),
        pytest.param([[1.0], [1.0, 2.0]], [1.0, 2.0], NO_NUMBERS, id="ragged"),
        pytest.param([1.0, None], [1.0, 2.0], NO_NUMBERS, id="None within"),
        pytest.param([1.0, "2"], [1.0, 2.0], NO_NUMBERS, id="text within"),
        pytest.param(10**400, INF, NO_NUMBERS, id="integer beyond float64"),
        pytest.param([10**400], [INF], NO_NUMBERS, id="such integers"),
        pytest.param(torch.ones(2, device="meta"), T([1.0, 1.0]), NO_NUMBERS, id="meta"),
        pytest.param(torch.ones(2).to_sparse(), T([1.0, 1.0]), NO_NUMBERS, id="sparse"),
        pytest.param(np.array([None, 1.0]), [0.0, 1.0], NO_NUMBERS, id="objects"),
        pytest.param(np.array(["1"]), 1.0, NO_NUMBERS, id="array of text"),
        pytest.param(np.array(["2020"], "M8[D]"), 1.0, NO_NUMBERS, id="dates"),
        pytest.param(Fraction(1), 1.0, NO_NUMBERS, id="fraction"),
    ],
)
def test_what_are_no_numbers(got, want, note):
    """What is no number is said not to be, and None to be nothing."""
    error = mismatch(assert_close, got, want)

    assert error.note == note


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (T([1.0, 2.0]), T([[1.0, 2.0]])),
        (T([[1.0], [2.0]]), T([1.0, 2.0])),
        (T([1.0]), T([1.0, 1.0])),
        (1.0, T([1.0])),
        (T([1.0, 1.0]), 1.0),
        ([], 1.0),
        (torch.ones(2, 3), torch.ones(3, 2)),
        (torch.empty(0, 2), torch.empty(2, 0)),
        (torch.empty(1 << 40, 0), torch.empty(0)),
    ],
    ids=lambda value: str(tuple(getattr(value, "shape", ()))),
)
def test_other_shapes(got, want):
    """Values never broadcast: another shape is a mismatch that names both."""
    error = mismatch(assert_close, got, want)

    assert error.note is not None
    assert str(tuple(torch.as_tensor(got).shape)) in error.note.en
    assert str(tuple(torch.as_tensor(want).shape)) in error.note.zh


@pytest.mark.parametrize(
    ("got", "want", "where"),
    [
        (1.0, 1.001, ""),
        (T([1.0]), 1.001, ""),
        (T([1.0, 2.0]), [1.0, 2.1], "[1]"),
        (T([[0.0, 1.0], [2.0, 3.0]]), [[0.0, 1.1], [2.5, 3.0]], "[1, 0]"),
        ([NAN, 1.0], [1.0, 1.0], "[0]"),
        ([1.0, 1.0], [1.0, NAN], "[1]"),
        ([1.0, INF], [1.5, -INF], "[1]"),
        ([1.0, -INF], [1.0, 3.0], "[1]"),
        ([INF, 1.0], [INF, 2.0], "[1]"),
        ([1 + 2j, 0], [1.0, 0.0], "[0]"),
        (T([1 + 2j]), T([1 - 2j]), ""),
        (1j, 1.0, ""),
    ],
    ids=repr,
)
def test_the_worst_element_is_named(got, want, where):
    """A wrong value is a mismatch at the element that is off the most."""
    error = mismatch(assert_close, got, want)

    assert error.where == where
    assert error.got != error.want


def test_a_name_stands_before_the_place():
    """The place is the given name and the index."""
    assert mismatch(assert_close, [1.0, 2.0], [1.0, 3.0], where="loss").where == "loss [1]"
    assert mismatch(assert_close, 1.0, 2.0, where="loss").where == "loss"
    assert mismatch(assert_close, None, 2.0, where="loss").where == "loss"


def test_how_many_are_wrong_is_said():
    """The note counts the wrong elements and gives the largest difference."""
    note = mismatch(assert_close, [1.0, 2.0, 3.0], [1.0, 2.5, 4.0]).note

    assert note is not None
    assert "2 of 3" in note.en
    assert "by 1" in note.en


@pytest.mark.parametrize("sign", [1, -1])
def test_the_tolerance(sign):
    """A difference up to atol + rtol * |want| passes; anything above does not."""
    want = 8.0
    edge = 0.5 + 0.25 * want

    assert_close(want + sign * edge, want, rtol=0.25, atol=0.5)
    mismatch(assert_close, want + sign * (edge + 1e-9), want, rtol=0.25, atol=0.5)


def test_the_tolerance_is_of_the_wanted_value():
    """The tolerance grows with what is wanted, not with what was got."""
    assert_close(1.0, 2.0, rtol=0.5, atol=0)
    mismatch(assert_close, 2.0, 1.0, rtol=0.5, atol=0)


@law
@given(
    want=numpy_strategies.arrays(
        np.float64,
        numpy_strategies.array_shapes(min_dims=0, max_dims=3, max_side=4),
        elements=st.floats(-1e6, 1e6),
    ),
    data=st.data(),
)
def test_one_wrong_element_is_found(want, data):
    """Any tensor equals itself, and not itself with one element changed by more than allowed."""
    assert_close(torch.from_numpy(want.copy()), want, rtol=0, atol=0)
    flat = data.draw(st.integers(0, want.size - 1))
    place = np.unravel_index(flat, want.shape)
    got = want.copy()
    got[place] += data.draw(st.sampled_from([NAN, INF, 1.0 + abs(want[place])]))

    error = mismatch(assert_close, got, want)

    named = str([int(index) for index in place])
    assert error.where.split(": ")[0] == (named if want.size > 1 else "")
    assert ("≠" in error.where) == (want.size > MAX_ITEMS)


@pytest.mark.parametrize(
    ("got", "want", "shown"),
    [
        (T([1.0]), [2.0], "tensor([2.0])"),
        ([1.0], T([2.0]), "[2.0]"),
        (np.array([1.0]), T([2.0]), "array([2.0])"),
        (1.0, T(2.0), "2.0"),
        (1, 2, "2"),
        ([True], [False], "[False]"),
        ([0.0] * 99, torch.ones(99), "tensor(shape=(99,), min=1.0, max=1.0)"),
    ],
    ids=repr,
)
def test_what_is_wanted_is_written_as_what_was_got(got, want, shown):
    """Nobody takes a list for wanted where a tensor with the right numbers would do."""
    assert mismatch(assert_close, got, want).want == shown


@pytest.mark.parametrize(
    "want", [None, "a", [1, "a"], object()], ids=["none", "text", "list", "object"]
)
def test_a_wanted_value_that_is_no_number_is_our_fault(want):
    """An author who wants what is no number hears of it, not the student."""
    with pytest.raises(TypeError):
        assert_close(1.0, want)


# assert_equal


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ("a", "a"),
        (3, 3),
        (True, True),
        (None, None),
        (1.5, 1.5),
        ([1, "a"], [1, "a"]),
        ((1, 2), [1, 2]),
        ([1, 2], (1, 2)),
        ({"a": [1]}, {"a": (1,)}),
        ([], ()),
        (T(3), 3),
        (T(3.0), 3),
        (T([True]), True),
        (np.array(3), 3),
        (np.array([3]), 3),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array(False), False),
        (T([1.0, NAN]), T([1.0, NAN])),
        (T([INF]), T([INF])),
        (T([True]), T([True])),
        (T([1j]), T([1j])),
        (np.array([1.0, NAN]), np.array([1.0, NAN])),
        (np.array(["a"]), np.array(["a"])),
        ([T(1), (np.array(2), 3)], [1, [2, 3]]),
    ],
    ids=repr,
)
def test_equal(got, want):
    """Plain values equal themselves; a list equals a tuple, one element the number in it."""
    assert_equal(got, want)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ("a", "b"),
        (3, 4),
        (3, "3"),
        (1, True),
        (True, 1),
        (3, 3.0),
        (None, False),
        ([1], [1, 2]),
        ([1, 2], [2, 1]),
        ("ab", ["a", "b"]),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"b": 1}),
        ({"a": 1, "b": 2}, {"a": 1}),
        ([1], {"a": 1}),
        (T(3), 4),
        (T([3, 3]), 3),
        (T(3), "3"),
        (T(0.0), None),
        (np.array(7), 3),
        (np.array([7]), 3),
        (np.array([3, 3]), 3),
        (np.array([]), 3),
        (np.int64(7), 3),
        (np.array(False), True),
        (np.bool_(False), True),
        (np.array("b"), "a"),
        (np.array(None), None),
        (T([NAN]), T([0.0])),
        (T([INF]), T([torch.finfo(torch.float32).max])),
        (T([1]), T([1.0])),
        (T([1.0]), T([[1.0]])),
        ([1.0], T([1.0])),
        (torch.ones(2, device="meta"), torch.ones(2)),
        (torch.ones(2).to_sparse(), torch.ones(2)),
        (torch.ones(2, device="meta"), 1),
        (np.array([NAN]), np.array([0.0])),
        (np.array([1]), np.array([1.0])),
        (np.array([None, T([1, 2])], dtype=object), np.array([1.0, 2.0])),
        (T([0.1]), np.array([0.1])),
        (Opaque("builtins.set", "{1}"), {1}),
        ([np.float64(0.5)], [0.25]),
    ],
    ids=repr,
)
def test_not_equal(got, want):
    """Another value, type, length, shape or dtype is a mismatch that shows both."""
    error = mismatch(assert_equal, got, want, where="x")

    assert error.where == "x"


# assert_entries


WANTED = {"loss": 1.5, "map": T([1.0, 2.0]), "equal": True, "name": "a"}


@pytest.mark.parametrize(
    "got",
    [
        {"loss": 1.5, "map": [1.0, 2.0], "equal": True, "name": "a"},
        {"loss": T([1.5]), "map": np.array([1.0, 2.0]), "equal": np.bool_(True), "name": "a"},
        {"loss": 1.50001, "map": T([1.0, 2.0]), "equal": T(True), "name": "a", "more": None},
    ],
    ids=["plain", "arrays", "more"],
)
def test_entries(got):
    """Numbers may come in any form and other keys besides; text and truth must be equal."""
    assert_entries(got, WANTED)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"loss": 1.6}, "loss"),
        ({"loss": None}, "loss"),
        ({"map": T([1.0, 3.0])}, "map [1]"),
        ({"map": T([1.0])}, "map"),
        ({"equal": False}, "equal"),
        ({"equal": np.bool_(False)}, "equal"),
        ({"equal": np.array(False)}, "equal"),
        ({"equal": 1}, "equal"),
        ({"equal": "True"}, "equal"),
        ({"name": "b"}, "name"),
        ({"name": Opaque("a", "b")}, "name"),
        ({"loss": Opaque("a", "b")}, "loss"),
    ],
    ids=repr,
)
def test_an_entry_that_differs(change, where):
    """The first entry that differs is named."""
    assert mismatch(assert_entries, {**WANTED, **change}, WANTED).where == where


@pytest.mark.parametrize("key", sorted(WANTED))
def test_a_missing_entry(key):
    """A key that is not there is named, in both languages."""
    error = mismatch(assert_entries, {k: v for k, v in WANTED.items() if k != key}, WANTED)

    assert error.where == key
    assert error.note is not None
    assert key in error.note.zh
    assert key in error.note.en


@pytest.mark.parametrize(
    "got", [None, [], "loss", 1.5, [("loss", 1.5)], Opaque("a", "b")], ids=repr
)
def test_what_is_no_dict(got):
    """What is no dict is a mismatch, not an error of ours."""
    mismatch(assert_entries, got, WANTED)


# assert_that


def test_a_claim_in_words():
    """A truth passes; what is false carries both sentences, text being shown as it is."""
    assert_that(True, got=1, want=2, zh="句", en="sentence")
    error = mismatch(assert_that, [], got="a", want="≥ 2", zh="句", en="sentence")

    assert (error.got, error.want, error.note) == ("'a'", "≥ 2", Text("句", "sentence"))


# assert_gradient


X = T([0.5, -1.5, 2.0], requires_grad=True)
Y = T([1.0, 2.0, 3.0], requires_grad=True)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x**3,
        lambda x: x * x * x,
        lambda x: (x.double() ** 3).float(),
        lambda x: x.double() ** 3,
        lambda x: torch.stack([element**3 for element in x]),
    ],
)
def test_a_right_gradient(function):
    """The vector-Jacobian product of any way to compute it passes."""
    assert_gradient(student(function).f, lambda x: x**3, X)


@pytest.mark.parametrize(
    ("function", "note"),
    [
        pytest.param(lambda x: x.detach() ** 3, NO_GRADIENT, id="detached"),
        pytest.param(lambda x: T([v.item() ** 3 for v in x]), NO_GRADIENT, id="item"),
        pytest.param(lambda x: x.data**3, NO_GRADIENT, id="data"),
        pytest.param(lambda x: x.detach() ** 3 + 0 * x, None, id="gradient of zero"),
        pytest.param(lambda x: x**2 * x.detach(), None, id="half detached"),
        pytest.param(lambda x: x**2, None, id="value"),
        pytest.param(lambda x: None, NOTHING, id="nothing"),
        pytest.param(lambda x: (x**3).tolist(), NO_GRADIENT, id="list"),
        pytest.param(lambda x: (x**3).sum(), None, id="shape"),
        pytest.param(
            lambda x: (x.detach() ** 3).requires_grad_(), NO_GRADIENT, id="a leaf of its own"
        ),
    ],
)
def test_a_wrong_gradient(function, note):
    """A value or gradient that differs is a mismatch; a graph that is cut is said to be."""
    error = mismatch(assert_gradient, student(function).f, lambda x: x**3, X)

    assert note is None or error.note == note


def test_each_argument_has_its_gradient():
    """The gradients of all arguments that require them are compared, and the place is named."""

    def cut(x, scale, y):
        return x * scale * y.detach()

    def right(x, scale, y):
        return x * scale * y

    assert_gradient(student(right).f, right, X, 3.0, Y)
    error = mismatch(assert_gradient, student(cut).f, right, X, 3.0, Y)

    assert (error.where, error.note) == ("y.grad", NO_GRADIENT)


# assert_raises, assert_unchanged


def fails(kind: type[BaseException]) -> Callable[..., Any]:
    def function(*args: Any) -> Any:
        raise kind("no")

    return function


def test_raises():
    """The wanted exception, or one derived from it, passes; a value is a mismatch."""
    assert_raises(ValueError, student(fails(ValueError)).f, 1)
    assert_raises(ValueError, student(fails(UnicodeError)).f, 1)
    error = mismatch(assert_raises, ValueError, student(lambda x: x).f, 1)

    assert (error.got, error.want) == ("1", "ValueError")


def test_another_exception_goes_on():
    """An exception of another kind is what it is, not a mismatch."""
    with pytest.raises(KeyError):
        assert_raises(ValueError, student(fails(KeyError)).f, 1)


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda x, y: x.add_(1), id="in place"),
        pytest.param(lambda x, y: x.__setitem__(0, 5.0), id="item"),
        pytest.param(lambda x, y: y.append(1), id="list"),
        pytest.param(lambda x, y: y.clear(), id="cleared"),
        pytest.param(lambda x, y: x.resize_(1), id="resized"),
        pytest.param(lambda x, y: x.fill_(NAN), id="NaN"),
    ],
)
def test_changed_arguments(function):
    """A call that changes a tensor or a list is a mismatch."""
    error = mismatch(assert_unchanged, student(function).f, T([1.0, 2.0]), [1])

    assert error.note == CHANGED


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda x, net: net.eval(), id="mode"),
        pytest.param(lambda x, net: net[0].weight.data.zero_(), id="parameter"),
        pytest.param(lambda x, net: net(x), id="running statistics"),
        pytest.param(lambda x, net: net[0](x).sum().backward(), id="gradient"),
    ],
)
def test_a_changed_module(function):
    """A module is an argument like another: what a call changes in it is a mismatch by name."""
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))

    error = mismatch(assert_unchanged, student(function).f, torch.ones(3, 2), net=net)

    assert (error.where, error.note) == ("net", CHANGED)
    assert_unchanged(student(lambda x, net: len(net.state_dict())).f, T([NAN]), net=net)


def test_numpys_scalars_are_numbers():
    """A numpy scalar equals the number that it is, on either side."""
    for got, want in ((np.float32(2), 2), (2.0, np.float32(2)), (np.str_("a"), "a")):
        assert_equal([got], [want])
    assert_unchanged(student(lambda x, y: 1).f, np.float32(NAN), [NAN])


def test_unchanged_arguments():
    """A call that leaves its arguments alone gives its value; ours stay as they are in any case."""
    mine = T([1.0, NAN])

    assert assert_unchanged(student(lambda x, y=0: x.sum() + y).f, mine[:1], y=2) == 3.0
    assert assert_unchanged(student(lambda x: "a").f, {"k": (mine, np.array([NAN]))}) == "a"
    mismatch(assert_unchanged, student(lambda x: x.zero_()).f, mine)
    assert mine[0] == 1.0


# Anything at all


def _deep() -> list[Any]:
    value: list[Any] = [1.0]
    for _ in range(3000):
        value = [value]
    return value


def _endless() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


class Rude:
    """Its repr raises, and it equals nothing quietly."""

    def __repr__(self) -> str:
        raise ValueError("no")

    def __eq__(self, other: object) -> bool:
        raise ValueError("no")

    __hash__ = None  # type: ignore[assignment]


ODD = {
    "deep": _deep(),
    "endless": _endless(),
    "rude": Rude(),
    "rude list": [Rude()],
    "huge": 10**5000,
    "huge list": [10**400],
    "long list": [0.0] * 50_000,
    "empty list of lists": [[], []],
    "meta": torch.ones(2, device="meta"),
    "sparse": torch.ones(2).to_sparse(),
    "float8": torch.ones(2).to(torch.float8_e4m3fn),
    "uint16": torch.ones(2).to(torch.uint16),
    "huge empty": torch.empty(1 << 40, 0),
    "terabytes": torch.zeros(1).expand(1 << 42),
    "terabyte array": np.broadcast_to(np.float32(0), (1 << 42,)),
    "objects": np.array([None, Rude()]),
    "text array": np.array(["a"]),
    "records": np.zeros(2, dtype=[("a", "f4")]),
    "dates": np.array(["2020"], "M8[D]"),
    "longdouble": np.array([1, 2], "g"),
    "big-endian": np.array([1, 2], ">f8"),
    "reversed": np.arange(3.0)[::-1],
    "read-only": np.broadcast_to(np.float32(1), (2,)),
    "set": {1},
    "generator": iter([]),
    "class": Rude,
    "module": torch.nn.Linear(1, 1),
    "namedtuple": torch.ones(2, 2).max(0),
    "Opaque": Opaque("a", "b"),
    "nan": NAN,
}
ODDITIES = st.sampled_from(sorted(ODD)).map(lambda name: ODD[name])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=10),
    st.binary(max_size=10),
    numpy_strategies.arrays(
        st.sampled_from(["?", "b", "H", "q", "e", "f", "d", "D", ">f4"]),
        numpy_strategies.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    ),
    numpy_strategies.arrays(
        st.sampled_from(["?", "b", "i", "q", "e", "f", "d", "F"]),
        numpy_strategies.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    ).map(torch.from_numpy),
    ODDITIES,
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(["loss", "map", "equal", "name"]), inner),
    ),
    max_leaves=8,
)
WANTS = [1.0, T([1.0, 2.0]), torch.zeros(2, 0), T([[1j]]), [0.0, NAN], 3]
EQUALS = [5, "a", True, None, [1, (2.0, "x")], {"a": 1}, T([1.0]), np.array([1.0]), 1.5]


def passes_or_mismatches(function: Callable[..., object], *args: Any, **kwargs: Any) -> None:
    """Anything but a Mismatch that a helper raises ends the test."""
    try:
        function(*args, **kwargs)
    except Mismatch as error:
        assert isinstance(error.got, str)
        assert isinstance(error.want, str)
        assert len(error.got) < 10_000


@pytest.mark.parametrize("name", ODD)
def test_odd_values_pass_or_mismatch(name):
    """Every odd value, by itself, in a list and as an entry, passes or is a Mismatch."""
    value = ODD[name]
    for got in (value, [value], {"loss": value, "map": value, "equal": value, "name": value}):
        for want in WANTS:
            passes_or_mismatches(assert_close, got, want)
        for want in EQUALS:
            passes_or_mismatches(assert_equal, got, want)
        passes_or_mismatches(assert_entries, got, WANTED)


@law
@given(got=ANYTHING, want=st.sampled_from(range(len(WANTS))))
@example([], 1)
def test_close_is_total(got, want):
    """Whatever was returned, assert_close passes or raises Mismatch."""
    passes_or_mismatches(assert_close, got, WANTS[want])


@law
@given(got=ANYTHING, want=st.sampled_from(range(len(EQUALS))))
def test_equal_is_total(got, want):
    """Whatever was returned, assert_equal passes or raises Mismatch."""
    passes_or_mismatches(assert_equal, got, EQUALS[want])


@law
@given(got=ANYTHING)
def test_entries_is_total(got):
    """Whatever was returned, assert_entries passes or raises Mismatch."""
    passes_or_mismatches(assert_entries, got, WANTED)


@law
@given(value=ANYTHING, gradients=st.none() | st.lists(ANYTHING, max_size=3), after=ANYTHING)
def test_claims_about_calls_are_total(value, gradients, after):
    """Whatever a worker says came of a call, the claims about it pass or raise Mismatch."""
    subject = Says(value=value, gradients=gradients, arguments=after)
    f = Student(subject, EXERCISE).f

    passes_or_mismatches(assert_gradient, f, lambda x: x * 2, X)
    passes_or_mismatches(assert_raises, ValueError, f, 1)
    passes_or_mismatches(assert_unchanged, f, T([1.0]), [1, "a"], k={"a": np.array(1)})
    passes_or_mismatches(assert_by_hand, (f, {"x": 1}))
    passes_or_mismatches(assert_mostly_by_hand, (f, {"x": 1}, 1.0))
    passes_or_mismatches(assert_that, False, got=value, want=value, zh="句", en="sentence")


@law
@given(called=st.dictionaries(st.text(max_size=20), st.text(), min_size=1, max_size=5))
def test_by_hand_believes_every_note(called):
    """Any noted call of something forbidden is a Mismatch."""
    f = Student(Says(called=called), EXERCISE).f

    mismatch(assert_by_hand, (f, {}))
