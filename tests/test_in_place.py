"""A student at work: the same properties in the student's own pytest process."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests import warm

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"


@pytest.fixture
def checkout(tmp_path):
    """A student's copy of the miniature course."""
    for part in ("exercises", "reference"):
        shutil.copytree(MINIATURE / part, tmp_path / part)
    shutil.copy(MINIATURE / "course.toml", tmp_path)
    return tmp_path


def pytest_in(checkout, *words):
    """Run pytest as a student would; the finished process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "en_US.UTF-8"}
    command = ("pytest", "-q", "-p", "no:cacheprovider", *words)
    return warm.run(*command, cwd=checkout, env=environment)


def write(checkout, name, source):
    (checkout / "exercises" / "w1" / f"{name}.py").write_text(source, encoding="utf-8")


def test_solutions_pass(checkout):
    """With the worked answers in place everything passes."""
    for file in (MINIATURE / "solutions" / "w1").glob("*.py"):
        shutil.copy(file, checkout / "exercises" / "w1")

    finished = pytest_in(checkout, "exercises")

    assert finished.returncode == 0, finished.stdout


def test_stubs_say_not_started(checkout):
    """A stub gives a line for each check, and no traceback."""
    finished = pytest_in(checkout, "exercises/w1/test_double.py")

    assert "not started  it holds for any tensor" in finished.stdout
    assert "Traceback" not in finished.stdout
    assert "NotImplementedError" not in finished.stdout


def test_a_function_of_another_name_is_missed(checkout):
    """Which name the tests look for is said, and in which file."""
    write(checkout, "double", "def doubled(x):\n    return 2 * x\n")

    text = pytest_in(checkout, "exercises/w1/test_double.py").stdout

    assert "not started  it holds for any tensor" in text
    assert "double.py has no double: the tests find it by its name in the stub" in text


def test_a_failure_is_told_in_the_courses_words(checkout):
    """Claim, smallest input, got, want, diagnosis and next command stand in that order."""
    write(checkout, "double", "def double(x):\n    return x * x\n")

    text = pytest_in(checkout, "exercises/w1/test_double.py", "-k", "of_any_tensor").stdout

    places = [text.index(word) for word in ("input", "got", "want", "diagnosis", "rerun")]
    assert places == sorted(places)
    assert "the square is computed" in text
    assert "student.double" not in text


def test_a_traceback_can_be_had(checkout):
    """--tb=long gives pytest's own account, with the student's line."""
    write(checkout, "double", "def double(x):\n    return [][1]\n")

    text = pytest_in(checkout, "exercises/w1/test_double.py", "--tb=long").stdout

    assert "return [][1]" in text


def test_a_file_that_does_not_compile_is_a_sentence(checkout):
    """A syntax error in the answer is said with file and line."""
    write(checkout, "double", "def double(x:\n")

    text = pytest_in(checkout, "exercises/w1/test_double.py").stdout

    assert "double.py has a syntax error in line 1" in text


def test_a_notebook_in_place_of_the_file(checkout):
    """Where there is no Python file the notebook is run; errors are told by cell."""
    (checkout / "exercises/w1/double.py").unlink()
    cells = ["# notes", "%matplotlib inline\nimport torch", "def double(x):\n    return x.a"]
    kinds = ["markdown", "code", "code"]
    listed = [{"cell_type": kind, "source": cell} for kind, cell in zip(kinds, cells, strict=True)]
    file = checkout / "exercises/w1/double.ipynb"
    file.write_text(json.dumps({"nbformat": 4, "cells": listed}))
    raised = pytest_in(checkout, "exercises/w1/test_double.py").stdout
    listed[2]["source"] = "\ndef double(x:"
    file.write_text(json.dumps({"nbformat": 4, "cells": listed}))
    unparsed = pytest_in(checkout, "exercises/w1/test_double.py").stdout
    file.write_text("{")
    broken = pytest_in(checkout, "exercises/w1/test_double.py").stdout

    assert "double.ipynb:cell 3:2 (double)" in raised
    assert "double.ipynb:cell 3 has a syntax error in line 2" in unparsed
    assert "double.ipynb is not a complete notebook" in broken


def test_other_tests_are_left_alone(checkout):
    """Tests that belong to no course keep pytest's own messages."""
    (checkout / "test_mine.py").write_text("def test_mine():\n    assert 1 == 2\n")

    text = pytest_in(checkout, "test_mine.py").stdout

    assert "assert 1 == 2" in text
