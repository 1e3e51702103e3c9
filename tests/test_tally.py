"""Points: what earns, what is withheld, and which lists of verdicts are refused."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from grader.model import Check, Exercise, Form, Observation, Outcome, Ruling, Score, Text, Verdict
from grader.tally import tally, total

BOTH = Text("句", "sentence")


def exercise_of(*points: int, name: str = "double") -> Exercise:
    checks = tuple(Check(f"check_{i}", worth, BOTH) for i, worth in enumerate(points))
    return Exercise("w1", name, BOTH, ("double",), checks)


def verdicts_on(exercise: Exercise, *rulings: Ruling) -> list[Verdict]:
    return [
        Verdict(check, ruling, Observation(check.name, Outcome.BROKE))
        for check, ruling in zip(exercise.checks, rulings, strict=True)
    ]


def test_what_each_ruling_is_worth():
    """PASSED earns, UNGRADED is withheld, FAILED and NOT_STARTED are worth nothing."""
    exercise = exercise_of(1, 2, 4, 8)
    rulings = [Ruling.PASSED, Ruling.FAILED, Ruling.NOT_STARTED, Ruling.UNGRADED]

    graded = tally(exercise, Form.FUNCTIONS, verdicts_on(exercise, *rulings), (BOTH,))

    assert graded.score == Score(earned=1, possible=15, withheld=8)
    assert (graded.form, graded.notes) == (Form.FUNCTIONS, (BOTH,))
    assert [verdict.ruling for verdict in graded.verdicts] == rulings


@given(data=st.data(), points=st.lists(st.integers(1, 100), min_size=1, max_size=8))
def test_points_are_never_made(data, points):
    """Earned and withheld points are never more than the possible ones, nor negative."""
    exercise = exercise_of(*points)
    rulings = [data.draw(st.sampled_from(Ruling)) for _ in points]

    score = tally(exercise, None, verdicts_on(exercise, *rulings)).score

    assert score.possible == sum(points)
    assert 0 <= score.earned <= score.earned + score.withheld <= score.possible


@pytest.mark.parametrize(
    "choose",
    [
        pytest.param(lambda first, second: [first], id="missing"),
        pytest.param(lambda first, second: [], id="none"),
        pytest.param(lambda first, second: [first, second, second], id="extra"),
        pytest.param(lambda first, second: [first, first], id="twice"),
        pytest.param(lambda first, second: [second, first], id="other order"),
    ],
)
def test_refuses_other_verdicts_than_planned(choose):
    """Every planned check comes back exactly once and in order, or nothing is added up."""
    exercise = exercise_of(1, 2)
    verdicts = verdicts_on(exercise, Ruling.PASSED, Ruling.PASSED)

    with pytest.raises(ValueError, match="w1/double"):
        tally(exercise, None, choose(*verdicts))


def test_refuses_a_check_worth_more_than_planned():
    """A verdict carries the planned check itself: a changed number of points is refused."""
    exercise = exercise_of(1)
    verdicts = verdicts_on(exercise_of(100), Ruling.PASSED)

    with pytest.raises(ValueError, match="w1/double"):
        tally(exercise, None, verdicts)


def test_refuses_the_observation_of_another_check():
    """A verdict whose observation belongs to another check is refused."""
    exercise = exercise_of(1)
    verdict = Verdict(exercise.checks[0], Ruling.PASSED, Observation("other", Outcome.HELD))

    with pytest.raises(ValueError, match="other"):
        tally(exercise, None, [verdict])


def test_total_adds_exercises():
    """The total is the sum over exercises, and nothing is the total of none."""
    first, second = exercise_of(1, 2), exercise_of(4, name="line_count")
    graded = [
        tally(first, None, verdicts_on(first, Ruling.PASSED, Ruling.FAILED)),
        tally(second, None, verdicts_on(second, Ruling.UNGRADED)),
    ]

    assert total(graded) == Score(earned=1, possible=7, withheld=4)
    assert total([]) == Score(0, 0)


def test_total_counts_an_exercise_once():
    """The same exercise twice in one total is refused."""
    exercise = exercise_of(1)
    graded = tally(exercise, None, verdicts_on(exercise, Ruling.PASSED))

    with pytest.raises(ValueError, match="twice"):
        total([graded, graded])
