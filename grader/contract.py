"""A stub and its property file, read with `ast`, become functions and Checks.

Neither file is imported, so that a list of the course costs no torch; for that
the arguments of `@check` have to be literals. What a course author got wrong is said with
file, line and remedy.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from . import words
from .model import Check, Text

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class CourseError(Exception):
    """The course is broken; `text` names the file, the entry and the remedy."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.text = text


class _Arguments(Struct, forbid_unknown_fields=True):
    points: Annotated[int, Meta(ge=1)]
    zh: Annotated[str, Meta(pattern=r"\S")]
    en: Annotated[str, Meta(pattern=r"\S")]
    homework: bool = False
    examples: Annotated[int, Meta(ge=1)] = 1


def functions(stub: Path) -> tuple[str, ...]:
    """The public functions and classes at the top level of a stub, in order.

    Raises:
        CourseError: the file is missing, does not parse, or defines nothing public.
    """
    defined = (node for node in _python(stub).body if isinstance(node, _Definition))
    public = tuple(node.name for node in defined if not node.name.startswith("_"))
    if not public:
        raise CourseError(words.COURSE_EMPTY_STUB.format(file=stub))
    return public


def definition(names: Iterable[str]) -> re.Pattern[str]:
    """Finds where one of the names is defined at the top level, told from a text."""
    either = "|".join(map(re.escape, names))
    return re.compile(rf"^(?:async\s+def|def|class)\s+(?:{either})\b", re.MULTILINE)


def checks(file: Path) -> tuple[Check, ...]:
    """The checks of a property file, in order, each named after its function without `test_`.

    Raises:
        CourseError: the file is missing or does not parse, a `@check` is not literal or not on
            a top-level `test_` function, or such a function has no `@check`.
    """
    tree = _python(file)
    for node in ast.walk(tree):
        if isinstance(node, _Definition):
            _in_its_place(file, tree, node)
    tests = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    if not tests:
        raise CourseError(words.COURSE_NO_CHECKS.format(file=file))
    once(file, [node.name for node in tests])
    return tuple(_check(file, node) for node in tests)


def _in_its_place(file: Path, tree: ast.Module, node: _Definition) -> None:
    """Refuse a @check that pytest would not run, and a test that would earn nothing."""
    plain = isinstance(node, ast.FunctionDef) and node in tree.body
    is_test = node.name.startswith("test_")
    checks = len(_check_decorators(node))
    if checks and not (plain and is_test):
        problem = words.COURSE_CHECK_PLACE
    elif is_test and checks != 1:
        problem = words.COURSE_CHECK_MISSING
    else:
        return
    raise CourseError(problem.format(file=file, line=node.lineno, entry=node.name))


def _check(file: Path, node: ast.FunctionDef) -> Check:
    (decorator,) = _check_decorators(node)
    try:
        return _literal_check(node.name, decorator)
    except (TypeError, ValueError) as error:
        raise CourseError(
            words.COURSE_CHECK_SHAPE.format(file=file, line=node.lineno, entry=node.name)
        ) from error


def _literal_check(name: str, decorator: ast.expr) -> Check:
    if not isinstance(decorator, ast.Call):
        raise ValueError("bare @check, without points")
    (points,) = map(ast.literal_eval, decorator.args)
    named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in decorator.keywords}
    said = msgspec.convert({"points": points, **named}, _Arguments)
    return Check(name.removeprefix("test_"), said.points, Text(said.zh, said.en), said.homework)


def _check_decorators(node: _Definition) -> list[ast.expr]:
    """Written `@check(…)` or `@grader.check(…)`."""
    found = []
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
        if name == "check":
            found.append(decorator)
    return found


def once(file: Path, names: Iterable[str]) -> None:
    """Refuse a name that stands twice; `file` is where to look for it."""
    for name, count in Counter(names).items():
        if count > 1:
            raise CourseError(words.COURSE_TWICE.format(file=file, entry=name))


def _python(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_bytes(), filename=str(file))
    except OSError as error:
        listed = file.parent / "week.toml"
        raise CourseError(words.COURSE_NO_FILE.format(file=file, entry=listed)) from error
    except (SyntaxError, ValueError) as error:
        line, problem = getattr(error, "lineno", 1), getattr(error, "msg", error)
        raise CourseError(
            words.COURSE_NOT_PYTHON.format(file=file, line=line, problem=problem)
        ) from error
