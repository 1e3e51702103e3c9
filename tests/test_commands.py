"""The commands from end to end: exit codes, words, and what is left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.cli import COMMANDS
from grader.commands.progress import undisturbed
from tests import warm

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


def grader(*words, course=MINIATURE, **environment):
    """Run a command; the finished process."""
    place = () if course is None else ("--course", course)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return warm.run("grader.cli", *words, *place, env=environment)


def checks(finished):
    """Rulings of a report by check name."""
    report = json.loads(finished.stdout)
    return {one["name"]: one["ruling"] for part in report["exercises"] for one in part["checks"]}


def without_times(text):
    """A JSON report without what a clock says."""
    return [line for line in text.splitlines() if '"seconds"' not in line and '"at"' not in line]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The miniature course's solutions, graded twice."""
    folder = tmp_path_factory.mktemp("graded")
    words = ("submit", MINIATURE / "solutions", "--json", "--gradebook")
    return [grader(*words, folder / name) for name in ("first.db", "second.db")], folder


def test_solutions_score_full_marks(graded):
    """The worked answers earn every point, with exit code 0 and nothing on stderr."""
    (finished, _), _ = graded
    score = json.loads(finished.stdout)["score"]

    assert (finished.returncode, finished.stderr) == (0, "")
    assert score["earned"] == score["possible"] > 0


def test_the_same_seed_gives_the_same_report(graded):
    """Two gradings differ in nothing but their times."""
    (first, second), _ = graded

    assert without_times(first.stdout) == without_times(second.stdout)


def test_stubs_are_not_started():
    """What is handed out scores nothing and every check is not started."""
    finished = grader("submit", MINIATURE / "exercises", "--json", "--fail-under", 50)

    assert set(checks(finished).values()) == {"not_started"}
    assert finished.returncode == 1


def test_formats_go_to_files_and_stdout(graded, tmp_path):
    """One grading gives several formats; only one of them goes to standard output."""
    gradebook = graded[1] / "first.db"
    page, table = tmp_path / "报告.html", tmp_path / "a=b.csv"
    table.write_text("old", encoding="utf-8")
    words = ("--format", f"html={page}", "--format", f"csv={table}", "--format", "markdown")
    words += ("--lang", "en", "--gradebook", gradebook)
    finished = grader("submit", MINIATURE / "solutions", *words)

    assert finished.returncode == 0
    assert finished.stdout.startswith("## Report: solutions\n")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert table.read_bytes().startswith(b"\xef\xbb\xbfstudent,week,")
    assert sorted(tmp_path.iterdir()) == sorted([page, table])


def test_bad_files_are_verdicts(tmp_path):
    """A syntax error and a file that is not UTF-8 fail their exercises, and the file is named."""
    week = tmp_path / "w1"
    week.mkdir()
    (week / "double.py").write_text("def double(x:\n", encoding="utf-8")
    (week / "line_count.py").write_bytes(b"x = 1\ny = '\xc4\xe3'\n")

    finished = grader("submit", tmp_path, "--lang", "en")

    assert finished.returncode == 0
    assert "w1/double.py has a syntax error in line 1" in finished.stdout
    assert "w1/line_count.py is not encoded in UTF-8 (line 2)" in finished.stdout
    assert "Traceback" not in finished.stdout + finished.stderr


def notebook(folder, name, *cells):
    listed = [{"cell_type": "code", "source": cell} for cell in cells]
    (folder / name).write_text(json.dumps({"nbformat": 4, "cells": listed}), encoding="utf-8")


def test_a_notebook_for_a_week(tmp_path):
    """One notebook answers several exercises; what it does not define is left open."""
    cells = ["%matplotlib inline\nimport torch", "def double(x):\n    return 2 * x"]
    notebook(tmp_path, "w1.ipynb", *cells)

    rulings = checks(grader("submit", tmp_path, "--json"))

    assert rulings == {
        "of_three_numbers": "passed",
        "of_any_tensor": "passed",
        "of_nothing": "not_started",
        "of_any_lines": "not_started",
    }


def test_errors_in_a_notebook_name_the_cell(tmp_path):
    """Syntax errors, and exceptions on loading and in a call, are told by cell and its line."""
    notebook(tmp_path, "double.ipynb", "import torch", "x = 1\ny = (")
    notebook(tmp_path, "line_count.ipynb", "", "x = 1", "\n1 / 0\ndef line_count(text): ...")
    first = grader("submit", tmp_path, "--lang", "en").stdout
    notebook(tmp_path, "double.ipynb", "import torch", "!ls\ndef double(x):\n    return x.a")
    second = grader("submit", tmp_path, "--lang", "en").stdout

    assert "double.ipynb:cell 2 has a syntax error in line 2" in first
    assert "line_count.ipynb:cell 3:2" in first
    assert "double.ipynb:cell 2:3 (double)" in second


def test_a_file_is_mapped(tmp_path):
    """`--map` says which exercise a file of any name answers; its name may hold a '='."""
    (tmp_path / "y=2x.py").write_text("def double(x):\n    return 2 * x\n", encoding="utf-8")

    rulings = checks(grader("submit", tmp_path, "--json", "--map", "y=2x.py=w1/double"))

    assert (rulings["of_three_numbers"], rulings["of_any_tensor"]) == ("passed", "passed")


def test_scripts_that_answer_nothing_are_named(tmp_path):
    """A script without use is told at the end: what stopped it, or that it did nothing."""
    scripts = {
        "循环.py": "while True: pass\n",
        "asks.py": "name = input()\n",
        "half.py": "x = (\n",
        "idle.py": "x = 1\n",
    }
    for name, text in scripts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    notebook(tmp_path, "半.ipynb", "x = 1", "\ny = (")
    finished = grader("submit", tmp_path, "--json", course=ROOT)

    notes = [note["en"] for note in json.loads(finished.stdout)["notes"]]
    found = "\n".join(notes)
    assert "循环.py was run as a script and not graded: over the time limit (10 s" in found
    assert "asks.py stopped while it ran as a script" in found
    assert "the code waits for input()" in found
    assert "SyntaxError: '(' was never closed (half.py, line 1)" in found
    assert "'(' was never closed (半.ipynb:cell 2, line 2)" in found
    assert "did nothing about any exercise: idle.py. " in found


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("submit", "/nowhere/at/all"), "no such folder"),
        (("submit", __file__), "this is a file"),
        (("submit", ROOT / "grader" / "render" / "templates"), "no Python file"),
        (("submit", MINIATURE / "solutions", "--exercise", "doubel"), "double"),
        (("submit", MINIATURE / "solutions", "--exercise", "?"), "grader list"),
        (("hint", "doubel"), "double"),
        (("submit", MINIATURE / "solutions", "--fail-under", "1000"), "100"),
        (("submit", MINIATURE / "solutions", "--map", "w1/duoble.py=double"), "w1/double.py"),
        (("submit", MINIATURE / "solutions", "--map", "a.py=doubel"), "double"),
        (("submit", MINIATURE / "solutions", "--map", "a.py"), "write --map a.py=NAME"),
        (("submit", MINIATURE / "solutions", "--map", "a.py="), "write --map a.py=NAME"),
        (("submit", MINIATURE / "solutions", "--map", "=double"), "write --map FILE=double"),
        (("submit", MINIATURE / "solutions", "--map", "double"), "write --map FILE=double"),
        (("submit", MINIATURE / "solutions", "--map", "double=a.py"), "write --map a.py=double"),
        (("submit", ROOT, "--json", "--format", "csv"), "only one format"),
        (("submit", ROOT, "--format", "pdf"), "no such format"),
        (("submit", ROOT, "--format", "html="), "no such format"),
        (("submit", ROOT, "--format", "html=/nowhere/x.html"), "/nowhere/x.html"),
        (("submit", ROOT, "--format", f"html={ROOT}"), "no plain file"),
        (("submit", ROOT, "--format", "html=/dev/null"), "no plain file"),
        (("submit", ROOT, "--format", "classroom50"), "CLASSROOM, ASSIGNMENT"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_wrong_usage_is_said(words, says):
    """What cannot be done ends with exit code 2 and one clear sentence, never a traceback."""
    finished = grader(*words, "--lang", "en")

    assert finished.returncode == 2
    assert says in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_folder_without_course_is_said(tmp_path):
    """Where no course is found the command says what to do."""
    finished = grader("list", "--lang", "zh", course=tmp_path)

    assert finished.returncode == 2
    assert "course.toml" in finished.stderr


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"LC_ALL": "en_US.UTF-8"}, "points"),
        ({"LC_ALL": "zh_CN.UTF-8"}, "分"),
        ({"LC_ALL": "C"}, "分"),
    ],
)
def test_the_locale_chooses_the_language(environment, word):
    """Without --lang the locale decides; where it says neither, Chinese."""
    assert word in grader("list", **environment).stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", [module.__name__.rpartition(".")[2] for module in COMMANDS])
def test_help_speaks_both_languages(command, lang):
    """--help is in the language asked for, argparse's own words included."""
    text = grader(command, "--help", "--lang", lang, course=None).stdout

    assert ("用法" in text) == (lang == "zh")


def test_listing_needs_no_torch():
    """`grader list` does not import torch: it answers at once."""
    code = (
        "import sys; from grader.cli import main; main(['list', '--course', sys.argv[1]]);"
        "sys.exit('torch' in sys.modules or 'hypothesis' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(MINIATURE)]

    finished = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)

    assert finished.returncode == 0


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        (
            "exercises/w1/test_double.py",
            "assert_close(student",
            "raise KeyError; assert_close(student",
        ),
        ("reference/w1/double.py", "return", "raise RuntimeError('broken')  #"),
        ("exercises/w1/test_line_count.py", "import", "import nothing_of_that_name, "),
    ],
)
def test_our_fault_is_never_a_zero(tmp_path, file, before, after):
    """A property or an oracle that breaks withholds its points: ungraded, exit code 3."""
    course = tmp_path / "course"
    shutil.copytree(MINIATURE, course)
    broken = course / file
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace(before, after, 1), encoding="utf-8")

    finished = grader("submit", course / "solutions", "--json", course=course)
    score = json.loads(finished.stdout)["score"]

    assert finished.returncode == 3
    assert '"reason": "course"' in finished.stdout
    assert "ungraded" in checks(finished).values()
    assert "failed" not in checks(finished).values()
    assert score["earned"] + score["withheld"] == score["possible"]


def test_a_text_for_a_person_is_no_fault(tmp_path):
    """A text that no rule can judge withholds its points, with the text, and exit code 0."""
    text = "inplace=True 和 inplace=False 画出的两张图不一样"
    (tmp_path / "观察.md").write_text(text, encoding="utf-8")

    finished = grader(
        *("submit", tmp_path, "--json", "--exercise", "inplace_study"),
        course=ROOT,
        LC_ALL="C.UTF-8",
    )
    (exercise,) = json.loads(finished.stdout)["exercises"]
    waiting = [one for one in exercise["checks"] if one["ruling"] == "ungraded"]

    assert (finished.returncode, exercise["form"]) == (0, "text")
    assert {(one["reason"], one["outcome"], one["got"]) for one in waiting} == {
        ("person", "undecided", text)
    }
    assert exercise["withheld"] == sum(one["points"] for one in waiting) > 0


def test_a_fault_of_the_grader_is_never_a_zero():
    """Where the grader itself raises, the exercise is ungraded, with exit code 3."""
    code = (
        "import sys; from grader import cli, observe\n"
        "def broken(*_): raise ZeroDivisionError('ours')\n"
        "observe._observe_functions = broken\n"
        "sys.exit(cli.main(['submit', sys.argv[1] + '/solutions', '--json', '--course', sys.argv[1]]))"
    )
    command = [sys.executable, "-c", code, str(MINIATURE)]

    finished = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )

    assert finished.returncode == 3
    assert set(checks(finished).values()) == {"ungraded"}
    assert "ZeroDivisionError: ours" in finished.stdout


@pytest.mark.parametrize(
    "words", [("--course", MINIATURE, "list"), ("list", "--course", MINIATURE)]
)
def test_options_stand_before_the_command_or_after_it(words):
    """Both name the course."""
    assert "double" in grader(*words, course=None).stdout


@pytest.mark.parametrize("wait", [0.5, 4.0])
def test_interrupting_ends_it(tmp_path, wait):
    """Ctrl-C ends a grading at once with a sentence, and leaves no process behind."""
    week = tmp_path / "w1"
    week.mkdir()
    (week / "double.py").write_text("def double(x):\n    while True: pass\n", encoding="utf-8")
    command = [sys.executable, "-m", "grader.cli", "submit", str(tmp_path), "--course"]
    process = subprocess.Popen(
        [*command, str(MINIATURE)],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "en_US.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(wait)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert (process.returncode, said.count("\n")) == (130, 1), said
    assert not _session(process.pid)


def test_a_full_disk_behind_stdout_is_said():
    """One sentence, and no exit code that would mean a grade."""
    command = [sys.executable, "-m", "grader.cli", "list", "--course", str(MINIATURE)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*command, "--lang", "en"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert "not everything could be printed" in done.stderr


def test_a_ctrl_c_waits_until_libraries_are_imported():
    """What is imported is whole; then it is as if it came now."""
    done = []
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            done.append("imported")

    assert done == ["imported"]
    assert signal.getsignal(signal.SIGINT) is before


def _session(leader):
    """Live processes of a session, workers and zygote apart, which have sessions of their own."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(status.parent.name)
    return found


def test_a_closed_pipe_is_no_error():
    """A reader that leaves early, such as `head`, gets no traceback in return."""
    command = f"{sys.executable} -m grader.cli list --course {MINIATURE} | head -n 1"

    finished = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )

    assert "Traceback" not in finished.stderr
