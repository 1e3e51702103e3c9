"""What an observation means for the points: this table, and nothing else."""

from __future__ import annotations

from grader.model import Observation, Outcome, Owner, Ruling


def rule(observation: Observation) -> Ruling:
    """The ruling on one check.

    Our fault is never a student's zero: blame on anything but the submission withholds
    the points, and so does a text that a person has to read. Code that was not written is not
    wrong, it has not begun.
    """
    if observation.owner is not Owner.SUBMISSION:
        return Ruling.UNGRADED
    if observation.unwritten:
        return Ruling.NOT_STARTED
    if observation.outcome is Outcome.UNDECIDED:
        return Ruling.UNGRADED
    return Ruling.PASSED if observation.outcome is Outcome.HELD else Ruling.FAILED
