"""Limits of time: enough for every right answer on any machine, and named when they are hit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    ("work", "points", "limit"), [(0.001, "0 / 6", "1 s"), (0.2, "6 / 6", "4 s")]
)
def test_a_slow_machine(tmp_path: Path, course: Path, work: float, points: str, limit: str) -> None:
    """A slow machine gives more time, a fast one no less than stands in week.toml."""
    (tmp_path / "double.py").write_text(SLOW.format(seconds=2))
    (tmp_path / "line_count.py").write_text(ENDLESS)

    printed = grader(work, "submit", tmp_path, "--course", course)

    assert f"{points} points" in printed
    assert f"over the time limit ({limit} of CPU time" in printed


def test_a_limit_too_tight(course: Path) -> None:
    """The doctor says when a solution leaves slower ways of writing it too little time."""
    solution = course / "solutions" / "w1" / "double.py"
    solution.write_text(SLOW.format(seconds=0.5))

    printed = grader(0.001, "doctor", "--course", course, "--exercise", "double", "--seeds", "1")

    assert "solutions/w1/double.py: takes" in printed
    assert "Write seconds = " in printed
