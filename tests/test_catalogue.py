"""The course folders become Weeks and Exercises; a broken course says what is wrong and where."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.catalogue import CourseError, find_root, load
from grader.model import Check, Text

COURSE = Path(__file__).parent / "course"
WEEK = "exercises/w1/week.toml"
TEST = "exercises/w1/test_double.py"
STUB = "exercises/w1/double.py"
DOUBLE_CHECK = '@check(2, zh="1、2、3 的两倍是 2、4、6", en="twice 1, 2, 3 is 2, 4, 6")'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the miniature course, to be broken."""
    return Path(shutil.copytree(COURSE, tmp_path / "course"))


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(root: Path) -> Text:
    with pytest.raises(CourseError) as caught:
        load(root)
    assert caught.value.text.zh in str(caught.value)
    assert caught.value.text.en in str(caught.value)
    return caught.value.text


def test_reads_a_course():
    """Weeks and exercises come in the order of the TOML files, with everything they say."""
    course = load(COURSE)

    (week,) = course.weeks
    double, line_count = course.exercises
    assert (course.root, course.seed, course.title.en) == (COURSE, 1, "A miniature course")
    assert (week.name, week.points, week.title.zh) == ("w1", 10, "第一周")
    assert (double.key, double.points, double.title) == ("w1/double", 6, Text("加倍", "Doubling"))
    assert (double.seconds, double.megabytes, double.forbids) == (5, 512, ("torch.add",))
    assert double.functions == ("double",)
    assert [hint.en for hint in double.hints] == [
        "What is a number plus itself?",
        "A tensor can be multiplied by a number.",
    ]
    assert (line_count.seconds, line_count.megabytes, line_count.forbids) == (10, 1024, ())


def test_reads_checks_in_order():
    """A check is named after its function without `test_`; points and claim are the decorator's."""
    assert load(COURSE).exercises[0].checks == (
        Check("of_three_numbers", 2, Text("1、2、3 的两倍是 2、4、6", "twice 1, 2, 3 is 2, 4, 6")),
        Check("of_any_tensor", 4, Text("任意张量都成立", "it holds for any tensor")),
    )


def test_reads_homework_checks(course):
    """`homework=True` marks a check that a script can earn too."""
    replace(course / TEST, "@check(2, ", "@check(2, homework=True, ")

    assert [check.homework for check in load(course).exercises[0].checks] == [True, False]


def test_the_contract_is_what_the_stub_defines(course):
    """Functions and classes at the top level count, private and nested ones do not."""
    with (course / STUB).open("a", encoding="utf-8") as stub:
        stub.write("\n\nclass Twice:\n    def go(self): ...\n\n\ndef _helper(): ...\n")

    assert load(course).exercises[0].functions == ("double", "Twice")


def test_finds_an_exercise_by_name_or_key():
    """A name is unique in the course, so both forms name one exercise; others name none."""
    course = load(COURSE)

    assert course.find("double") is course.find("w1/double") is course.exercises[0]
    assert course.find("w2/double") is None
    assert course.find("") is None


def test_a_handout_has_no_seed(course):
    """The seed is left out of handouts; such a course is read as well."""
    replace(course / "course.toml", "seed = 1\n", "")

    assert load(course).seed == 0


def test_finds_the_root_from_below(tmp_path):
    """The root is the nearest folder upwards that holds a course.toml."""
    assert find_root(COURSE / "exercises" / "w1") == COURSE
    assert find_root(COURSE) == COURSE
    assert find_root(tmp_path) is None


def test_reading_a_course_imports_nothing_heavy():
    """A list of the course costs neither torch nor pytest nor Hypothesis."""
    code = (
        "import sys; from pathlib import Path; from grader import catalogue\n"
        f"catalogue.load(Path({str(COURSE)!r}))\n"
        "print(sorted({'torch', 'pytest', 'hypothesis', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=COURSE.parents[1],
        check=True,
    )

    assert done.stdout == "[]\n"


def test_the_real_course_is_whole():
    """The course of this repository is read without complaint, with hints for every exercise."""
    course = load(COURSE.parents[1])

    assert [week.name for week in course.weeks] == ["week4", "week5", "training_project"]
    assert all(len(exercise.hints) >= 2 for exercise in course.exercises)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("course.toml", '["w1"]', '["w1"', "not valid TOML"),
        ("course.toml", "weeks =", "week =", "`week`"),
        ("course.toml", "seed = 1", 'seed = "1"', "`$.seed`"),
        ("course.toml", '["w1"]', '["w1", "w1"]', "'w1' stands twice"),
        ("course.toml", '["w1"]', '["../w1"]', "`$.weeks[0]`"),
        (WEEK, ', en = "Week 1"', "", "missing required field `en` - at `$.title`"),
        (WEEK, 'en = "Week 1"', 'en = " "', "`$.title.en`"),
        (WEEK, "points = 10", "points = 11", "points says 11, the @check decorators add up to 10"),
        (WEEK, "points = 10", "points = 9", "points says 9, the @check decorators add up to 10"),
        (WEEK, "points = 10", "points = true", "`$.points`"),
        (WEEK, "seconds", "second", "unknown field `second` - at `$.exercise[0]`"),
        (WEEK, "seconds = 5", "seconds = 0", "`$.exercise[0].seconds`"),
        (WEEK, '"line_count"', '"double"', "'double' stands twice"),
        (WEEK, '"line_count"', '"missing"', "missing.py: not there"),
        (STUB, "def double(", "def _double(", "no public function or class"),
        (STUB, "def double(", "def double((", "double.py, line 6: not valid Python"),
        (TEST, DOUBLE_CHECK, "", "'test_of_three_numbers' has no @check"),
        (TEST, DOUBLE_CHECK, DOUBLE_CHECK + "\n" + DOUBLE_CHECK, "needs exactly one"),
        (TEST, "def test_of_three", "def of_three", "Rename it test_of_three_numbers"),
        (TEST, "def test_of_three", "async def test_of_three", "is no plain top-level function"),
        (TEST, "test_of_any_tensor", "test_of_three_numbers", "stands twice"),
        (TEST, "@check(4, ", "@check(2 + 2, ", "literals only"),
        (TEST, "@check(4, ", "@check(0, ", "points a positive integer"),
        (TEST, "@check(4, ", "@check(True, ", "points a positive integer"),
        (TEST, "@check(4, ", "@check(4.0, ", "points a positive integer"),
        (TEST, "@check(4, ", '@check(4, "x", ', "does not follow the rule"),
        (TEST, "@check(4, ", "@check(4, note=1, ", "does not follow the rule"),
        (TEST, "@check(4, ", "@check(4, **more, ", "does not follow the rule"),
        (TEST, "@check(4, ", "@check(*points, ", "does not follow the rule"),
        (TEST, "@check(4, ", "@check(4, homework=1, ", "does not follow the rule"),
        (TEST, ', en="it holds for any tensor"', "", "does not follow the rule"),
        (TEST, 'zh="任意张量都成立"', 'zh=""', "does not follow the rule"),
        (TEST, 'zh="任意张量都成立"', 'zh=f"{1}"', "does not follow the rule"),
        (TEST, DOUBLE_CHECK, "@check", "does not follow the rule"),
    ],
)
def test_says_what_is_wrong_and_where(course, file, old, new, says):
    """A mistake is refused with the file, the entry and the remedy, in both languages."""
    replace(course / file, old, new)

    text = refusal(course)

    assert says in text.en
    assert Path(file).name in text.zh or "missing.py" in text.zh


@pytest.mark.parametrize("file", ["course.toml", WEEK, STUB, TEST])
def test_says_which_file_is_missing(course, file):
    """A missing file is named, and so is the file that promises it."""
    (course / file).unlink()

    text = refusal(course)

    assert f"{course / file}: not there" in text.en
    assert f"{course / file}：文件不存在" in text.zh


@pytest.mark.parametrize("file", ["course.toml", WEEK, STUB, TEST])
@pytest.mark.parametrize("content", [b"\xff\xfe", b"\0"])
def test_says_which_file_is_no_text(course, file, content):
    """A file of arbitrary bytes is refused as the course's mistake, never by another exception."""
    (course / file).write_bytes(content)

    assert str(course / file) in refusal(course).en


@pytest.mark.parametrize("place", ["class TestIt:\n    ", "if True:\n    "])
def test_a_check_belongs_at_the_top_level(course, place):
    """A check inside a class or a condition, where it might not be run, is refused."""
    with (course / TEST).open("a", encoding="utf-8") as file:
        file.write(f'\n\n{place}@check(1, zh="句", en="x")\n    def test_inside(student): ...\n')

    assert "is no plain top-level function" in refusal(course).en


def test_a_property_file_without_checks_is_refused(course):
    """An exercise that nothing checks would give its points to nobody."""
    (course / TEST).write_text('"""Nothing."""\n', encoding="utf-8")

    assert "no @check at all" in refusal(course).en
