"""Nothing gets out and nobody else pays: hostile answers to the miniature course, for real.

All run in one warm session per tier, each followed by an honest answer, which must get all
points. `held` proves that what was tried was stopped: such an attack answers wrong where it
succeeds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import tiers

HERE = Path(__file__).resolve().parent
MINIATURE = HERE / "course"
CLASSES = ("exit", "read", "net", "process", "patch", "cheat", "wire")
HONEST = MINIATURE / "solutions" / "w1" / "double.py"
PLACEHOLDERS = ("PORT", "CANARY", "# exercise:", "SECRET", "COURSE")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


def plain(file):
    """An attack that needs nothing prepared for it, and whose verdict is the same everywhere."""
    text = file.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    return not any(word in text for word in PLACEHOLDERS) and "(" not in first


ATTACKS = [
    file
    for kind in CLASSES
    for file in sorted((HERE / "attacks").glob(f"{kind}_*.py"))
    if plain(file)
]
SLOW = {"exit_realtime_signal.py", "exit_realtime_signal_at_import.py"}
ATTACKS = [file for file in ATTACKS if file.name not in SLOW]


@pytest.fixture(scope="module", params=["A", "B"])
def session(request):
    """Reports of all attacks and of the honest answers after them, and what was left behind."""
    if request.param == "A" and tiers.bubblewrap() is None:
        pytest.skip("bubblewrap is not installed")
    command = [sys.executable, str(HERE / "drive.py"), "--course", str(MINIATURE)]
    command += ["--isolation", request.param, "--exercise", "w1/double", "--seconds", "2"]
    command += ["--after", str(HONEST), *map(str, ATTACKS)]
    finished = subprocess.run(
        command, cwd=HERE.parent, capture_output=True, text=True, timeout=400, check=False
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    lines = [json.loads(line) for line in finished.stdout.splitlines()]
    reports, current = {}, ""
    for line in lines:
        current = line.get("begins", current)
        if "begins" not in line and current and "survivors" not in line:
            reports.setdefault(current, []).append(line)
    return reports, lines[-1]


def test_there_are_enough_attacks():
    """The corpus that runs here is no token one."""
    assert len(ATTACKS) >= 60


def test_no_attack_stays_or_gains(session, subtests):
    """Each attack gets a verdict that its first line names; the next honest answer is whole."""
    reports, _ = session
    for attack in ATTACKS:
        with subtests.test(attack.name):
            wanted = attack.read_text(encoding="utf-8").splitlines()[0].removeprefix("# verdict: ")
            mine, honest = reports[attack.name]
            outcomes = [check["outcome"] for check in mine["report"]["exercises"][0]["checks"]]
            failed = [outcome for outcome in outcomes if outcome != "held"]
            assert (failed[0] if failed else "held") in wanted.split(" or ")
            assert {check["ruling"] for check in honest["report"]["exercises"][0]["checks"]} == {
                "passed"
            }


def test_nothing_is_left(session):
    """When the session is over no process of it lives and no folder of it is there."""
    _, last = session

    assert last == {"survivors": [], "folders": []}
