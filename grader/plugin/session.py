"""One long-lived pytest session that has collected every property of a course once.

It runs them, one at a time, for one submission after another.
"""

from __future__ import annotations

import gc
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.plugin.prepared import (
    BANK,
    EXAMPLE,
    HELD,
    SHRINK,
    Enough,
    one_thread,
    prepare,
    seed_with,
)

if TYPE_CHECKING:
    from grader.authoring.student import Student
    from grader.bank import Example


class Trial:
    """One property, ready to be run for any `student` under any seed."""

    def __init__(self, item: pytest.Function, judge: Judge) -> None:
        self.item = item
        self.judge = judge

    @property
    def draws(self) -> bool:
        """Whether it is run for drawn examples, not once."""
        return hasattr(self.item.obj, "hypothesis")

    def bank(self, seed: int) -> list[Example]:
        """What was drawn under a seed; empty if nothing has held yet."""
        return self.item.stash[BANK].get(seed, [])

    def learn(self, seed: int, examples: list[Example]) -> None:
        """Take over what was drawn elsewhere under a seed."""
        if examples:
            self.item.stash[BANK].setdefault(seed, examples)

    def run(self, student: Student, seed: int, shrink: bool = True) -> Result:
        """Run the property; the error that ended it, if any, and the arguments it was drawn.

        Without `shrink` the first failure ends it: the same ruling, for much less work. What
        was drawn under a seed is drawn once: another `student` gets the same examples, and
        Hypothesis wakes only to shrink a failure.
        """
        from grader import bank

        started = time.perf_counter()
        failed = None
        if seed in self.item.stash[BANK]:
            test = self.item.obj.hypothesis.inner_test.__wrapped__
            failed = bank.replay(test, self.item.stash[BANK][seed], student)
            if failed is None or not shrink or not isinstance(failed[0], Exception):
                error, example = failed or (None, {})
                return Result(error, example, time.perf_counter() - started)
        self.item.stash[EXAMPLE] = {}
        self.item.stash[HELD] = []
        self.item.stash[SHRINK] = shrink
        seed_with(self.item, seed)
        self.judge.student_now, self.judge.error = student, None
        self.item.config.hook.pytest_runtest_protocol(item=self.item, nextitem=None)
        seconds = time.perf_counter() - started
        error = self.judge.error
        if isinstance(error, Enough):
            error = error.__cause__
        if error is None and failed is not None:  # it did not fail again
            return Result(BaseExceptionGroup("flaky", [failed[0]]), failed[1], seconds)
        if error is None and self.draws:
            self.item.stash[BANK][seed] = self.item.stash[HELD]
        return Result(error, self.item.stash[EXAMPLE], seconds)


class Result:
    """How a property ended: `error` is None if it held."""

    def __init__(
        self, error: BaseException | None, example: dict[str, Any], seconds: float
    ) -> None:
        self.error = error
        self.example = example
        self.seconds = seconds


class Judge:
    """The plugin object of a grading run."""

    def __init__(self, body: Callable[[Trials], None]) -> None:
        self.body = body
        self.student_now: Student | None = None
        self.error: BaseException | None = None
        self.collect_errors: dict[Path, str] = {}

    @pytest.fixture
    def student(self) -> Student | None:
        return self.student_now

    @pytest.hookimpl
    def pytest_configure(self, config: pytest.Config) -> None:
        # nobody sees a traceback here, and pytest would parse all of its sources to print one
        config.option.tbstyle = "no"

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.collect_errors[Path(report.nodeid)] = str(report.longrepr)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if isinstance(item, pytest.Function):
                prepare(item)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.body(Trials(session, self))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Iterator[None]:
        if call.excinfo is not None and self.error is None:
            self.error = call.excinfo.value
        return (yield)


class Trials:
    """All properties of the course, by exercise and check."""

    def __init__(self, session: pytest.Session, judge: Judge) -> None:
        self.judge = judge
        self.items = {
            (item.path, item.originalname): item
            for item in session.items
            if isinstance(item, pytest.Function)
        }

    def forget(self) -> None:
        """Empty the bank: every example will be drawn anew."""
        for item in self.items.values():
            item.stash[BANK] = {}

    def find(self, file: Path, check: str) -> Trial | str:
        """The property, or the reason why its file could not be collected."""
        item = self.items.get((file, f"test_{check}"))
        if item is not None:
            return Trial(item, self.judge)
        reasons = [
            text for path, text in self.judge.collect_errors.items() if path.name == file.name
        ]
        return reasons[0] if reasons else f"{file.name} has no test_{check}"


def judging(root: Path, files: list[Path], body: Callable[[Trials], None]) -> None:
    """Collect property files once and hand them to `body` within one pytest session.

    Nothing of a submission takes part: no rootdir, no conftest, no configuration but ours.

    Raises:
        KeyboardInterrupt: as it came.
        RuntimeError: pytest did not come as far as running tests.
        BaseException: whatever `body` raises.
    """
    failure: list[BaseException] = [RuntimeError("the pytest session did not start")]

    def guarded(trials: Trials) -> None:
        failure.clear()
        gc.freeze()  # what has been imported stays: half a second for each look through it
        try:
            body(trials)
        except BaseException as error:
            failure.append(error)

    from grader.sandbox import uncompiled

    one_thread()
    uncompiled.install()
    sys.path.insert(0, str(root))
    arguments = ["--rootdir", str(root), "-c", os.devnull, "--noconftest"]
    arguments += ["--import-mode=importlib", "--assert=plain", "--disable-plugin-autoload"]
    arguments += ["--continue-on-collection-errors", "--capture=no"]
    for plugin in ("terminal", "cacheprovider", "warnings", "logging", "faulthandler"):
        arguments += ["-p", f"no:{plugin}"]
    arguments += ["-p", "no:unraisableexception", "-p", "no:threadexception"]
    with warnings.catch_warnings():
        # what torch says of misconceptions, which run here, is no matter of the report
        warnings.simplefilter("ignore")
        code = pytest.main([*arguments, *map(str, files)], plugins=[Judge(guarded)])
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if failure:
        raise failure[0]
