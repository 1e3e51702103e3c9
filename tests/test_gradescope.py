"""The Gradescope zip, laid out and run in a scratch root as its documentation describes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.test_commands import MINIATURE, grader
from tests.test_formats import SCHEMAS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

ROOT = Path(__file__).resolve().parent.parent
USERS = {"users": [{"email": "li@example.edu"}, {"email": "han@example.edu"}]}


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The zip for the miniature course."""
    file = tmp_path_factory.mktemp("zip") / "autograder.zip"
    words = ("--visibility", "after_published", "--exercise", "double", "--lang", "en")
    finished = grader("gradescope", file, *words)
    assert (finished.returncode, finished.stdout) == (0, f"{file}\n"), finished.stderr
    return file


@pytest.fixture
def root(packed, tmp_path):
    """What Gradescope's harness makes of it: /autograder, but elsewhere."""
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "source")
    for name in ("setup.sh", "run_autograder"):
        shutil.copy(tmp_path / "source" / name, tmp_path)
        (tmp_path / name).chmod(0o755)
    for name in ("submission", "results"):
        (tmp_path / name).mkdir()
    (tmp_path / "submission_metadata.json").write_text(json.dumps(USERS), encoding="utf-8")
    shims = tmp_path / "bin"
    shims.mkdir()
    apt = 'case "$*" in *python3.13*) exit 100;; esac'
    python = 'mkdir -p "$3/bin"\ncp "$(dirname "$0")/in_venv" "$3/bin/python"\ncp "$(dirname "$0")/pip" "$3/bin/pip"'
    venv = f'PYTHONPATH="{tmp_path}/source/course" exec "{sys.executable}" "$@"'
    pip = f'echo "$@" > "{tmp_path}/installed"'
    scripts = {"apt-get": apt, "python3.12": python, "in_venv": venv, "pip": pip}
    for name, line in scripts.items():
        (shims / name).write_text(f"#!/bin/bash\n{line}\n")
        (shims / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{shims}:{os.environ['PATH']}"}
    subprocess.run([tmp_path / "setup.sh"], check=True, env=environment, timeout=60)
    return tmp_path


def run(root):
    """Run the autograder; its results, and what it printed."""
    done = subprocess.run(
        [root / "run_autograder"], capture_output=True, text=True, check=False, timeout=300
    )
    return json.loads((root / "results" / "results.json").read_text(encoding="utf-8")), done


def test_the_zip_holds_what_it_needs(packed):
    """Both scripts at its root, executable; the program and the course; no test, no known answer."""
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        modes = {one.filename: one.external_attr >> 16 & 0o777 for one in archive.infolist()}

    assert (modes["setup.sh"], modes["run_autograder"]) == (0o755, 0o755)
    for name in ("pyproject.toml", "grader/cli.py", "grader/render/templates/report.html",
                 "course.toml", "exercises/w1/double.py", "reference/w1/double.py"):  # fmt: skip
        assert f"course/{name}" in names
    assert not [name for name in names if "__pycache__" in name or "tests/" in name]


def test_the_scripts_are_sound(root):
    """bash finds nothing wrong with them, and setup.sh installs the course's own program."""
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", root / name], check=True)

    assert (root / "installed").read_text() == f"install --quiet --editable {root}/source/course\n"


def test_a_submission_is_graded(root):
    """results.json has every documented field right, and names the exercise that was chosen."""
    shutil.copy(MINIATURE / "solutions" / "w1" / "double.py", root / "submission")

    results, _ = run(root)

    Draft202012Validator(SCHEMAS["gradescope"]).validate(results)
    assert results["score"] == sum(test["max_score"] for test in results["tests"]) > 0
    assert {tuple(test["tags"]) for test in results["tests"]} == {("w1", "double")}
    assert results["visibility"] == "after_published"


def test_a_submission_that_cannot_be_read_is_told(root):
    """No Python file: no points, and a sentence that says why."""
    (root / "submission" / "essay.txt").write_text("x", encoding="utf-8")

    results, _ = run(root)

    assert results["score"] == 0
    assert "no Python file" in results["output"]


def test_our_fault_leaves_no_result(root):
    """A broken course is no zero: Gradescope shows an execution error, and staff will look."""
    shutil.copy(MINIATURE / "solutions" / "w1" / "double.py", root / "submission")
    (root / "source" / "course" / "course.toml").write_text("weeks = 1\n", encoding="utf-8")

    done = subprocess.run(
        [root / "run_autograder"], capture_output=True, text=True, check=False, timeout=300
    )

    assert not (root / "results" / "results.json").exists()
    assert "course.toml" in done.stdout
