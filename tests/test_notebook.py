"""A notebook becomes Python: what only Jupyter understands is left out, lines know their cells."""

from __future__ import annotations

import ast
import json

import hypothesis.strategies as st
import pytest
from hypothesis import given

from grader import notebook
from grader.model import Text


def written(*cells: str, kind: str = "code") -> bytes:
    """A notebook of these cells, with the outputs and metadata that Jupyter adds."""
    listed = [
        {"cell_type": kind, "source": cell.splitlines(keepends=True), "outputs": [{"x": 1}]}
        for cell in cells
    ]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": listed}
    ).encode()


def python(*cells: str) -> str:
    source = notebook.python(written(*cells), "a.ipynb")
    assert isinstance(source, bytes)
    return source.decode()


def run(*cells: str) -> dict[str, object]:
    """What the code of the cells defines."""
    names: dict[str, object] = {}
    exec(compile(python(*cells), "a.ipynb", "exec"), names)
    return names


def refusal(content: bytes) -> str:
    text = notebook.python(content, "作业.ipynb")
    assert isinstance(text, Text)
    assert "作业.ipynb" in text.zh
    assert "作业.ipynb" in text.en
    return text.en


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "!pip install torch \\\n  torchvision",
        "?print",
        "x?",
        "torch.nn.Linear??",
        "files = !ls *.py",
        "here = %pwd",
        "!echo (",
        "%cd 'data",
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "if x:\n    %matplotlib inline",
        "if x:\n    !ls\nelse:\n\t%who",
    ],
)
def test_lines_of_ipython_are_left_out(line):
    """A magic or shell line does nothing, wherever a statement may stand, and the rest runs."""
    assert run(f"x = 1\n{line}\ny = x + 1", line, "z = 3")["z"] == 3
    assert run(f"x = 1\n{line}\ny = x + 1")["y"] == 2


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("x = (7\n% 4)", 3),
        ("x = 7 \\\n% 4", 3),
        ('x = """\n%s\n!a\n""" % 1', "\n1\n!a\n"),
        ("x = '''\n?\n'''", "\n?\n"),
        ('x = [\n"(",  # )\n1\n% 2]', ["(", 1]),
        ("x = 'it\\\n%s' % 2", "it2"),
        ("x = 3 != 4", True),
        ('x = "a" * (\n1\n% 2)', "a"),
        ("x = 'really?'", "really?"),
    ],
)
def test_python_is_left_as_it_is(cell, value):
    """A % or ! within brackets, strings or a continued line is Python's own."""
    assert run(cell)["x"] == value


@pytest.mark.parametrize("head", ["%%time", "%%timeit -n 1", "%%capture out"])
def test_cells_that_are_python_under_a_magic(head):
    """Of a cell that is only timed or captured the code runs."""
    assert run(f"{head}\nx = 5")["x"] == 5


def test_cells_of_another_language():
    """A cell of a shell or a browser is left out whole."""
    assert "rm" not in run("%%bash\nrm = 1", "%%html\n<b>")


def test_a_timed_statement_counts():
    """`%time x = 1` sets x, as it does in Jupyter."""
    assert run("%time x = 1\nif x:\n    %time x = 2")["x"] == 2


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_other_cells_hold_no_code(kind):
    """Markdown and raw cells are no code."""
    source = notebook.python(written("x = (", kind=kind), "a.ipynb")

    assert isinstance(source, bytes)
    assert ast.parse(source).body == []


def test_an_encoding_named_in_a_cell_changes_nothing():
    """The text of a notebook is Unicode whatever a cell says of itself."""
    assert run("# -*- coding: gbk -*-\nx = '损失'")["x"] == "损失"


@given(
    st.lists(st.lists(st.sampled_from(["x = 1", "", "%time", "f'''", "# %% cell x"]), min_size=1))
)
def test_every_line_knows_its_cell(cells):
    """A line of the source leads back to its cell, counted from 1, and its line there."""
    source = notebook.python(written(*("\n".join(cell) for cell in cells)), "a.ipynb")

    assert isinstance(source, bytes)
    places = {notebook.place(source, line + 1) for line in range(source.count(b"\n"))}
    wanted = {
        (number, line)
        for number, cell in enumerate(cells, 1)
        for line in range(1, len("\n".join(cell).splitlines()) + 1)
    }
    assert wanted <= places
    assert {cell for cell, _ in places} == set(range(len(cells) + 1))


@given(st.binary(max_size=200) | st.text(max_size=60).map(written))
def test_any_content_is_source_or_a_sentence(content):
    """Nothing raises, whatever the file holds."""
    assert isinstance(notebook.python(content, "a.ipynb"), (bytes, Text))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"nbformat": "4"}',
        b'{"nbformat": 4, "cells": [{"source": ""}]}',
        b'{"nbformat": 4, "x": %s%s}' % (b"[" * 100_000, b"]" * 100_000),
        written("x = 1")[:-1],
    ],
)
def test_a_broken_notebook(content):
    """What is no notebook is said to be broken, with the remedy."""
    assert "save it again in Jupyter" in refusal(content)


@pytest.mark.parametrize("version", [2, 3, 5])
def test_another_version(version):
    """Versions other than 4 are named, with the command that converts them."""
    said = refusal(b'{"nbformat": %d, "cells": 1}' % version)

    assert f"version {version}" in said
    assert "jupyter nbconvert" in said
