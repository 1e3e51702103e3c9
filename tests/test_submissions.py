"""Forms in which real students hand in, in our own words: each says what it earns and is told.

A form is a file or a folder. Header lines in it: `# exercise:` that it answers, `# earns:` the
checks that it passes there, `# says:` what its report says in English. Each script is handed in as
a notebook, too.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader import stubs

ROOT = Path(__file__).resolve().parent.parent
FORMS = sorted((ROOT / "tests" / "submissions").iterdir())
HEADER = re.compile(r"# (exercise|earns|says): ([^\n\"\\]+)")

UNCUT = {"全角逗号.py", "trace_out_of_order.py"}
"""No Python, or none but comments: there is nothing to be taken apart into cells."""
NOTEBOOKS = [form for form in FORMS if form.suffix == ".py" and form.name not in UNCUT]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


def header(form: Path, name: str) -> list[str]:
    files = [form] if form.is_file() else sorted(filter(Path.is_file, form.rglob("*")))
    found = [pair for file in files for pair in HEADER.findall(file.read_text("utf-8"))]
    return [value for key, value in found if key == name]


def in_cells(form: Path) -> str:
    """The name of the folder in which it is handed in as a notebook."""
    return f"{form.stem} in cells"


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> dict[str, dict[str, Any]]:
    """All of them graded in one warm session, each as a folder of its own."""
    folder = tmp_path_factory.mktemp("submissions")
    for form in FORMS:
        if form.is_dir():
            shutil.copytree(form, folder / form.name)
        else:
            (folder / form.name).mkdir()
            shutil.copy(form, folder / form.name)
    for form in NOTEBOOKS:
        (folder / in_cells(form)).mkdir()
        written = stubs.as_notebook(form.read_bytes())
        (folder / in_cells(form) / f"{form.stem}.ipynb").write_text(written, encoding="utf-8")
    words = [sys.executable, str(ROOT / "tests" / "drive.py"), "--course", str(ROOT)]
    for name in sorted({name for form in FORMS for name in header(form, "exercise")}):
        words += ["--exercise", name]
    finished = subprocess.run(
        [*words, *map(str, sorted(folder.iterdir()))],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    lines = map(json.loads, finished.stdout.splitlines())
    return {line["name"]: line for line in lines if "name" in line}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_form(graded, form):
    """It passes the checks that its header names, and the report says what the header says."""
    line = graded[form.name]
    shown = " ".join(line["shown"]["en"].split())

    assert passed(line, form) == wanted(form)
    for sentence in header(form, "says"):
        assert sentence in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("form", NOTEBOOKS, ids=lambda form: form.name)
def test_form_as_a_notebook(graded, form):
    """The same code in cells passes the same checks, and the report says the same of its cells."""
    line = graded[in_cells(form)]
    shown = " ".join(line["shown"]["en"].split())

    assert passed(line, form) == wanted(form)
    for sentence in header(form, "says"):
        if "line" not in sentence:  # its number is that in a cell
            assert sentence.replace(form.name, f"{form.stem}.ipynb") in shown
    assert "Traceback" not in shown


def passed(line: dict[str, Any], form: Path) -> set[str]:
    """The checks that were passed in the exercises which the form answers."""
    return {
        check["name"]
        for exercise in line["report"]["exercises"]
        if exercise["exercise"].split("/")[1] in header(form, "exercise")
        for check in exercise["checks"]
        if check["ruling"] == "passed"
    }


def wanted(form: Path) -> set[str]:
    """The checks that its header names."""
    return {name for name in header(form, "earns")[0].split(", ") if name != "nothing"}
