"""The course's policy: what lateness leaves of a week's points, and which attempt counts.

What is handed in within the grace is on time. After it every day begun since the deadline
costs its percentage of the points earned, up to the cap.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from grader.model import Attempts, Graded, Mark, Policy, Score

DAY = timedelta(days=1)


def weeks(exercises: Iterable[Graded]) -> dict[str, Score]:
    """Points by week."""
    found: dict[str, Score] = {}
    for graded in exercises:
        week = graded.exercise.week
        found[week] = found.get(week, Score(0, 0)) + graded.score
    return found


def days_late(policy: Policy, week: str, at: datetime) -> int:
    """Days begun since the deadline; none within the grace, or where there is no deadline."""
    deadline = policy.deadlines.get(week)
    if deadline is None or at <= deadline + timedelta(hours=policy.grace_hours):
        return 0
    return math.ceil((at - deadline) / DAY)


def mark(policy: Policy, week: str, raw: Score, at: datetime) -> Mark:
    """A week's mark when it was handed in at that time."""
    days = days_late(policy, week, at)
    percent = min(days * policy.percent_per_day, policy.cap_percent)
    return Mark(week, raw, days, percent, raw.earned * (100 - percent) / 100)


def marks(policy: Policy, scores: Mapping[str, Score], at: datetime) -> tuple[Mark, ...]:
    """Of the weeks that have a deadline."""
    return tuple(
        mark(policy, week, raw, at) for week, raw in scores.items() if week in policy.deadlines
    )


def counted(policy: Policy, week: str, attempts: Sequence[tuple[datetime, Score]]) -> Mark:
    """The mark of the attempt that counts; of equally good ones the first."""
    found = [mark(policy, week, raw, at) for at, raw in sorted(attempts, key=lambda one: one[0])]
    if policy.attempts is Attempts.LAST:
        return found[-1]
    return max(found, key=lambda one: one.adjusted)
