"""A class is graded: by one judge or several, interrupted or not, with the same gradebook."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from grader.gradebook.book import Gradebook
from grader.model import Clock, HandedIn, Line, Score, Text
from grader.render import table

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"
DOUBLE = "def double(x):\n    return {}\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


def command(folder, place, *words, course=MINIATURE):
    start = [sys.executable, "-m", "grader.cli", "batch", folder, "--gradebook", place]
    return [*map(str, [*start, "--course", course, "--lang", "en", *words])]


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def batch(folder, place, *words, **options):
    return subprocess.run(
        command(folder, place, *words, **options),
        env=environment(), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def klass(tmp_path_factory):
    """Right and wrong answers, a stub, an archive that opens and one that does not."""
    folder = tmp_path_factory.mktemp("class")
    shutil.copytree(MINIATURE / "solutions", folder / "han")
    for name, value in [("li", "x * x"), ("wu", "x + x + 1"), ("zhou", "2 * x")]:
        (folder / name).mkdir()
        (folder / name / "double.py").write_text(DOUBLE.format(value))
    with zipfile.ZipFile(folder / "zhao.zip", "w") as archive:
        archive.write(MINIATURE / "solutions/w1/line_count.py", "hw/w1/line_count.py")
    (folder / "wang.zip").write_bytes(b"broken")
    (folder / "=1+1.py").write_text(DOUBLE.format("None"))
    return folder


def without_times(place, run=1):
    """All that a run has in the gradebook but for what a clock says."""
    with Gradebook(str(place)) as gradebook:
        entries = gradebook.entries(run)
    found = []
    for entry in entries:
        exercises = []
        for graded in entry.report.exercises if entry.report else ():
            verdicts = [
                (
                    one.check,
                    one.ruling,
                    msgspec.structs.replace(one.observation, seconds=0),
                    one.diagnosis,
                )
                for one in graded.verdicts
            ]
            exercises.append(
                (graded.exercise.key, graded.form, verdicts, graded.score, graded.notes)
            )
        notes = entry.report and (entry.report.score, entry.report.seed, entry.report.notes)
        found.append((entry.student, entry.source, entry.digest, entry.problem, notes, exercises))
    return found


@pytest.fixture(scope="module")
def one_by_one(klass, tmp_path_factory):
    """The class graded with -j 1: the gradebook, the CSV file, and the finished process."""
    folder = tmp_path_factory.mktemp("one")
    finished = batch(klass, folder / "book.db", "-j", 1, "--csv", folder / "marks.csv")
    return folder / "book.db", folder / "marks.csv", finished


def test_everybody_is_graded(one_by_one):
    """Each student is a row; one whose archive is broken has a reason, and the rest their marks."""
    place, _, finished = one_by_one
    with Gradebook(str(place)) as gradebook:
        lines = {line.student: line for line in gradebook.lines(1)}
        (run,) = gradebook.runs()

    earned = {name: sum(one.earned for one in line.weeks.values()) for name, line in lines.items()}
    assert earned == {"han": 10, "li": 0, "wu": 0, "zhou": 6, "zhao": 4, "wang": 0, "=1+1": 0}
    assert lines["wang"].weeks == {}
    assert "damaged" in lines["wang"].problem.en
    assert not lines["wang"].ours
    assert lines["zhao"].handed_in.told_by is Clock.ARCHIVE
    assert (finished.returncode, run.ended is None) == (0, False)


def test_a_class_is_shown(one_by_one):
    """A line for each student on stderr where that is no terminal, and a table on stdout."""
    _, _, finished = one_by_one

    assert "run 1, students: 7" in finished.stderr
    assert sum(line.startswith("[") for line in finished.stderr.splitlines()) == 7
    assert "[7/7] zhou  6/10" in finished.stderr
    assert "Traceback" not in finished.stderr
    (row,) = [line.split() for line in finished.stdout.splitlines() if line.split()[:1] == ["zhao"]]
    assert row[1:3] == ["4/10", "4/10"]


def test_the_csv_is_harmless(one_by_one):
    """It begins with the mark that Excel looks for, and no cell is a formula."""
    _, file, _ = one_by_one
    data = file.read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))

    assert data.startswith(b"\xef\xbb\xbf")
    assert [row["student"] for row in rows][:2] == ["'=1+1", "han"]
    assert (rows[1]["w1"], rows[1]["earned"], rows[1]["possible"]) == ("10", "10", "10")


def test_two_judges_find_the_same(klass, one_by_one, tmp_path):
    """-j 2 and -j 1 give the same gradebook but for times."""
    batch(klass, tmp_path / "book.db", "-j", 2)

    assert without_times(tmp_path / "book.db") == without_times(one_by_one[0])


def test_a_killed_batch_goes_on(klass, one_by_one, tmp_path):
    """After kill -9 the same command grades the rest, in the same run; no process is left."""
    place = tmp_path / "book.db"
    process = subprocess.Popen(
        command(klass, place, "-j", 1), env=environment(), stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    for line in process.stderr:
        if line.startswith("[2/"):
            break
    process.kill()
    process.communicate(timeout=60)
    deadline = time.monotonic() + 60
    while of_session(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    left = of_session(process.pid)
    with Gradebook(str(place)) as gradebook:
        before = len(gradebook.lines(1))

    finished = batch(klass, place, "-j", 1)

    assert left == []
    assert 2 <= before < 7
    assert "going on with run 1" in finished.stderr
    assert sum(line.startswith("[") for line in finished.stderr.splitlines()) < 7
    assert without_times(place) == without_times(one_by_one[0])


def of_session(leader):
    """Live processes of a session."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(status.parent.name)
    return found


def test_an_interrupted_batch_says_how_to_go_on(klass, tmp_path):
    """Ctrl-C ends it with a sentence, exit code 130 and no process left."""
    process = subprocess.Popen(
        command(klass, tmp_path / "book.db", "-j", 2), env=environment(), stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    said = [process.stderr.readline()]
    os.killpg(process.pid, signal.SIGINT)
    said.append(process.communicate(timeout=60)[1])

    assert process.returncode == 130
    assert "the same command goes on with run 1" in said[1]
    assert "Traceback" not in said[1]
    assert of_session(process.pid) == []


def test_an_unchanged_class_is_not_graded_again(klass, one_by_one):
    """Another run takes every verdict over, without torch, and is complete."""
    place, _, _ = one_by_one
    code = (
        "import sys; from grader.cli import main; code = main(sys.argv[1:]);"
        "sys.exit(9 if 'torch' in sys.modules else code)"
    )
    words = command(klass, place)[3:]
    finished = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment(), capture_output=True, check=False
    )

    assert finished.returncode == 0, finished.stderr
    assert without_times(place, 2) == without_times(place, 1)


@pytest.fixture
def deadly(tmp_path):
    """A course whose judge dies at a certain answer."""
    course = tmp_path / "course"
    shutil.copytree(MINIATURE, course)
    properties = course / "exercises/w1/test_double.py"
    text = properties.read_text(encoding="utf-8").replace(
        "def test_of_three_numbers(student):\n",
        "def test_of_three_numbers(student):\n"
        "    answer = student.double(torch.tensor([1.0]))\n"
        "    if isinstance(answer, str):\n"
        "        import os\n"
        "        os.close(os.open(answer, os.O_CREAT)) if not os.path.exists(answer) else None\n"
        "        TRIES\n",
    )
    return course, properties, text


def answers(folder, *values):
    for number, value in enumerate(values):
        (folder / f"s{number}").mkdir(parents=True)
        (folder / f"s{number}" / "double.py").write_text(DOUBLE.format(value))
    return folder


def test_a_judge_that_dies_twice_costs_one_student_nothing(tmp_path, deadly):
    """Who was in flight is a row with a reason, at the grader's charge; the others are graded."""
    course, properties, text = deadly
    properties.write_text(text.replace("TRIES", "os.kill(os.getpid(), 9)"), encoding="utf-8")
    folder = answers(tmp_path / "class", "2 * x", repr(str(tmp_path / "x")), "3 * x")

    finished = batch(folder, tmp_path / "book.db", "-j", 1, course=course)

    with Gradebook(str(tmp_path / "book.db")) as gradebook:
        lines = {line.student: line for line in gradebook.lines(1)}
    assert finished.returncode == 3
    assert lines["s1"].ours
    assert "exit code -9" in lines["s1"].problem.en
    assert [lines[name].weeks["w1"].earned for name in ("s0", "s2")] == [6, 0]


def test_a_judge_that_dies_once_costs_nothing(tmp_path, deadly):
    """What was in flight is graded once more, by another judge."""
    course, properties, text = deadly
    text = text.replace(
        "        os.close", "        first = not os.path.exists(answer)\n        os.close"
    )
    text = text.replace("TRIES", "os.kill(os.getpid(), 9) if first else None")
    properties.write_text(text, encoding="utf-8")
    folder = answers(tmp_path / "class", repr(str(tmp_path / "x")), "2 * x")

    finished = batch(folder, tmp_path / "book.db", "-j", 1, course=course)

    with Gradebook(str(tmp_path / "book.db")) as gradebook:
        lines = gradebook.lines(1)
    assert finished.returncode == 0
    assert [line.problem for line in lines] == [None, None]
    assert [line.weeks["w1"].earned for line in lines] == [0, 6]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["/nowhere/at/all"], "no such folder"),
        ([ROOT / "docs"], "no student's folder"),
        ([MINIATURE / "solutions", "-j", "0"], "-j"),
        ([MINIATURE / "solutions", "--roster", "/nowhere.csv"], "the roster /nowhere.csv"),
        ([MINIATURE / "solutions", "--csv", "/nowhere/x.csv"], "/nowhere/x.csv: cannot be written"),
        ([MINIATURE / "solutions", "--exercise", "doubel"], "double"),
    ],
)
def test_wrong_usage_is_said(tmp_path, words, says):
    """Exit code 2 and a sentence."""
    finished = batch(words[0], tmp_path / "book.db", *words[1:])

    assert finished.returncode == 2
    assert says in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_gradebook_that_fails_on_the_way(klass, tmp_path):
    """What was graded and could not be kept is shown all the same, with exit code 3."""
    code = (
        "import sys; from grader import cli, words; from grader.gradebook import book\n"
        "keep = book.Gradebook.keep\n"
        "def full(self, entry, run):\n"
        "    if entry.report is None:\n"
        "        return keep(self, entry, run)\n"
        "    raise book.Unusable(words.GRADEBOOK_FULL.format(place='P', error='E'))\n"
        "book.Gradebook.keep = full\n"
        "if __name__ == '__main__': sys.exit(cli.main(sys.argv[1:]))"
    )
    script = tmp_path / "full.py"
    script.write_text(code)
    words = command(klass, tmp_path / "book.db", "-j", "1", "--roster", tmp_path / "r.csv")[3:]
    (tmp_path / "r.csv").write_text("student\nhan\nnobody\n")
    finished = subprocess.run(
        [sys.executable, script, *words], env=environment(), capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip

    assert finished.returncode == 3
    assert "the disk of the gradebook P is full" in finished.stderr
    assert "=1+1" in finished.stdout
    assert "handed in nothing: nobody" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_gradebook_that_cannot_be_opened(klass):
    """Nothing is graded that could not be kept; the sentence stands alone."""
    finished = batch(klass, __file__)

    assert (finished.returncode, finished.stdout) == (3, "")
    assert "is no gradebook, or is damaged" in finished.stderr


HOSTILE = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=cmd|'/c calc'!A1", "a\n=1", "\x1b[31m=1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_is_a_formula(name):
    """Whatever a student is called, and whatever a problem says."""
    line = Line(name, HandedIn(datetime(2026, 3, 1, tzinfo=UTC), Clock.NOW), {"w1": Score(1, 2)}, Text(name, name))  # fmt: skip
    data = table.as_csv(*table.of_class([line], ["w1"], [name], "en")).decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(data)) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert data.count("\r\n") == len(data.splitlines()) == 3


def test_a_terminal_sees_a_bar(klass, one_by_one, tmp_path):
    """On a terminal: how many are done, who is next, how many failed; no line for each."""
    place = Path(shutil.copy(one_by_one[0], tmp_path))
    near, far = pty.openpty()
    with subprocess.Popen(
        command(klass, place), env=environment() | {"TERM": "xterm"}, stderr=far,
        stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        os.close(far)
        shown = b""
        with contextlib.suppress(OSError), open(near, "rb", buffering=0) as terminal:
            while data := terminal.read(1 << 16):
                shown += data

    assert process.returncode == 0
    assert b"7/7" in shown
    assert b"not graded: 1" in shown
    assert b"[7/7]" not in shown
