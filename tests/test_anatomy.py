"""What is wrong with a course as it lies there: each finding, on a course with that one fault."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import anatomy, catalogue

MINIATURE = Path(__file__).resolve().parent / "course"
WRONG = ("adds_one", "gives_back", "halves", "squares")
RIGHT = ("adds", "multiplies")


def healthy(root: Path) -> Path:
    """The miniature course with known answers for `double`."""
    shutil.copytree(MINIATURE, root, dirs_exist_ok=True)
    for kind, names in (("wrong", WRONG), ("right", RIGHT)):
        folder = root / "tests" / kind / "w1"
        folder.mkdir(parents=True)
        for name in names:
            first = "# fails: of_three_numbers, of_any_tensor\n" if kind == "wrong" else ""
            (folder / f"double__{name}.py").write_text(first, encoding="utf-8")
    return root


def findings(root: Path) -> list[str]:
    course = catalogue.load(root)
    return [one.text.en for one in anatomy.examine(course, (course.exercises[0],))]


def test_a_healthy_exercise_has_no_findings(tmp_path):
    """Nothing is found where all is there."""
    assert findings(healthy(tmp_path)) == []


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def remove(file: str) -> Callable[[Path], None]:
    return lambda root: (root / file).unlink()


def add(file: str, text: str) -> Callable[[Path], None]:
    return lambda root: (root / file).write_text(text, encoding="utf-8") and None


STUB, PROPERTY = "exercises/w1/double.py", "exercises/w1/test_double.py"
SOLUTION, WEEK = "solutions/w1/double.py", "exercises/w1/week.toml"
KNOWN = "tests/wrong/w1/double__squares.py"


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (remove(SOLUTION), "solutions/w1/double.py is missing: create it"),
        (remove("reference/w1/double.py"), "reference/w1/double.py is missing: create it"),
        (remove(KNOWN), "exercises/w1/double.py: known wrong answers: 3, at least 4 are needed"),
        (remove("tests/right/w1/double__adds.py"), "known right answers: 1, at least 2 are needed"),
        (add(KNOWN, "def double(x): return x * x\n"), "the first line must be # fails:"),
        (add(KNOWN, "# fails: of_five\n"), "of_five in the first line is no check"),
        (edit(PROPERTY, "def test_of_any_tensor", "def test_of_all_tensors"),
         "no wrong answer fails the check of_all_tensors"),
        (edit(SOLUTION, "from torch", "from reference.w1 import double as d\nfrom torch"),
         "solutions/w1/double.py, line 3 imports reference"),
        (add("reference/w1/probes_double.py", "import yaml\n"),
         "probes_double.py, line 1 imports yaml"),
        (edit(PROPERTY, "want = reference.double(x)", "want = student.probe(reference.twice, x)"),
         "line 18 uses twice as a probe, which stands in one file with the answers"),
        (edit(WEEK, '[[exercise.hint]]\nzh = "一个数加上它自己是多少？"\nen = "What is a number plus itself?"\n', ""),
         "double needs at least two hints"),
        (edit(WEEK, 'zh = "加倍"', 'zh = "Doubling"'),
         "week.toml: Chinese or English is missing here: Doubling / Doubling"),
        (edit(PROPERTY, 'en="it holds for any tensor"', 'en="任意张量都成立"'),
         "test_double.py: Chinese or English is missing here: 任意张量都成立 / 任意张量都成立"),
        (edit(STUB, "    返回一个新的张量，等于 `x` 的两倍。\n", ""),
         "double.py: Chinese or English is missing here: double"),
    ],
)  # fmt: skip
def test_each_fault_is_found(tmp_path, fault, says):
    """A finding names the file, and says what to do."""
    fault(healthy(tmp_path))

    assert any(says in one for one in findings(tmp_path)), findings(tmp_path)


def test_what_belongs_to_nothing_is_found(tmp_path):
    """A file for an exercise that does not exist is named when the whole course is looked at."""
    healthy(tmp_path)
    (tmp_path / "solutions/w1/triple.py").write_text("", encoding="utf-8")
    course = catalogue.load(tmp_path)

    said = [one.text.en for one in anatomy.examine(course, course.exercises)]

    assert "solutions/w1/triple.py belongs to no exercise" in " ".join(said)


@pytest.mark.parametrize("name", ["points", "duplicate"])
def test_what_the_catalogue_refuses(tmp_path, name):
    """Points that do not add up, and a name that is there twice, end every command."""
    fault = {
        "points": edit(WEEK, "points = 10", "points = 11"),
        "duplicate": edit(WEEK, 'name = "line_count"', 'name = "double"'),
    }[name]
    fault(healthy(tmp_path))

    with pytest.raises(catalogue.CourseError):
        catalogue.load(tmp_path)
