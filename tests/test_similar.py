"""Look-alikes in a class: a disguised copy is found, honest answers are not."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader import catalogue, intake, similar, stubs

ROOT = Path(__file__).resolve().parent.parent
HONEST = {
    "zhao": "right/week4/weighted_cross_entropy__loops_like_the_lesson.py",
    "qian": "right/week4/weighted_cross_entropy__one_hot_matrices.py",
    "sun": "right/week4/weighted_cross_entropy__numpy_for_the_terms.py",
    "li": "../solutions/week4/weighted_cross_entropy.py",
}


class _Renamed(ast.NodeTransformer):
    """Other names for everything that the author has named, the contract apart."""

    def __init__(self, tree, kept):
        named = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        named |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        self.names = {name: f"v{number}" for number, name in enumerate(sorted(named - kept))}

    def visit_Name(self, node):
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node):
        node.arg = self.names.get(node.arg, node.arg)
        return node


def disguised(source):
    """The same code with other names, order, comments and layout, as somebody would hand in a copy."""
    tree = ast.parse(source)
    tree.body.sort(key=lambda node: getattr(node, "name", ""), reverse=True)
    text = ast.unparse(_Renamed(tree, {"logits", "target", "weight", "reduction"}).visit(tree))
    return "# my own work\n" + text.replace("\n    ", "\n\n    # and now\n    ", 5)


@pytest.fixture
def folder(tmp_path):
    """A class of four, and a fifth who has copied the first one's answer."""
    for student, file in HONEST.items():
        write(
            tmp_path,
            student,
            "week4/weighted_cross_entropy.py",
            (ROOT / "tests" / file).read_text("utf-8"),
        )
    first = (ROOT / "tests" / HONEST["zhao"]).read_text("utf-8")
    write(tmp_path, "zhou", "exercises/week4/weighted_cross_entropy.py", disguised(first))
    return tmp_path


def write(folder, student, name, text):
    file = folder / student / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def compare(folder, at_least=0):
    def quiet(*_):
        """Nobody looks."""

    found = list(similar.sources(catalogue.load(ROOT), folder, quiet))
    return similar.compare(found, at_least, quiet)


def who(pair):
    return {pair.left.student, pair.right.student}


def test_a_disguised_copy_is_found(folder):
    """Other names, comments and layout hide nothing; honest answers stay well below."""
    first, *others = compare(folder)

    assert who(first) == {"zhao", "zhou"}
    assert first.percent > 95
    assert len(others) == 9
    assert all(pair.percent < 75 for pair in others)


def test_the_places_are_named(folder):
    """The passages that two files share are given by their lines in each."""
    (pair,) = compare(folder, 80)
    lines = {one.student: one.python.decode().splitlines() for one in (pair.left, pair.right)}
    for place, student in zip(pair.places[0], (pair.left.student, pair.right.student), strict=True):
        start, _, end = place.partition("-")

        assert 1 <= int(start) < int(end) <= len(lines[student])


def test_what_was_handed_out_does_not_count(tmp_path):
    """Stubs, and answers that add a line to one, are not compared."""
    stub = (ROOT / "exercises/week4/loss_functions.py").read_text("utf-8")
    write(tmp_path, "a", "week4/loss_functions.py", stub)
    write(tmp_path, "b", "week4/loss_functions.py", f"{stub}\nx = 1\n")

    assert compare(tmp_path) == []


def test_a_students_own_files_are_not_compared(tmp_path):
    """Two files of the same student may be as alike as they like."""
    text = (ROOT / "tests" / HONEST["zhao"]).read_text("utf-8")
    write(tmp_path, "a", "week4/one.py", text)
    write(tmp_path, "a", "week4/two.py", text)

    assert compare(tmp_path) == []


def test_scripts_and_notebooks_are_compared(folder):
    """Whatever the file is called; passages of a notebook are named by cell."""
    source = (ROOT / "tests" / HONEST["qian"]).read_bytes()
    write(folder, "wu", "作业.ipynb", stubs.as_notebook(source))

    pair = next(pair for pair in compare(folder, 80) if "wu" in who(pair))
    place = pair.places[0][pair.right.student == "wu"]

    assert who(pair) == {"qian", "wu"}
    assert place.startswith("cell ")


@pytest.mark.parametrize(
    "text", ["x = (" * 100, "'''" + "a b\n" * 100, "\x00\ud800def f(: " * 50, "\t\f1" * 100]
)
def test_code_that_is_none(folder, text):
    """What does not even parse is compared as far as it goes."""
    file = folder / "wang" / "x.py"
    file.parent.mkdir()
    file.write_bytes(text.encode("utf-8", "surrogatepass"))

    assert who(compare(folder)[0]) == {"zhao", "zhou"}


def test_folders_that_hold_no_class(tmp_path):
    """No such folder, and one without students, are refused."""
    with pytest.raises(intake.Unreadable, match="no such folder"):
        compare(tmp_path / "x")
    refused = run(tmp_path, "--lang", "en")

    assert refused.returncode == 2
    assert "no student's folder, archive, notebook or .py" in refused.stderr


def test_archives_are_compared_too(folder):
    """A student may be an archive or a single file, as for grader batch."""
    shutil.make_archive(folder / "zhou", "zip", folder / "zhou")
    shutil.rmtree(folder / "zhou")
    (folder / "zhao" / "week4" / "weighted_cross_entropy.py").rename(folder / "zhao.py")
    shutil.rmtree(folder / "zhao")

    found = run(folder, "--lang", "en")

    assert "zhao: zhao.py  |  zhou: exercises/week4/weighted_cross_entropy.py" in found.stdout
    assert "files compared: 5, of students: 5" in found.stderr


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "grader.cli", "similar", *map(str, words), "--course", str(ROOT)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command(folder):
    """It says that it is no verdict, then pairs and passages; as JSON for machines."""
    text, data = run(folder, "--lang", "en"), run(folder, "--json")
    none = run(folder, "--at-least", "100", "--lang", "zh")
    (pair,) = json.loads(data.stdout)["pairs"]

    assert text.stdout.startswith("For a person to look at, no verdict")
    assert "zhao: week4/weighted_cross_entropy.py" in text.stdout
    assert {pair["left"]["student"], pair["right"]["student"]} == {"zhao", "zhou"}
    assert pair["percent"] > 95
    assert {*pair["places"][0]} == {"left", "right"}
    assert (text.returncode, data.returncode, none.returncode) == (0, 0, 0)
    assert none.stdout == "没有发现相像的答案。\n"
