"""A property as pytest collected it, ready to be run with our settings and to be remembered."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.bank import Example

MAX_EXAMPLES = 1_000
"""Bounds what a property asks for; a test of ours that is not about finding faults lowers it."""
EXAMPLE = pytest.StashKey[dict[str, Any]]()
"""The last arguments that Hypothesis drew."""
SHRINK = pytest.StashKey[bool]()
HELD = pytest.StashKey[list["Example"]]()
BANK = pytest.StashKey[dict[int, list["Example"]]]()


class Enough(BaseException):
    """Carries the first failure past Hypothesis, which would go on to shrink it."""


def prepare(item: pytest.Function) -> None:
    """Our settings, and a copy of the last arguments that Hypothesis drew."""
    item.stash[EXAMPLE] = {}
    item.stash[SHRINK] = True
    item.stash[HELD] = []
    item.stash[BANK] = {}
    handle = getattr(item.obj, "hypothesis", None)
    if handle is None or getattr(item.obj, "prepared", False):
        return
    import hypothesis

    item.obj.prepared = True
    hypothesis.settings(
        max_examples=min(item.obj.examples, MAX_EXAMPLES),
        deadline=None,
        database=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )(item.obj)
    from grader.bank import Example, holding

    test = handle.inner_test

    @functools.wraps(test)
    def remember(*args: Any, **kwargs: Any) -> None:
        drawn = {name: value for name, value in kwargs.items() if name != "student"}
        item.stash[EXAMPLE] = kept = copy.deepcopy(drawn)
        example = Example(kept)
        try:
            with holding(example, kwargs["student"]):
                test(*args, **kwargs)
            item.stash[HELD].append(example)
        except hypothesis.errors.UnsatisfiedAssumption:
            raise
        except Exception as error:
            if item.stash[SHRINK]:
                raise
            raise Enough from error

    handle.inner_test = remember


def seed_with(item: pytest.Function, seed: int) -> None:
    if hasattr(item.obj, "hypothesis"):
        import hypothesis

        hypothesis.seed(seed)(item.obj)


def one_thread() -> None:
    """What is checked is small: threads would spend more time meeting than working."""
    import torch

    torch.set_num_threads(1)
