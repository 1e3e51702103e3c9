"""Feedback in a student's notebook: where it stands, what it says, what is left alone."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from grader import feedback
from grader.model import (
    Check,
    Diagnosis,
    Exercise,
    Form,
    Graded,
    Observation,
    Outcome,
    Ruling,
    Score,
    Text,
    Verdict,
)
from tests import warm

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"

DOUBLE = "def double(x):\n    return x * x"


def exercise(name="double", *functions):
    check = Check("of_any", 2, Text("对任意张量成立", "it holds for any tensor"))
    return Exercise(
        "w1", name, Text("加倍", "Double"), functions or (name,), (check,), (check.claim,)
    )


def graded(name="double", got="x", *functions):
    one = exercise(name, *functions)
    seen = Observation("of_any", Outcome.BROKE, got=got, want="6")
    says = Text("算成了平方", "the square is computed")
    verdict = Verdict(one.checks[0], Ruling.FAILED, seen, Diagnosis("square", says, says))
    return Graded(one, Form.FUNCTIONS, (verdict,), Score(0, 2), file="w1.ipynb")


def notebook(*sources, minor=5, **more):
    cells = [v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    written = v4.new_notebook(cells=cells, **more)
    if minor < 5:
        for cell in written.cells:
            del cell["id"]
    return json.dumps({**written, "nbformat_minor": minor}).encode()


def cells_of(content, *reports, lang="en"):
    written = feedback.with_feedback(content, "w1.ipynb", reports, lang)
    assert isinstance(written, bytes)
    nbformat.validate(json.loads(written))
    return json.loads(written)["cells"]


@pytest.mark.parametrize("minor", [2, 4, 5])
def test_a_cell_stands_under_each_answer(minor):
    """Each exercise's feedback follows the last cell that defines a function of it."""
    content = notebook(
        "import torch", "def a1(): ...", "x = 1", "class a2: ...", "def b(): ...", minor=minor
    )

    cells = cells_of(content, graded("b"), graded("a", "x", "a1", "a2"))

    assert [cell["cell_type"][0] for cell in cells] == list("ccccmcm")
    assert cells[4]["source"].startswith("#### Feedback: a\n")
    assert cells[6]["source"].startswith("#### Feedback: b\n")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["0 / 2 points", "look here first: it holds for any tensor", "the square is computed"],
        ),
        ("zh", ["0 / 2 分", "先看这一处：对任意张量成立", "算成了平方"]),
    ],
)
def test_what_it_says(lang, words):
    """Points, first failure and diagnosis stand in it, in the language chosen."""
    *_, cell = cells_of(notebook(DOUBLE), graded(), lang=lang)

    assert [word for word in words if word not in cell["source"]] == []


def test_markup_of_a_submission_has_no_effect():
    """Every line under the heading is indented as code, whatever was got."""
    *_, cell = cells_of(notebook(DOUBLE), graded(got="```\n</pre><img src=x onerror=y>\n\n# x"))
    heading, empty, *lines = cell["source"].split("\n")

    assert (heading, empty) == ("#### Feedback: double", "")
    assert all(line.startswith("    ") for line in lines)
    assert "<img" in cell["source"]


def test_the_rest_is_kept():
    """Outputs, metadata and text stay; feedback of an earlier time is replaced."""
    output = v4.new_output("stream", text="打印")
    content = json.loads(notebook(DOUBLE, metadata={"mine": 1}))
    content["cells"][0]["outputs"] = [output]
    once = feedback.with_feedback(json.dumps(content).encode(), "w1.ipynb", [graded()], "en")
    twice = feedback.with_feedback(once, "w1.ipynb", [graded(got="y")], "en")
    first, second = json.loads(once), json.loads(twice)

    assert first["cells"][0] == content["cells"][0]
    assert first["metadata"] == {"mine": 1}
    assert len(second["cells"]) == len(first["cells"]) == 2
    assert second["cells"][0] == content["cells"][0]


def test_a_notebook_without_the_function():
    """An answer that is a script gets its feedback at the end, an empty notebook in itself."""
    assert [cell["cell_type"] for cell in cells_of(notebook("x = 1"), graded())][-1] == "markdown"
    assert len(cells_of(notebook(), graded())) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{}", "not a complete notebook"),
        (b'{"nbformat": 3, "worksheets": []}', "version 3"),
        (b'{"nbformat": 4, "cells": [], "x": %s%s}' % (b"[" * 5000, b"]" * 5000), "not a complete"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]}', "not a complete"),
    ],
)
def test_a_notebook_that_cannot_be_read(content, says):
    """Broken notebooks and those of version 3 get a sentence."""
    said = feedback.with_feedback(content, "w1.ipynb", [graded()], "en")

    assert isinstance(said, Text)
    assert says in said.en


def test_only_feedback_is_replaced(tmp_path):
    """A file of another name is never overwritten, and a link is replaced, not followed."""
    (tmp_path / "mine.ipynb").write_text("mine")
    (tmp_path / "a.feedback.ipynb").symlink_to(tmp_path / "mine.ipynb")

    feedback.write(b"new", tmp_path / "a.feedback.ipynb")
    with pytest.raises(FileExistsError):
        feedback.write(b"new", tmp_path / "mine.ipynb")

    assert (tmp_path / "mine.ipynb").read_text() == "mine"
    assert (tmp_path / "a.feedback.ipynb").read_text() == "new"


def submit(folder, *words):
    command = ("grader.cli", "submit", folder, "--lang", "en", *words, "--course", MINIATURE)
    return warm.run(*command, env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")
def test_the_command(tmp_path):
    """A week's notebook is written beside itself or to a name, and not graded the next time."""
    original = notebook("import torch", DOUBLE, "def line_count(text):\n    return 0", "x = 1")
    (tmp_path / "w1.ipynb").write_bytes(original)

    first = submit(tmp_path, "--feedback-notebook")
    again = submit(tmp_path, "--feedback-notebook", tmp_path / "named.out")
    refused = submit(tmp_path, "--feedback-notebook", tmp_path / "w1.ipynb")
    written = json.loads((tmp_path / "w1.feedback.ipynb").read_bytes())
    nbformat.validate(written)
    kinds = [cell["cell_type"][0] for cell in written["cells"]]

    assert (first.returncode, again.returncode, refused.returncode) == (0, 0, 2)
    assert kinds == list("ccmcmc")
    assert "grader hint" in written["cells"][4]["source"]
    assert "the square is computed" in written["cells"][2]["source"]
    assert first.stdout == again.stdout
    assert (tmp_path / "named.out").read_bytes() == (tmp_path / "w1.feedback.ipynb").read_bytes()
    assert "is not overwritten" in refused.stderr
    assert (tmp_path / "w1.ipynb").read_bytes() == original


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")
def test_the_command_without_a_notebook_that_it_can_write(tmp_path):
    """Answers in Python files, a notebook of version 3 and a name for two notebooks are said."""
    (tmp_path / "double.py").write_text(DOUBLE)
    none = submit(tmp_path, "--feedback-notebook")
    (tmp_path / "double.py").unlink()
    (tmp_path / "double.ipynb").write_text('{"nbformat": 3}')
    old = submit(tmp_path, "--feedback-notebook")
    (tmp_path / "double.ipynb").write_bytes(notebook(DOUBLE))
    (tmp_path / "line_count.ipynb").write_bytes(notebook("def line_count(text): return 0"))
    many = submit(tmp_path, "--feedback-notebook", tmp_path / "x.ipynb")

    assert (none.returncode, old.returncode, many.returncode) == (2, 0, 2)
    assert "answered in a notebook" in none.stderr
    assert "version 3" in old.stderr
    assert "2 notebooks were graded" in many.stderr
    assert not [*tmp_path.glob("*.feedback.ipynb"), *tmp_path.glob("x.ipynb")]
