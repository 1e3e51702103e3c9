"""Forms in which real students hand in, in our own words: each says what it earns and is told.

A form is a file or a folder. Header lines in it: `# exercise:` that it answers, `# earns:` the
checks that it passes there, `# says:` what its report says in English.
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

ROOT = Path(__file__).resolve().parent.parent
FORMS = sorted((ROOT / "tests" / "submissions").iterdir())
HEADER = re.compile(r"# (exercise|earns|says): ([^\n\"\\]+)")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


def header(form: Path, name: str) -> list[str]:
    files = [form] if form.is_file() else sorted(filter(Path.is_file, form.rglob("*")))
    found = [pair for file in files for pair in HEADER.findall(file.read_text("utf-8"))]
    return [value for key, value in found if key == name]


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

    passed = {
        check["name"]
        for exercise in line["report"]["exercises"]
        if exercise["exercise"].split("/")[1] in header(form, "exercise")
        for check in exercise["checks"]
        if check["ruling"] == "passed"
    }
    assert passed == {name for name in header(form, "earns")[0].split(", ") if name != "nothing"}
    for sentence in header(form, "says"):
        assert sentence in shown
    assert "Traceback" not in shown
