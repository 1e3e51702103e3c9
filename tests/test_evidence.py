"""Claims about event files and printed text."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from grader.authoring.errors import Mismatch
from grader.authoring.evidence import (
    NO_SERIES,
    REPEATED,
    SHOWN,
    assert_one_of_series,
    assert_printed,
    close,
)
from grader.log import Series

law = settings(deadline=None)


def line(step: int) -> float:
    return 2.0 * step


def series(*steps: int, value_at: Callable[[int], float] = line, tag: str = "y") -> Series:
    return Series("", tag, steps, tuple(map(value_at, steps)))


def mismatch(function: Callable[..., object], *args: Any, **kwargs: Any) -> Mismatch:
    with pytest.raises(Mismatch) as caught:
        function(*args, **kwargs)
    return caught.value


RIGHT = series(0, 1, 2)
WRONG = series(0, 1, 2, value_at=lambda step: 3.0 * step, tag="z")


@pytest.mark.parametrize(
    ("found", "more"),
    [
        pytest.param([RIGHT], {}, id="one"),
        pytest.param([WRONG, RIGHT], {}, id="among others"),
        pytest.param(
            [Series("run/a", "任意 tag", (0, 1, 2), (0.0, 2.0, 4.0))], {}, id="run and tag"
        ),
        pytest.param([series(2, 0, 1)], {"steps": [0, 1, 2]}, id="any order"),
        pytest.param([RIGHT], {"steps": iter([2, 1, 0])}, id="steps from an iterator"),
        pytest.param([RIGHT], {"steps": [0, 1, 2, 2]}, id="wanted steps count once"),
        pytest.param([RIGHT], {"at_least": 3}, id="just enough"),
        pytest.param([series(7), series(*range(20))], {"at_least": 10}, id="short one beside"),
        pytest.param([series(1, 1), RIGHT], {}, id="doubled one beside"),
        pytest.param([series(-3, 10**12)], {}, id="any steps"),
    ],
)
def test_some_series_is_right(found, more):
    """One series whose every point is right is enough, whatever its tag, run and order."""
    assert_one_of_series(found, line, **more)


@pytest.mark.parametrize(
    ("found", "more", "got", "want"),
    [
        pytest.param(
            [WRONG], {}, "'z': (0, 0), (1, 3), (2, 6)", "(0, 0), (1, 2), (2, 4)", id="value"
        ),
        pytest.param(
            [RIGHT], {"steps": [0, 1]}, "'y': (0, 0)", "(0, 0), (1, 2)", id="step too many"
        ),
        pytest.param([RIGHT], {"steps": [0, 1, 2, 5]}, "'y'", "(5, 10)", id="step missing"),
        pytest.param([RIGHT], {"steps": []}, "'y'", "", id="no step wanted"),
        pytest.param([series(1, 1)], {"steps": [1]}, "'y': (1, 2), (1, 2)", "(1, 2)", id="twice"),
        pytest.param([RIGHT], {"at_least": 4}, "'y': (0, 0)", "(5, 10) …", id="too few"),
        pytest.param([series(0, 1, 1)], {"at_least": 2}, "'y'", "(5, 10) …", id="doubled"),
        pytest.param(
            [series(0, 1, value_at=lambda step: math.nan)], {}, "(0, nan)", "(0, 0)", id="NaN"
        ),
    ],
)
def test_no_series_is_right(found, more, got, want):
    """Wrong values, missing, additional or repeated steps, or too few of them are a mismatch."""
    error = mismatch(assert_one_of_series, found, line, **more)

    assert got in error.got
    assert want in error.want


@pytest.mark.parametrize("steps", [None, [3, 4]])
def test_no_series_at_all(steps):
    """Without any series the mismatch says so and shows some of what is wanted."""
    error = mismatch(assert_one_of_series, [], line, steps=steps)

    assert error.note == NO_SERIES
    assert error.want == ("(3, 6), (4, 8)" if steps else "(0, 0), (1, 2), (2, 4)")


def test_the_closest_series_is_shown():
    """Of several wrong series the one with the fewest wrong points is shown."""
    near = Series("", "near", (0, 1, 2), (0.0, 2.0, 5.0))
    far = Series("", "far", (0, 1, 2), (1.0, 3.0, 5.0))

    for found in ([near, far], [far, near]):
        assert "'near'" in mismatch(assert_one_of_series, found, line).got


def test_the_first_wrong_point_is_shown():
    """Of a long series the points around the first wrong one are shown, and not many."""
    values = [2.0 * step for step in range(100)]
    values[50] = -1.0
    error = mismatch(
        assert_one_of_series, [Series("", "y", tuple(range(100)), tuple(values))], line
    )

    assert "(50, -1)" in error.got
    assert "(50, 100)" in error.want
    assert error.got.count("(") == error.want.count("(") == SHOWN
    assert error.got.endswith(" …")


def test_repeated_steps_are_said():
    """A series with two points on one step is told apart from one with too few."""
    repeated = mismatch(assert_one_of_series, [series(*range(10), 9)], line, at_least=5)
    short = mismatch(assert_one_of_series, [RIGHT], line, at_least=5)

    assert repeated.note == REPEATED
    assert short.note is not None
    assert "3" in short.note.en
    assert "5" in short.note.zh


@law
@given(
    slope=st.floats(-1e6, 1e6),
    steps=st.lists(st.integers(-(10**6), 10**6), unique=True, min_size=1),
)
def test_float32_is_precise_enough(slope, steps):
    """A series that was rounded to float32, as event files are, is still right."""
    rounded = tuple(float(np.float32(slope * step)) for step in steps)

    assert_one_of_series(
        [Series("", "y", tuple(steps), rounded)], lambda step: slope * step, steps=steps
    )


@law
@given(
    steps=st.lists(st.integers(0, 100), unique=True, min_size=1),
    slope=st.integers(-20, 20).map(float),
    data=st.data(),
)
def test_one_wrong_point_is_found(steps, slope, data):
    """A series with a single wrong value, or without one of the steps, is never right."""
    place = data.draw(st.integers(0, len(steps) - 1))
    values = [slope * step for step in steps]
    values[place] += data.draw(st.sampled_from([0.5, -0.5, math.nan, math.inf]))
    wrong = Series("", "y", tuple(steps), tuple(values))
    short = series(*steps[:place], *steps[place + 1 :], value_at=lambda step: slope * step)

    mismatch(assert_one_of_series, [wrong], lambda step: slope * step)
    mismatch(assert_one_of_series, [short], lambda step: slope * step, steps=steps)


NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@law
@given(
    found=st.lists(
        st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), NUMBERS), max_size=5).map(
            lambda points: Series("", "y", tuple(s for s, _ in points), tuple(v for _, v in points))
        ),
        max_size=3,
    ),
    steps=st.none() | st.lists(st.integers(0, 5)),
    at_least=st.integers(0, 3),
)
def test_any_series_pass_or_mismatch(found, steps, at_least):
    """Whatever the event files hold, the claim passes or raises Mismatch."""
    try:
        assert_one_of_series(found, line, steps=steps, at_least=at_least)
    except Mismatch as error:
        assert len(error.got) < 1000


@pytest.mark.parametrize(
    ("got", "want", "equal"),
    [
        (1.0, 1.0, True),
        (0.0, 1e-7, True),
        (1.000005, 1.0, True),
        (1.00002, 1.0, False),
        (math.nan, math.nan, True),
        (math.nan, 1.0, False),
        (1.0, math.nan, False),
        (math.inf, math.inf, True),
        (math.inf, -math.inf, False),
        (math.inf, 1e38, False),
        (float(np.float32(0.1)), 0.1, True),
    ],
)
def test_close(got, want, equal):
    """Values of event files are equal up to float32; NaN equals NaN."""
    assert close(got, want) is equal


GROUPS = [
    {"params": ["tensor(", "(2,)"], "lr": ["0.01"], "nesterov": ["False"]},
    {"params": ["tensor(", "(3,)"], "lr": ["0.02"], "nesterov": ["False"]},
]
PRINTED = """group 1
  params: [tensor([0., 0.], requires_grad=True)]
  lr: 0.01
  nesterov: False
group 2
  params: [tensor([0., 0., 0.], requires_grad=True)]
  lr: 0.02
  nesterov: False
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PRINTED, id="lines"),
        pytest.param(PRINTED.replace("\n", " "), id="one line"),
        pytest.param(PRINTED.replace("tensor([0., 0.], requires_grad=True)", "(2,)"), id="shapes"),
        pytest.param("前言\n" + PRINTED + "尾声", id="with other text"),
    ],
)
def test_printed(text):
    """Every key of every group with one of the texts for its value passes, in any layout."""
    assert_printed(text, GROUPS)


@pytest.mark.parametrize(
    ("text", "where", "key"),
    [
        pytest.param("", "param_groups[0]", "params", id="nothing"),
        pytest.param(PRINTED.replace("lr: 0.02", ""), "param_groups[0]", "lr", id="key once"),
        pytest.param(PRINTED.replace("0.02", "0.03"), "param_groups[1]", "lr", id="value"),
        pytest.param(
            PRINTED.split("group 2", maxsplit=1)[0], "param_groups[0]", "params", id="first only"
        ),
        pytest.param(PRINTED.replace("False", "?"), "param_groups[0]", "nesterov", id="flag"),
    ],
)
def test_not_printed(text, where, key):
    """The first entry that is missing is named, with its group."""
    error = mismatch(assert_printed, text, GROUPS)

    assert error.where == where
    assert error.want.startswith(f"{key}: ")
    assert error.note is not None
    assert key in error.note.zh


def test_no_groups():
    """Nothing is wanted of an optimiser without groups."""
    assert_printed("", [])


@law
@given(text=st.text())
def test_any_text_passes_or_mismatches(text):
    """Whatever was printed, the claim passes or raises Mismatch of bounded length."""
    try:
        assert_printed(text * 100, GROUPS)
    except Mismatch as error:
        assert len(error.got) < 1000
