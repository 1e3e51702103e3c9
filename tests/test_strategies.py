"""`tensors`: names are sides, different names get different sizes, elements keep their bounds."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import find, given, settings

from grader.authoring.strategies import MAX_SIDE, tensors

law = settings(deadline=None, max_examples=60, database=None)
quick = settings(deadline=None, max_examples=2000, database=None)


@law
@given(tensors("rows cols"))
def test_a_matrix(x):
    """One layout gives one float32 tensor with a side for each name, small and different."""
    rows, cols = x.shape

    assert type(x) is torch.Tensor
    assert x.dtype == torch.float32
    assert rows != cols
    assert min(x.shape) >= 1
    assert max(x.shape) <= MAX_SIDE


@law
@given(tensors(x="batch in", w="out in", b="out"))
def test_shared_names(case):
    """Keyword layouts give a dict; equal names are equal sides, different names are not."""
    assert set(case) == {"x", "w", "b"}
    batch, inputs = case["x"].shape
    assert case["w"].shape == (case["b"].shape[0], inputs)
    assert len({batch, inputs, case["b"].shape[0]}) == 3


@law
@given(tensors("n n 3 1 m"))
def test_numbers_stand_for_themselves(x):
    """A number in a layout is that size, and a name that stands twice is one size."""
    assert x.shape[0] == x.shape[1]
    assert x.shape[2:4] == (3, 1)
    assert x.shape[4] != x.shape[0]


@law
@given(tensors(x="10 a", y="a 10"))
def test_numbers_of_two_digits(case):
    """A number of several digits is one side."""
    assert case["x"].shape[0] == case["y"].shape[1] == 10


@pytest.mark.parametrize("layout", ["", "3", "1 1"])
def test_without_names(layout):
    """A layout without names has one shape; an empty one gives a tensor without dimensions."""
    x = find(tensors(layout), lambda x: True, settings=quick)

    assert list(x.shape) == [int(side) for side in layout.split()]


@pytest.mark.parametrize(("low", "high"), [(-10.0, 10.0), (0.0, 1.0), (-1.5, -0.5), (2.0, 2.0)])
def test_bounds(low, high):
    """Every element lies within the bounds."""

    @law
    @given(tensors("a b", low=low, high=high))
    def within(x):
        assert bool(((x >= low) & (x <= high)).all())

    within()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_dtype(dtype):
    """The tensor has the dtype that was asked for."""
    assert find(tensors("a", dtype=dtype), lambda x: True, settings=quick).dtype == dtype


@pytest.mark.parametrize(("least", "most"), [(1, 1), (1, 6), (2, 3), (4, 9)])
def test_sides(least, most):
    """Sides lie between the bounds, which give way only where names need different sizes."""

    @law
    @given(tensors(x="a b", min_side=least, max_side=most))
    def within(case):
        assert least <= min(case["x"].shape)
        assert max(case["x"].shape) <= max(most, least + 2)

    within()


@law
@given(tensors("a b c d", max_side=2))
def test_many_names(x):
    """More names than small sizes still get different sizes."""
    assert len(set(x.shape)) == 4


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(lambda x: x.shape[0] > x.shape[1], id="tall"),
        pytest.param(lambda x: x.shape[0] < x.shape[1], id="wide"),
        pytest.param(lambda x: 1 in x.shape, id="a side of one"),
        pytest.param(lambda x: bool((x == 0).all()), id="zeros"),
        pytest.param(lambda x: bool((x == 10).any()), id="the upper bound"),
        pytest.param(lambda x: bool((x == -10).any()), id="the lower bound"),
        pytest.param(lambda x: bool((x != x.round()).any()), id="fractions"),
        pytest.param(lambda x: x.unique().numel() > 3, id="different elements"),
    ],
)
def test_what_is_tried(wanted):
    """Every kind of tensor that tells mistakes apart is drawn."""
    assert wanted(find(tensors("rows cols"), wanted, settings=quick))


def test_shrinks_to_the_smallest():
    """The smallest example is as small as the names allow, and of zeros."""
    x = find(tensors("rows cols"), lambda x: True, settings=quick)

    assert sorted(x.shape) == [1, 2]
    assert not x.any()


@law
@given(data=st.data())
def test_each_tensor_is_its_own(data):
    """A drawn tensor may be written to, and shares no memory with another."""
    case = data.draw(tensors(x="a", y="a"))
    before = case["y"].clone()

    case["x"].fill_(7.0)

    assert torch.equal(case["y"], before)
    assert not case["x"].requires_grad


@pytest.mark.parametrize("arguments", [((), {}), (("a", "b"), {}), (("a",), {"x": "a"})])
def test_one_kind_of_layout(arguments):
    """No layout, two, or both kinds at once are refused with the rule."""
    args, kwargs = arguments
    with pytest.raises(ValueError, match="one layout or keyword layouts"):
        tensors(*args, **kwargs)
