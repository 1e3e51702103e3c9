"""A student's notebook with the report in it: one Markdown cell under each answer.

Everything else of the notebook, outputs included, is kept as it is. What is said is what the
terminal says, as an indented block, in which no markup of a submission has any effect.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader import contract, notebook, words
from grader.model import Graded, Text
from grader.render import terminal

MARK = {"grader": "feedback"}
"""The metadata of our cells: where a student goes on in such a notebook, they are replaced."""


def with_feedback(content: bytes, name: str, graded: Iterable[Graded], lang: str) -> bytes | Text:
    """A notebook with a cell for each graded exercise; or why there is none."""
    python = notebook.python(content, name)
    if isinstance(python, Text):
        return python
    try:
        written: dict[str, Any] = json.loads(content)
    except (ValueError, RecursionError) as error:
        return notebook.BROKEN.format(file=name, error=error)
    cells = [cell for cell in written["cells"] if cell.get("metadata") != MARK]
    said: dict[int, list[dict[str, Any]]] = {}
    for one in graded:
        cell = _cell(one, lang, has_ids=written.get("nbformat_minor", 0) not in {0, 1, 2, 3, 4})
        said.setdefault(_place(cells, one), []).append(cell)
    written["cells"] = said.pop(-1, [])
    for at, cell in enumerate(cells):
        written["cells"] += [cell, *said.get(at, [])]
    return f"{json.dumps(written, ensure_ascii=False, indent=1)}\n".encode()


def write(content: bytes, file: Path) -> None:
    """Write a feedback notebook; nothing but an older one is replaced, and no link followed.

    Raises:
        OSError: it cannot be written, or something else is there.
    """
    if file.name.endswith(notebook.FEEDBACK):
        file.unlink(missing_ok=True)
    with file.open("xb") as stream:
        stream.write(content)


def _place(cells: list[dict[str, Any]], graded: Graded) -> int:
    """The last cell that defines a function of the exercise; the last of all if none does."""
    definition = contract.definition(graded.exercise.functions)
    found = [
        at
        for at, cell in enumerate(cells)
        if cell["cell_type"] == "code" and definition.search("".join(cell.get("source", "")))
    ]
    return found[-1] if found else len(cells) - 1


def _cell(graded: Graded, lang: str, has_ids: bool) -> dict[str, Any]:
    block = "\n".join(f"    {line}" for line in terminal.render_graded(graded, lang).splitlines())
    title = words.FEEDBACK[lang].format(exercise=graded.exercise.name)
    cell = {"cell_type": "markdown", "metadata": MARK, "source": f"#### {title}\n\n{block}"}
    return {**cell, "id": f"feedback-{graded.exercise.name}"[:64]} if has_ids else cell
