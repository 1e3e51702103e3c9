"""A student's own pytest run: `student` is the file beside the property file.

It gives the fixture to the property files of a course and says failures in its words.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from grader.plugin.prepared import EXAMPLE, one_thread, prepare

if TYPE_CHECKING:
    from grader.authoring.student import Student
    from grader.model import Exercise, Verdict
    from grader.sandbox.perform import Namespace

_VERDICT = pytest.StashKey["Verdict"]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Prepare the properties among the collected tests."""
    for item in items:
        if isinstance(item, pytest.Function) and _is_property(item):
            # a course is no test suite: what its students' code warns of is not an error
            item.add_marker(pytest.mark.filterwarnings("ignore"))
            prepare(item)


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

    file = root / exercise.test
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
    from grader import catalogue, words
    from grader.authoring import blame, show
    from grader.authoring.errors import NotWritten
    from grader.authoring.student import Student, calls_in
    from grader.diagnose import diagnose, misconceptions
    from grader.judge import rule
    from grader.model import Ruling, Verdict

    check = item.obj.check
    exercise = _exercise(item.path)
    root = catalogue.find_root(item.path) or item.path.parent
    file = _answer_file(item.path)
    observation = blame.observe(check.name, error, blame.owner_of(root, file))
    if isinstance(error, NotWritten):
        note = words.NOT_DEFINED.format(file=file.name, name=error.name)
        observation = msgspec.structs.replace(observation, notes=(note,))
    subject = item.funcargs.get("student")
    calls = calls_in(subject) if isinstance(subject, Student) else []
    example = show.show_input(item.stash[EXAMPLE], calls)
    observation = msgspec.structs.replace(observation, counterexample=example)
    verdict = Verdict(check, rule(observation), observation)
    if verdict.ruling is Ruling.FAILED and calls:
        found = diagnose(calls, calls, misconceptions(exercise))
        verdict = msgspec.structs.replace(verdict, diagnosis=found)
    return verdict
