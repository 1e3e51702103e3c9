"""Two runs over a class are compared: who gains, who loses, by which check."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from grader.model import Ruling


class Ruled(Struct, frozen=True, gc=False):
    """A check of one student in one run, in short."""

    ruling: Ruling
    points: int

    @property
    def earned(self) -> int:
        return self.points if self.ruling is Ruling.PASSED else 0


Rulings = Mapping[str, Mapping[str, Ruled]]
"""By student, by `week/exercise/check`."""


class Change(Struct, frozen=True):
    """A check that is ruled otherwise; None where one of the runs does not have it."""

    check: str
    old: Ruled | None
    new: Ruled | None

    @property
    def gain(self) -> int:
        """Points, below zero for a loss."""
        return (self.new.earned if self.new else 0) - (self.old.earned if self.old else 0)


class Difference(Struct, frozen=True):
    """What a new run changes; students and checks that it does not change are not in it."""

    changes: dict[str, list[Change]]
    """By student."""
    gone: tuple[str, ...]
    """Students of the old run only."""
    new: tuple[str, ...]

    def by_check(self) -> dict[str, list[Change]]:
        """The same changes, by check."""
        found: dict[str, list[Change]] = {}
        for changes in self.changes.values():
            for change in changes:
                found.setdefault(change.check, []).append(change)
        return dict(sorted(found.items()))


def compare(old: Rulings, new: Rulings) -> Difference:
    """Every check that is ruled otherwise or is worth something else."""
    changes = {}
    for student in sorted(old.keys() & new.keys()):
        before, after = old[student], new[student]
        found = [
            Change(check, before.get(check), after.get(check))
            for check in dict.fromkeys([*before, *after])
            if before.get(check) != after.get(check)
        ]
        if found:
            changes[student] = found
    return Difference(changes, tuple(sorted(old.keys() - new)), tuple(sorted(new.keys() - old)))
