"""The student's copy: what is in it, what is not, and that it runs by itself."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from grader import catalogue, handout, stubs

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


def run_in(copy, *words):
    """Run a module inside of a copy, with the copy's own grader; the finished process."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "LC_ALL": "en_US.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def rulings(copy):
    """What `grader submit .` says in a copy: by exercise, as a set."""
    report = json.loads(run_in(copy, "grader.cli", "submit", ".", "--json").stdout)
    return {
        part["exercise"]: {check["ruling"] for check in part["checks"]}
        for part in report["exercises"]
    }


DOUBLED = {"w1/double": {"passed"}, "w1/line_count": {"not_started"}}
"""Where one exercise is solved and the other as it was handed out."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the real course."""
    out = tmp_path_factory.mktemp("course") / "out"
    handout.hand_out(catalogue.load(ROOT), out)
    return out


@pytest.fixture
def miniature(tmp_path):
    """A copy of the miniature course."""
    handout.hand_out(catalogue.load(MINIATURE), tmp_path / "out")
    return tmp_path / "out"


def bodies(file):
    """Source of the statements of each function of a file, docstrings apart."""
    text = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1:] if ast.get_docstring(node) else node.body
            if first:
                yield "".join(text.splitlines(True)[first[0].lineno - 1 : node.end_lineno])


def test_nothing_of_the_answers_is_in_it(copy):
    """No file of solutions/ or tests/ is in it, no function of a solution, and no seed."""
    files = [file for file in copy.rglob("*") if file.is_file()]
    kept = [file.read_bytes() for file in files if "reference" not in file.relative_to(copy).parts]
    everything = b"\0".join(kept).decode()
    handed_out = "\0".join(file.read_text("utf-8") for file in ROOT.glob("exercises/*/*.py"))
    ours = [*ROOT.glob("solutions/**/*.py"), *ROOT.glob("tests/**/*.py")]
    stubs = {file.read_bytes() for file in ROOT.glob("exercises/*/*.py")}
    private = {file.read_bytes() for file in ours if file.name != "__init__.py"} - stubs
    given_away = [
        body
        for file in ROOT.glob("solutions/*/*.py")
        for body in bodies(file)
        if body in everything and body not in handed_out
    ]

    assert len(files) > 100
    assert given_away == []
    assert not private & {*kept}
    assert not {"solutions", "tests"} & {
        part for file in files for part in file.parts[len(copy.parts) :]
    }
    assert "seed" not in (copy / "course.toml").read_text("utf-8")
    assert catalogue.load(copy).seed == 0


def test_it_runs_in_place(copy, tmp_path):
    """With a solution put in, `pytest exercises/week4/test_X.py` passes in a copy by itself."""
    mine = tmp_path / "mine"
    shutil.copytree(copy, mine)
    shutil.copy(ROOT / "solutions/week4/sgd_momentum.py", mine / "exercises/week4")

    finished = run_in(mine, "pytest", "-q", "exercises/week4/test_sgd_momentum.py")

    assert finished.returncode == 0, finished.stdout
    assert "passed" in finished.stdout


def test_what_was_written_is_told_from_what_was_handed_out(miniature):
    """`grader submit .` gives an untouched stub nothing and a solution full marks."""
    shutil.copy(MINIATURE / "solutions/w1/double.py", miniature / "exercises/w1")

    assert rulings(miniature) == DOUBLED


def test_a_broken_answer_does_not_break_the_course(miniature):
    """With a syntax error in an answer the commands go on knowing the course."""
    (miniature / "exercises/w1/double.py").write_text("def double(x:\n")

    finished = run_in(miniature, "grader.cli", "hint", "double")

    assert finished.returncode == 0
    assert "1/2" in finished.stdout


def test_notebooks(tmp_path):
    """Notebooks are valid; as handed out they are not started, solved they get full marks."""
    out = tmp_path / "out"
    handout.hand_out(catalogue.load(MINIATURE), out, notebooks=True)
    written = sorted(out.glob("exercises/w1/*.ipynb"))
    for file in written:
        nbformat.validate(nbformat.read(file, as_version=4))
    solution = (MINIATURE / "solutions/w1/double.py").read_bytes()
    written[0].write_text(stubs.as_notebook(solution), encoding="utf-8")

    assert [file.stem for file in written] == ["double", "line_count"]
    assert not (out / "exercises/w1/double.py").exists()
    assert rulings(out) == DOUBLED
    assert run_in(out, "pytest", "-q", "exercises/w1/test_double.py").returncode == 0


@pytest.mark.parametrize("week", ["week4", "week5", "training_project"])
def test_the_pages_of_the_weeks_speak_of_notebooks(tmp_path, week):
    """What is to be edited is a notebook; the properties are still Python files."""
    handout.hand_out(catalogue.load(ROOT), tmp_path / "out", notebooks=True)

    page = (tmp_path / "out" / "exercises" / week / "README.md").read_text(encoding="utf-8")

    assert f"exercises/{week}/名称.ipynb" in page
    assert f"exercises/{week}/NAME.ipynb" in page
    python = re.findall(r"\w+\.py\b", page)
    assert [name for name in python if not name.startswith("test_")] == []


@pytest.mark.parametrize(
    "file",
    sorted(file for file in ROOT.glob("exercises/*/*.py") if not file.name.startswith("test_")),
    ids=lambda file: file.stem,
)
def test_a_notebook_holds_the_whole_stub(file):
    """Nothing of a stub is lost on the way into a notebook, and every function has a cell."""
    stub = file.read_bytes()
    notebook = nbformat.reads(stubs.as_notebook(stub), as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    tree, defined = ast.parse(stub), (ast.FunctionDef, ast.ClassDef)

    nbformat.validate(notebook)
    assert ast.dump(ast.parse("\n".join(code))) == ast.dump(ast.Module(tree.body[1:], []))
    assert all(sum(isinstance(one, defined) for one in ast.parse(cell).body) <= 1 for cell in code)
    assert notebook.cells[0].source == ast.get_docstring(tree)


def test_a_stub_that_holds_the_solution_is_refused(tmp_path):
    """A course in which somebody has solved an exercise in place is not handed out."""
    course = tmp_path / "course"
    shutil.copytree(MINIATURE, course)
    shutil.copy(MINIATURE / "solutions/w1/double.py", course / "exercises/w1")

    with pytest.raises(handout.NotHandedOut, match="double"):
        handout.hand_out(catalogue.load(course), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("there", ["file", "folder"])
def test_nothing_is_overwritten(tmp_path, there):
    """A file, or a folder with something in it, is left as it is."""
    out = tmp_path / "out"
    mine = out if there == "file" else out / "mine"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")

    with pytest.raises(handout.NotHandedOut, match="Choose another name"):
        handout.hand_out(catalogue.load(MINIATURE), out)
    assert mine.read_text() == "mine"
    assert len([*tmp_path.rglob("*")]) == (1 if there == "file" else 2)


def test_a_place_that_cannot_be_written(tmp_path):
    """Where a file stands in the way the command says which, without a traceback."""
    (tmp_path / "file").write_text("")

    finished = run_in(ROOT, "grader.cli", "handout", tmp_path / "file" / "out", "--lang", "en")

    assert finished.returncode == 2
    assert "cannot be written" in finished.stderr
