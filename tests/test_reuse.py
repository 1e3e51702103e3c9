"""What was graded before is shown again, and only where nothing that decides it has changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from grader import catalogue, fingerprint, intake
from grader.gradebook.book import Gradebook
from tests import warm

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"
COURSE = catalogue.load(MINIATURE)
DOUBLE, LINES = "w1/double", "w1/line_count"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


def prints(course=COURSE, folder=MINIATURE / "solutions", seed=1, isolation="full"):
    """Fingerprints by exercise."""
    submission = intake.read(folder, course)
    return fingerprint.Conditions(course, course.exercises, seed, isolation).fingerprints(
        submission
    )


def copied(tmp_path, what):
    return Path(shutil.copytree(what, tmp_path / what.name))


def test_nothing_changed():
    """The same files under the same conditions have the same fingerprints."""
    assert prints() == prints()
    assert len(set(prints().values())) == 2


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("w1/double.py", {DOUBLE, LINES}),  # it may be imported by the other
        ("w1/helper.py", {DOUBLE, LINES}),
        ("double.txt", set()),
    ],
)
def test_a_changed_file_of_the_student(tmp_path, file, changed):
    """All that travels with an answer counts, and nothing else."""
    folder = copied(tmp_path, MINIATURE / "solutions")
    before = prints(folder=folder)
    (folder / file).write_bytes(b"x = 1")

    after = prints(folder=folder)

    assert {key for key in before if before[key] != after[key]} == changed


def test_a_script_changes_everything(tmp_path):
    """A file that no exercise is named after may answer any of them."""
    folder = copied(tmp_path, MINIATURE / "solutions")
    before = prints(folder=folder)
    (folder / "homework.py").write_bytes(b"x = 1")
    between = prints(folder=folder)
    (folder / "homework.py").write_bytes(b"x = 2")
    after = prints(folder=folder)

    assert all(len({before[key], between[key], after[key]}) == 3 for key in before)


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("exercises/w1/test_double.py", {DOUBLE}),
        ("exercises/w1/double.py", {DOUBLE}),
        ("exercises/w1/week.toml", {DOUBLE, LINES}),
        ("reference/w1/double.py", {DOUBLE, LINES}),
        ("solutions/w1/double.py", set()),
    ],
)
def test_a_changed_file_of_the_course(tmp_path, file, changed):
    """Property file, stub, week.toml and the week's references count."""
    course = copied(tmp_path, MINIATURE)
    before = prints(catalogue.load(course))
    with open(course / file, "a", encoding="utf-8") as stream:
        stream.write("\n# changed\n")

    after = prints(catalogue.load(course))

    assert {key for key in before if before[key] != after[key]} == changed


def test_other_conditions(monkeypatch):
    """The seed, the isolation and the versions of libraries count."""
    monkeypatch.setattr(fingerprint, "versions", lambda: {"torch": "3"})
    newer = prints()
    monkeypatch.undo()
    found = [prints(), prints(seed=2), prints(isolation="process"), newer]

    assert len({one[DOUBLE] for one in found}) == 4


# Through the command


def submit(*words, **environment):
    command = ("grader.cli", "submit", "--json", "--lang", "en", "--course", MINIATURE, *words)
    return warm.run(*command, env={**os.environ, "PYTHONPATH": str(ROOT), **environment})


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A folder with a right answer, a wrong one, and its report in a gradebook."""
    folder = copied(tmp_path_factory.mktemp("student"), MINIATURE / "solutions")
    (folder / "w1" / "line_count.py").write_text("def line_count(text):\n    return len(text)\n")
    place = folder.parent / "gradebook.db"
    return folder, place, submit(folder, "--gradebook", place)


@pytest.fixture
def again(before, tmp_path):
    """A copy of that folder and of the gradebook: what is submitted from it is not graded anew."""
    return copied(tmp_path, before[0]), Path(shutil.copy(before[1], tmp_path))


def handed_in(place):
    """When the newest submission was, and what says so."""
    with Gradebook(str(place)) as gradebook:
        return gradebook.submissions("solutions")[-1].handed_in


def test_an_unchanged_submission_is_reported_again(before):
    """The same report to the last byte, without torch, which the program never imports."""
    folder, place, first = before
    code = (
        "import sys; from grader.cli import main; code = main(sys.argv[1:]);"
        "sys.exit(9 if {'torch', 'hypothesis', 'pytest'} & {*sys.modules} else code)"
    )
    words = [
        "submit",
        "--json",
        "--lang",
        "en",
        "--course",
        MINIATURE,
        folder,
        "--gradebook",
        place,
    ]
    again = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (first.returncode, first.stderr, again.returncode) == (0, "", 0)
    assert again.stdout == first.stdout
    assert "unchanged since an earlier grading" in again.stderr
    assert "2" in again.stderr


def test_fresh_grades_anew(before):
    """With --fresh the same verdicts are found anew, in times of their own."""
    folder, place, first = before
    with Gradebook(str(place)) as gradebook:
        known = {key for one in gradebook.submissions("solutions") for key in one.reused.values()}

    again = submit(folder, "--fresh", "--gradebook", place)

    with Gradebook(str(place)) as gradebook:
        newest = set(gradebook.submissions("solutions")[-1].reused.values())
    assert again.stderr == ""
    assert rulings(again) == rulings(first)
    assert not newest & known


def rulings(finished):
    report = json.loads(finished.stdout)
    return {one["name"]: one["ruling"] for part in report["exercises"] for one in part["checks"]}


def test_only_what_changed_is_graded(before, tmp_path):
    """A corrected answer at the root is graded; the other, in its own folder, is not."""
    folder, place = tmp_path / "li_lei", before[1]
    (folder / "w1").mkdir(parents=True)
    shutil.copy(MINIATURE / "solutions/w1/double.py", folder / "w1")
    first = submit(folder, "--gradebook", place)
    (folder / "line_count.py").write_text("def line_count(text):\n    return text.count('\\n')\n")
    second = submit(folder, "--gradebook", place)

    assert set(rulings(first).values()) == {"passed", "not_started"}
    assert set(rulings(second).values()) == {"passed"}
    assert "shown again: 1." in second.stderr


def test_what_was_ungraded_is_graded_again(tmp_path):
    """Withheld points wait for nobody: once the course is mended the check is run."""
    course = copied(tmp_path, MINIATURE)
    oracle = course / "reference/w1/double.py"
    right = oracle.read_text()
    oracle.write_text(right.replace("return 2 * x", "return 2 / 0"))
    words = [course / "solutions", "--course", course, "--gradebook", tmp_path / "book.db"]
    first, second = submit(*words), submit(*words)

    assert (first.returncode, second.returncode) == (3, 3)
    assert "shown again: 1." in second.stderr


def test_what_may_be_the_machine_s_doing_is_graded_again(tmp_path):
    """A process that died is no verdict for ever; what the code decided is shown again."""
    folder = copied(tmp_path, MINIATURE) / "solutions"
    (folder / "w1/double.py").write_text("import os\n\n\ndef double(x):\n    os._exit(1)\n")
    words = [folder, "--course", MINIATURE, "--gradebook", tmp_path / "book.db"]
    submit(*words)

    assert "shown again: 1." in submit(*words).stderr


@pytest.mark.parametrize("place", ["/proc/none/gradebook.db", __file__])
def test_a_gradebook_that_cannot_be_had_costs_nothing(place):
    """The report is printed all the same, and one sentence says what is wrong with the place."""
    finished = submit(MINIATURE / "solutions", "--gradebook", place)

    assert set(rulings(finished).values()) == {"passed"}
    assert (finished.returncode, finished.stderr.count("\n")) == (0, 1)
    assert place in finished.stderr


def test_scripts_keep_their_notes(tmp_path):
    """The remarks of a report on scripts are there again when it is."""
    folder = tmp_path / "li_lei"
    folder.mkdir()
    (folder / "idle.py").write_text("x = 1\n")
    words = [folder, "--gradebook", tmp_path / "book.db", "--course", ROOT]
    words += ["--exercise", "week5/tensorboard_line"]

    first, again = submit(*words), submit(*words)

    assert again.stdout == first.stdout
    assert "shown again: 1." in again.stderr


def test_the_time_comes_from_the_last_commit(again):
    """A folder that is a repository was handed in when it was last committed to."""
    folder, place = again
    when = {**os.environ, "GIT_COMMITTER_DATE": "2026-03-01T12:00:00+08:00"}
    identity = ["-c", "user.name=x", "-c", "user.email=x@y"]
    for words in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=folder, env=when, check=True)

    submit(folder, "--gradebook", place)

    found = handed_in(place)
    assert found == msgspec.convert({"at": "2026-03-01T04:00:00Z", "told_by": "git"}, type(found))


def test_the_folder_that_it_is_started_from_is_not_trusted(tmp_path):
    """Modules of a student's folder are not imported, even where the program is started in it."""
    folder = copied(tmp_path, MINIATURE / "solutions")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    for name in ("grader", "json", "resource", "dulwich", "sqlalchemy", "msgspec"):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    command = [sys.executable, "-P", "-m", "grader.cli", "submit", ".", "--course", MINIATURE]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "GRADER_GRADEBOOK": str(tmp_path / "b.db"),
    }

    finished = subprocess.run(command, cwd=folder, env=environment, check=False)

    assert finished.returncode == 0
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("head", [b"\xff\0", b"ref: ../../../../etc/passwd", b"a" * 40])
def test_a_broken_history_tells_nothing(again, head):
    """A .git folder of any content costs the time of submission and no more."""
    folder, place = again
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_bytes(head)

    submit(folder, "--gradebook", place)

    assert handed_in(place).told_by == "now"
