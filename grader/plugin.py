"""The only module that knows pytest.

In place it gives `student` to the property files of a course and says failures in the
course's words. In a grading run `judging` drives one long-lived pytest session that has
collected every property once and runs them, one at a time, for one submission after
another.
"""

from __future__ import annotations

import copy
import functools
import gc
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

if TYPE_CHECKING:
    from grader.authoring.student import Student
    from grader.bank import Example
    from grader.model import Exercise, Owner, Verdict
    from grader.sandbox.perform import Namespace

MAX_EXAMPLES = 1_000
"""Bounds what a property asks for; a test of ours that is not about finding faults lowers it."""
_EXAMPLE = pytest.StashKey[dict[str, Any]]()
_SHRINK = pytest.StashKey[bool]()
_HELD = pytest.StashKey[list["Example"]]()
_VERDICT = pytest.StashKey["Verdict"]()
_BANK = pytest.StashKey[dict[int, list["Example"]]]()


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
        return self.item.stash[_BANK].get(seed, [])

    def learn(self, seed: int, examples: list[Example]) -> None:
        """Take over what was drawn elsewhere under a seed."""
        if examples:
            self.item.stash[_BANK].setdefault(seed, examples)

    def run(self, student: Student, seed: int, shrink: bool = True) -> Result:
        """Run the property; the error that ended it, if any, and the arguments it was drawn.

        Without `shrink` the first failure ends it: the same ruling, for much less work. What
        was drawn under a seed is drawn once: another `student` gets the same examples, and
        Hypothesis wakes only to shrink a failure.
        """
        from grader import bank

        started = time.perf_counter()
        failed = None
        if seed in self.item.stash[_BANK]:
            test = self.item.obj.hypothesis.inner_test.__wrapped__
            failed = bank.replay(test, self.item.stash[_BANK][seed], student)
            if failed is None or not shrink or not isinstance(failed[0], Exception):
                error, example = failed or (None, {})
                return Result(error, example, time.perf_counter() - started)
        self.item.stash[_EXAMPLE] = {}
        self.item.stash[_HELD] = []
        self.item.stash[_SHRINK] = shrink
        _seed(self.item, seed)
        self.judge.student_now, self.judge.error = student, None
        self.item.config.hook.pytest_runtest_protocol(item=self.item, nextitem=None)
        seconds = time.perf_counter() - started
        error = self.judge.error
        if isinstance(error, _Enough):
            error = error.__cause__
        if error is None and failed is not None:  # it did not fail again
            return Result(BaseExceptionGroup("flaky", [failed[0]]), failed[1], seconds)
        if error is None and self.draws:
            self.item.stash[_BANK][seed] = self.item.stash[_HELD]
        return Result(error, self.item.stash[_EXAMPLE], seconds)


class _Enough(BaseException):
    """Carries the first failure past Hypothesis, which would go on to shrink it."""


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
                _prepare(item)

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
            item.stash[_BANK] = {}

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


def one_thread() -> None:
    """What is checked is small: threads would spend more time meeting than working."""
    import torch

    torch.set_num_threads(1)


def owner_of(root: Path, submission: Path | None = None) -> Callable[[Path], Owner | None]:
    """Who wrote a file: the course below `root`, the grader, or the submission."""
    from grader.model import Owner

    package = Path(__file__).resolve().parent

    def owner(file: Path) -> Owner | None:
        # of a notebook each cell has a name of its own
        if submission is not None and str(file).partition(":cell ")[0] == str(submission):
            return Owner.SUBMISSION
        if file.is_relative_to(root / "reference"):
            return Owner.ORACLE
        if file.is_relative_to(root / "exercises") and file.name.startswith("test_"):
            return Owner.PROPERTY
        return Owner.GRADER if file.is_relative_to(package) else None

    return owner


def _prepare(item: pytest.Function) -> None:
    """Our settings, and a copy of the last arguments that Hypothesis drew."""
    item.stash[_EXAMPLE] = {}
    item.stash[_SHRINK] = True
    item.stash[_HELD] = []
    item.stash[_BANK] = {}
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
        item.stash[_EXAMPLE] = kept = copy.deepcopy(drawn)
        example = Example(kept)
        try:
            with holding(example, kwargs["student"]):
                test(*args, **kwargs)
            item.stash[_HELD].append(example)
        except hypothesis.errors.UnsatisfiedAssumption:
            raise
        except Exception as error:
            if item.stash[_SHRINK]:
                raise
            raise _Enough from error

    handle.inner_test = remember


def _seed(item: pytest.Function, seed: int) -> None:
    if hasattr(item.obj, "hypothesis"):
        import hypothesis

        hypothesis.seed(seed)(item.obj)


# In place: a student's own pytest run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Prepare the properties among the collected tests."""
    for item in items:
        if isinstance(item, pytest.Function) and _is_property(item):
            # a course is no test suite: what its students' code warns of is not an error
            item.add_marker(pytest.mark.filterwarnings("ignore"))
            _prepare(item)


@pytest.fixture(scope="module")
def answer(request: pytest.FixtureRequest) -> Namespace:
    """What lies beside the property file: the Python file, imported, or a text in its place."""
    from grader.authoring import texts
    from grader.diagnose import oracle
    from grader.sandbox.perform import Namespace

    exercise, file = _exercise(request.path), _answer_file(request.path)
    text = _text_file(file, exercise)
    if text is None:
        return Namespace(_import(file))
    values = oracle(exercise).read_text(None, texts.decoded(text.read_bytes()))
    return texts.namespace(values)


@pytest.fixture
def student(request: pytest.FixtureRequest, answer: Namespace) -> Student:
    """That file as a property sees it."""
    from grader.authoring.student import InPlace, Student
    from grader.sandbox import source

    one_thread()
    exercise = _exercise(request.path)
    file = _answer_file(request.path)
    facts = source.read(_python(file), file.name, exercise.forbids)
    return Student(InPlace(answer), exercise, mentions=facts["mentions"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Say a property's failure in the course's words, unless a traceback was asked for."""
    from grader import words
    from grader.render import terminal

    style = item.config.getoption("tbstyle", "auto")
    if (
        call.excinfo is None
        or style != "auto"
        or not isinstance(item, pytest.Function)
        or not _is_property(item)
    ):
        return (yield)
    item.config.option.tbstyle = "no"  # pytest would parse all sources to print a traceback
    try:
        report: Any = yield
    finally:
        item.config.option.tbstyle = style
    if report.failed:
        item.stash[_VERDICT] = verdict = _verdict(item, call.excinfo.value)
        lang = words.language(os.environ)
        report.longrepr = terminal.render_verdict(verdict, _exercise(item.path), lang)
    return report  # type: ignore[no-any-return]


def _is_property(item: pytest.Function) -> bool:
    return hasattr(item.obj, "check")


def _answer_file(test_file: Path) -> Path:
    from grader import stubs

    return stubs.place(test_file.parent, test_file.stem.removeprefix("test_"))


def _text_file(file: Path, exercise: Exercise) -> Path | None:
    """A text that the exercise accepts, beside a Python file that is missing or not begun."""
    if file.is_file() and b"raise NotImplementedError" not in file.read_bytes():
        return None
    texts = [file.with_suffix(f".{ending}") for ending in exercise.accepts]
    return next(filter(Path.is_file, texts), None)


def _exercise(test_file: Path) -> Exercise:
    from grader import catalogue

    exercise = catalogue.beside(test_file)
    if exercise is None:
        raise pytest.UsageError(f"week.toml has no entry for {test_file.name}")
    return exercise


def _python(file: Path) -> bytes:
    """The source of an answer, none if it is not there.

    Raises:
        Mismatch: it is a notebook that cannot be read.
    """
    from grader import notebook
    from grader.authoring.errors import Mismatch
    from grader.model import Text

    content = file.read_bytes() if file.is_file() else b""
    if file.suffix != notebook.SUFFIX:
        return content
    source = notebook.python(content, file.name)
    if isinstance(source, Text):
        raise Mismatch("", "", note=source)
    return source


def _import(file: Path) -> ModuleType:
    from grader import notebook

    module = ModuleType(file.stem)
    module.__file__ = str(file)
    code = _python(file)
    parts = [(str(file), code)]
    if file.suffix == notebook.SUFFIX:
        parts = [(f"{file}:cell {number}", cell) for number, cell in notebook.cells(code)]
    with _path(file.parent):
        for name, part in parts:
            exec(compile(part, name, "exec", dont_inherit=True), vars(module))
    return module


@contextmanager
def _path(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def practise(root: Path, exercise: Exercise, done: Callable[[Verdict], None]) -> None:
    """Run an exercise's properties in place; `done` gets each verdict as soon as it is known."""
    from grader.model import Observation, Outcome, Owner, Ruling, Verdict

    file = root / "exercises" / exercise.week / f"test_{exercise.name}.py"
    sys.path.insert(0, str(root))
    arguments = ["--rootdir", str(root), "-c", os.devnull, "--noconftest"]
    arguments += ["--import-mode=importlib", "--disable-plugin-autoload", "-p", __name__]
    for plugin in ("terminal", "cacheprovider", "logging", "faulthandler", "unraisableexception"):
        arguments += ["-p", f"no:{plugin}"]
    practice = _Practice(done)
    arguments += ["--continue-on-collection-errors"]
    if pytest.main([*arguments, str(file)], plugins=[practice]) == pytest.ExitCode.INTERRUPTED:
        return  # by the student's code: it has no answer to give
    for check in exercise.checks:
        if check.name not in practice.ruled:
            error = practice.collect_error or f"{file.name} has no test_{check.name}"
            seen = Observation(check.name, Outcome.RAISED, Owner.PROPERTY, error=error)
            done(Verdict(check, Ruling.UNGRADED, seen))


class _Practice:
    """The plugin object of a run in place that is looked at check by check."""

    def __init__(self, done: Callable[[Verdict], None]) -> None:
        self.done = done
        self.ruled: set[str] = set()
        self.collect_error = ""

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.collect_error = str(report.longrepr)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Function, call: pytest.CallInfo[None]
    ) -> Iterator[None]:
        from grader.model import Observation, Outcome, Ruling, Verdict

        report = yield
        check = item.obj.check
        held = Verdict(check, Ruling.PASSED, Observation(check.name, Outcome.HELD))
        if call.excinfo is not None or call.when == "call":
            self.ruled.add(check.name)
            self.done(item.stash.get(_VERDICT, held))
        return report


def _verdict(item: pytest.Function, error: BaseException) -> Verdict:
    from grader import catalogue
    from grader.authoring import blame, show
    from grader.authoring.student import Student, calls_in
    from grader.diagnose import diagnose, misconceptions
    from grader.judge import rule
    from grader.model import Ruling, Verdict

    check = item.obj.check
    exercise = _exercise(item.path)
    root = catalogue.find_root(item.path) or item.path.parent
    observation = blame.observe(check.name, error, owner_of(root, _answer_file(item.path)))
    subject = item.funcargs.get("student")
    calls = calls_in(subject) if isinstance(subject, Student) else []
    example = show.show_input(item.stash[_EXAMPLE], calls)
    observation = msgspec.structs.replace(observation, counterexample=example)
    verdict = Verdict(check, rule(observation), observation)
    if verdict.ruling is Ruling.FAILED and calls:
        found = diagnose(calls, calls, misconceptions(exercise))
        verdict = msgspec.structs.replace(verdict, diagnosis=found)
    return verdict
