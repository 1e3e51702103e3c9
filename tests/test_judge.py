"""The table between what happened and what it means for the points."""

from __future__ import annotations

from itertools import product

import pytest

from grader.judge import rule
from grader.model import Observation, Outcome, Owner, Ruling

PASSED, FAILED, NOT_STARTED, UNGRADED = (
    Ruling.PASSED,
    Ruling.FAILED,
    Ruling.NOT_STARTED,
    Ruling.UNGRADED,
)
WRITTEN = {
    Outcome.HELD: PASSED,
    Outcome.BROKE: FAILED,
    Outcome.RAISED: FAILED,
    Outcome.TIMED_OUT: FAILED,
    Outcome.OUT_OF_MEMORY: FAILED,
    Outcome.DIED: FAILED,
    Outcome.REFUSED: FAILED,
    Outcome.UNREACHED: FAILED,
    Outcome.UNDECIDED: UNGRADED,
}
OURS = (Owner.PROPERTY, Owner.ORACLE, Owner.GRADER)
TABLE = [
    *((outcome, Owner.SUBMISSION, False, ruling) for outcome, ruling in WRITTEN.items()),
    *((outcome, Owner.SUBMISSION, True, NOT_STARTED) for outcome in WRITTEN),
    *((*one, UNGRADED) for one in product(WRITTEN, OURS, (False, True))),
]


@pytest.mark.parametrize(("outcome", "owner", "unwritten", "ruling"), TABLE)
def test_rules_by_the_table(outcome, owner, unwritten, ruling):
    """The submission's own code passes if it held, fails if not, and has not begun if unwritten.

    A text that a person has to read is ungraded, and so is whatever is blamed on us.
    """
    assert rule(Observation("check", outcome, owner, unwritten)) is ruling


def test_the_table_is_whole():
    """Every outcome, owner and kind of answer stands in the table exactly once."""
    asked = [row[:3] for row in TABLE]

    assert len(asked) == len(set(asked))
    assert set(asked) == set(product(Outcome, Owner, (False, True)))


def test_the_rest_of_an_observation_does_not_matter():
    """Texts and seconds do not change a ruling."""
    plain = Observation("check", Outcome.BROKE)
    full = Observation("check", Outcome.BROKE, got="1", want="2", error="x", seconds=9.0)

    assert rule(plain) is rule(full)
