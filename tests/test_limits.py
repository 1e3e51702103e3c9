"""Limits of time: enough for every right answer on any machine, and named when they are hit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest

from grader import catalogue, limits, seen, submit
from grader.model import Answer, Exercise, Form, Observation, Outcome, Report, Submission, Text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

ROOT = Path(__file__).resolve().parent.parent
MEASURED = """
import sys
from grader import cli
from grader.sandbox import host

listen = host.Sandbox._listen

def measured(self, seconds):
    message = listen(self, seconds)
    return message | {"work": float(sys.argv[1])} if "work" in message else message

host.Sandbox._listen = measured
sys.exit(cli.main(sys.argv[2:]))
"""
"""The command, where the zygote's fixed work has taken as long as the first argument says."""

SLOW = """import time

began = time.process_time()
while time.process_time() < began + {seconds}:
    pass


def double(x):
    return x + x
"""
ENDLESS = "def line_count(text):\n    while True: pass\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature course with a limit of one second."""
    course = tmp_path_factory.mktemp("limits") / "course"
    shutil.copytree(ROOT / "tests" / "course", course)
    week = course / "exercises" / "w1" / "week.toml"
    one = week.read_text("utf-8").replace("seconds = 5", "seconds = 1")
    week.write_text(one.replace('name = "line_count"', 'name = "line_count"\nseconds = 1'), "utf-8")
    return course


def grader(work: float, *words: object) -> str:
    """What a command prints on a machine whose fixed work takes so many seconds."""
    finished = subprocess.run(
        [sys.executable, "-c", MEASURED, str(work), *map(str, words), "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in finished.stderr, finished.stderr
    return finished.stdout


@pytest.mark.parametrize(
    ("work", "points", "limit"), [(0.001, "0 / 6", "1 s"), (0.1, "6 / 6", "2 s")]
)
def test_a_slow_machine(tmp_path: Path, course: Path, work: float, points: str, limit: str) -> None:
    """A slow machine gives more time, a fast one no less than stands in week.toml."""
    (tmp_path / "double.py").write_text(SLOW.format(seconds=2))
    (tmp_path / "line_count.py").write_text(ENDLESS)

    printed = grader(work, "submit", tmp_path, "--course", course)

    assert f"{points} points" in printed
    assert f"over the time limit ({limit} of CPU time" in printed


ANSWER = Answer(Form.FUNCTIONS, "double.py", {})
SPENT = seen.Seen(None, (), cpu=0.9, memory=300 << 20)


@pytest.mark.parametrize(
    ("seconds", "megabytes", "wanted"), [(4, 500, (5, 600)), (5, 600, (5, 600)), (9, 700, (9, 700))]
)
def test_the_rule(seconds: int, megabytes: int, wanted: tuple[int, int]) -> None:
    """Five times the CPU time and twice the memory of a right answer, or the floor if that is more."""
    exercise = Exercise("w", "e", Text("题", "e"), (), (), seconds=seconds, megabytes=megabytes)

    found = limits.derived(exercise, SPENT)

    assert (found.seconds, found.megabytes) == wanted


@pytest.mark.parametrize("outcome", Outcome)
def test_what_a_limit_has_ended(outcome: Outcome) -> None:
    """Only the end of time or memory is a reason to look at the limits, in whichever check."""
    found = tuple(Observation("c", one) for one in (Outcome.HELD, outcome))

    assert limits.ended(seen.Seen(None, found)) is (outcome in {"timed_out", "out_of_memory"})


def test_a_course_without_solutions(course: Path) -> None:
    """Where there is nothing to measure, as in a student's copy, the floor stands."""
    exercise = Exercise("w1", "unsolved", Text("题", "e"), (), ())
    setting = seen.Setting(course, mock.Mock(), mock.Mock(), seed=1)

    assert limits.measured(setting, exercise) == exercise


def test_the_solution_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer meets the floor first; what that ends is graded again, the solution once run."""
    course = catalogue.load(ROOT / "tests" / "course")
    (double,) = (one for one in course.exercises if one.name == "double")
    met: list[int] = []
    measured = mock.Mock(return_value=msgspec.structs.replace(double, seconds=7))

    def observe(_: object, exercise: Exercise, __: object) -> seen.Seen:
        met.append(exercise.seconds)
        return seen.unreached(exercise, ANSWER, outcome=Outcome.TIMED_OUT)

    monkeypatch.setattr(submit.observe, "observe", observe)
    monkeypatch.setattr(submit.session, "judging", lambda root, files, body: body(mock.Mock()))
    monkeypatch.setattr(limits, "measured", measured)
    reports: list[Report] = []
    sandbox = mock.Mock(slowness=1)

    def grade(grader: submit.Grader) -> None:
        reports.extend(grader.grade(Submission("s", {}), (double,)) for _ in range(2))

    submit.grading(course, sandbox, (double,), 1, grade)

    assert met == [double.seconds, 7] * 2
    assert [graded.exercise.seconds for one in reports for graded in one.exercises] == [7, 7]
    measured.assert_called_once()


DEMANDING = """
import time
import torch

torch.ones({megabytes} << 18)
began = time.process_time()
while time.process_time() < began + {seconds}:
    pass


def double(x):
    return 2 * x
"""
HUNGRY = "import torch\n\n\ndef double(x):\n    return torch.ones(1 << 40)\n"
BUSY = "def double(x):\n    while True: pass\n"


def test_limits_too_small_for_the_solution(tmp_path: Path, course: Path) -> None:
    """A right answer holds where the floor is too small for the solution itself.

    What ends in the limits of the solution too gets those into its report.
    """
    solution = course / "solutions" / "w1" / "double.py"
    solution.write_text(DEMANDING.format(seconds=0.5, megabytes=600))
    answers = {
        "busy": BUSY,
        "right": DEMANDING.format(seconds=1.5, megabytes=700),
        "hungry": HUNGRY,
    }
    answers["quick"] = "def double(x): return x + x\n"
    for name, source in answers.items():
        (tmp_path / f"{name}.py").write_text(source)

    lines = driven(course, *(tmp_path / f"{name}.py" for name in answers))
    reports = {line["name"]: line["shown"]["en"] for line in lines if "shown" in line}

    assert "6 / 6 points" in reports["right"]
    assert "6 / 6 points" in reports["quick"]
    (seconds,) = re.findall(r"over the time limit \((\d+) s of CPU time", reports["busy"])
    (megabytes,) = re.findall(r"more than (\d+) MiB", reports["hungry"])
    assert int(seconds) >= 5 * 0.5
    assert int(megabytes) >= 2 * 600


def driven(course: Path, *answers: Path) -> list[dict[str, Any]]:
    """The lines of tests/drive.py about answers to `double`, graded in one session."""
    words = ["--course", course, "--exercise", "w1/double", *answers]
    finished = subprocess.run(
        [sys.executable, ROOT / "tests" / "drive.py", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return [json.loads(line) for line in finished.stdout.splitlines()]


def test_a_limit_too_tight(course: Path) -> None:
    """The doctor says when a solution leaves slower ways of writing it too little time."""
    solution = course / "solutions" / "w1" / "double.py"
    solution.write_text(SLOW.format(seconds=0.5))

    printed = grader(0.001, "doctor", "--course", course, "--exercise", "double", "--seeds", "1")

    assert "solutions/w1/double.py: takes" in printed
    assert "Write seconds = " in printed
