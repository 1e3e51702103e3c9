"""Exercises as they were handed out: what a student's copy keeps of them, and putting them back."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader import catalogue, notebook
from grader.model import Exercise


def place(week: Path, name: str) -> Path:
    """Where an exercise is answered in place, in the folder of its week.

    That is the Python file, or the notebook where only that is there.
    """
    file = week / f"{name}.py"
    written = file.with_suffix(notebook.SUFFIX)
    return written if written.is_file() and not file.is_file() else file


def answer(root: Path, exercise: Exercise) -> Path:
    """The place of an exercise in a course."""
    return place(root / "exercises" / exercise.week, exercise.name)


def kept(root: Path, exercise: Exercise) -> bytes | None:
    """What stood at that place when it was handed out; None where no copy of it is kept.

    Raises:
        OSError: it cannot be read.
    """
    file = answer(root, exercise)
    stub = catalogue.stub(root, exercise.week, exercise.name)
    if not stub.is_relative_to(root / catalogue.MEMORY):
        return None
    content = stub.read_bytes()
    return as_notebook(content).encode() if file.suffix == notebook.SUFFIX else content


def untouched(root: Path, exercise: Exercise) -> bool:
    """Whether nothing has been written yet, as far as a kept copy tells."""
    file = answer(root, exercise)
    texts = (file.with_suffix(f".{ending}") for ending in exercise.accepts)
    return (
        file.is_file()
        and file.read_bytes() == kept(root, exercise)
        and not any(text.is_file() for text in texts)
    )


def reset(root: Path, exercise: Exercise, stub: bytes) -> Path | None:
    """Put a stub back in its place; the backup of what stood there, if there was anything else.

    Raises:
        OSError: a file cannot be written; the answer is as it was then.
    """
    file, backup = answer(root, exercise), None
    if file.is_file() and file.read_bytes() != stub:
        backup = _backup(root, exercise, file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(stub)
    return backup


def as_notebook(stub: bytes) -> str:
    """A stub as a notebook: its text, its imports, and a cell for each function."""
    import nbformat

    v4: Any = nbformat.v4
    make = {"markdown": v4.new_markdown_cell, "code": v4.new_code_cell}
    found = enumerate(_cells(stub.decode("utf-8")))
    cells = [make[kind](text, id=f"cell-{number}") for number, (kind, text) in found]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    written = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return f"{v4.writes(written)}\n"


def _backup(root: Path, exercise: Exercise, file: Path) -> Path:
    """A copy of a file under the first number that is free."""
    folder = root / catalogue.MEMORY / "backups" / exercise.week
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        copy = folder / f"{exercise.name}.{number}{file.suffix}"
        try:
            with copy.open("xb") as stream:
                stream.write(file.read_bytes())
        except FileExistsError:
            continue
        break
    return copy


def _cells(python: str) -> Iterator[tuple[str, str]]:
    """Kind and text of the cells of a Python file; what stands before a function is its own."""
    tree = ast.parse(python)
    text, body = ast.get_docstring(tree), tree.body
    start = 0
    if text is not None:
        yield "markdown", text
        start = body[0].end_lineno or 0
        body = body[1:]
    lines = python.splitlines(keepends=True)
    for _, nodes in itertools.groupby(body, _cell_of):
        end = [*nodes][-1].end_lineno or 0
        yield "code", "".join(lines[start:end]).strip("\n")
        start = end


def _cell_of(node: ast.stmt) -> object:
    """Definitions get a cell each, neighbouring other statements share one."""
    return node if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else None
