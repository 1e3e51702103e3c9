"""`grader doctor`, run on a course that is healthy and on one that is ill in every way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import warm

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"
BOTH = "# fails: of_three_numbers, of_any_tensor\n"
WRONG = {
    "adds_one": "def double(x): return x + 1\n",
    "halves": "def double(x): return x / 2\n",
    "squares": "def double(x): return x * x\n",
    "gives_text": "def double(x): return str(x)\n",
}
RIGHT = {
    "adds": "def double(x): return x + x\n",
    "multiplies": "def double(number): return number.mul(2)\n",
}


def course(root: Path) -> Path:
    """The miniature course with known answers for `double`."""
    shutil.copytree(MINIATURE, root, dirs_exist_ok=True)
    for kind, answers in (("wrong", WRONG), ("right", RIGHT)):
        folder = root / "tests" / kind / "w1"
        folder.mkdir(parents=True)
        for name, source in answers.items():
            first = BOTH if kind == "wrong" else ""
            (folder / f"double__{name}.py").write_text(first + source, encoding="utf-8")
    return root


def doctor(root: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    words = ("--course", root, "--lang", lang, "--exercise", "double", "--seeds", 2)
    return warm.run("grader.cli", "doctor", *words, env={**os.environ, "OMP_NUM_THREADS": "1"})


def test_a_healthy_course(tmp_path):
    """What is right is said to be, with exit code 0."""
    finished = doctor(course(tmp_path))

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stdout.split() == ["w1/double", "healthy"]


def test_every_illness_is_found(tmp_path):
    """One course with all faults that only running it shows; each is named with its file."""
    root = course(tmp_path)
    wrong, right = root / "tests/wrong/w1", root / "tests/right/w1"
    stub = root / "exercises/w1/double.py"
    stub.write_text(
        stub.read_text(encoding="utf-8").replace("raise NotImplementedError", "return x")
    )
    (wrong / "double__halves.py").write_text("# fails: of_any_tensor\n" + WRONG["halves"])
    (wrong / "double__squares.py").write_text(BOTH + RIGHT["adds"])
    (right / "double__adds.py").write_text("def double(x): return x.sum()\n")
    (root / "solutions/w1/double.py").write_text(
        "def double(x):\n    sum(range(5_000_000))\n    return 2 * x if x.dim() == 2 else x\n"
    )
    oracle = root / "reference/w1/double.py"
    harmless = oracle.read_text(encoding="utf-8").replace("return x * x", "return x + x")
    oracle.write_text(harmless, encoding="utf-8")
    test = root / "exercises/w1/test_double.py"
    text = test.read_text(encoding="utf-8")
    text = text.replace("    assert_close(student.double(x), want)\n", "    student.double(x)\n")
    test.write_text(text, encoding="utf-8")

    finished = doctor(root)

    assert finished.returncode == 1, finished.stderr
    for said in (
        "w1/double: 'return None' must earn nothing, but: of_any_tensor passed",
        "tests/wrong/w1/double__halves.py must fail exactly of_any_tensor, but: of_three_numbers",
        "tests/wrong/w1/double__squares.py must fail exactly of_three_numbers, of_any_tensor",
        "tests/right/w1/double__adds.py (seed",
        "solutions/w1/double.py (seed",
        "of CPU time, of which the limit must be 5 times at least. Write seconds =",
        "the misconception square is not recognised",
    ):
        assert said in finished.stdout, f"{said}\n---\n{finished.stdout}"
