"""Our fault is never a student's zero: what breaks during a grading is mended or said."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from grader import catalogue, observe, seen, submit
from grader.model import Exercise, Ruling, Submission
from grader.sandbox.host import Sandbox
from grader.sandbox.remote import Broken

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MINIATURE = HERE / "course"
FAULTS = {
    "A": "plain worker_1 worker_2 zygote_1 hang",
    "B": "plain worker_3 worker_4 worker_5 worker_6 zygote_2 hang clock"
    " descriptors_0 descriptors_1 descriptors_2 descriptors_3 descriptors_4 descriptors_5"
    " descriptors_6 full_0 full_1 readonly plain_2",
}
CASES = [(tier, fault) for tier, faults in FAULTS.items() for fault in faults.split()[1:]]
HUNG = 300
SUBMISSION = Submission("s", {})
MAY_BE_UNGRADED = ("descriptors", "full", "readonly")
MOUNTED = {"full_0", "full_1", "readonly"}
OWN_DISK = ["unshare", "--mount", "sh", "-c"]
OWN_DISK += ['mount -t tmpfs -o size=100m tmpfs "$TMPDIR" && exec "$@"', "sh"]
"""A small file system of the test's own, that nobody else sees and that ends with it."""

SLOW = """import time


def double(x):
    time.sleep(0.008)
    return x + x
"""
WRONG = "def line_count(text):\n    return len(text.split())\n"


def environment(scratch: Path) -> dict[str, str]:
    scratch.mkdir(exist_ok=True)
    scratch.chmod(0o777)
    return {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch), "OMP_NUM_THREADS": "1"}


def started(folder: Path, tier: str, here: dict[str, str], **streams: Any) -> subprocess.Popen[str]:
    words = ["submit", folder, "--course", MINIATURE, "--isolation", tier]
    return subprocess.Popen([sys.executable, "-m", "grader.cli", *words], env=here, **streams)


def descendants(root: int) -> list[tuple[int, str]]:
    """Process ids and times of birth of what a process has begun, and what that has."""
    parents = {pid: (fields[1], fields[19]) for pid, fields in processes().items()}
    found = [(root, "")]
    for ancestor, _ in found:
        found += [(pid, born) for pid, (up, born) in parents.items() if int(up) == ancestor]
    return found[1:]


def alive(process: tuple[int, str]) -> bool:
    """Whether that very process still runs, and is more than a zombie."""
    fields = processes().get(process[0])
    return fields is not None and fields[19] == process[1] and fields[0] != "Z"


def processes() -> dict[int, list[str]]:
    """What /proc/PID/stat says behind the name, which may hold anything."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (entry / "stat").read_text("utf-8", "replace")
            found[int(entry.name)] = stat.rpartition(")")[2].split()
    return found


def wait_for(condition: Callable[[], Any]) -> bool:
    """Whether something comes true within a time that is more than enough."""
    end = time.monotonic() + 20
    while not (came := bool(condition())) and time.monotonic() < end:
        time.sleep(0.02)
    return came


def drive(script: str, tier: str, *words: object) -> list[str]:
    command = [sys.executable, HERE / script, "--course", MINIATURE, "--isolation", tier, *words]
    return [str(word) for word in command]


def lines_of(finished: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """What the driver said of each submission, and at its end."""
    assert finished.returncode == 0, finished.stderr
    lines = [json.loads(line) for line in finished.stdout.splitlines()]
    reports = {line["name"]: line for line in lines if "report" in line}
    return {**reports, "end": lines[-1]}


def without_times(line: dict[str, Any]) -> list[dict[str, Any]]:
    """The exercises of a report without what a clock says."""
    text = "\n".join(one for one in line["written"].splitlines() if '"seconds"' not in one)
    return json.loads(re.sub(r",(?=\s*[}\]])", "", text))["exercises"]


def rulings(exercise: dict[str, Any]) -> set[str]:
    return {check["ruling"] for check in exercise["checks"]}


def own_disk() -> bool:
    """Whether this process may mount something that only its children see."""
    tried = [*OWN_DISK, "true"]
    if not shutil.which("unshare"):
        return False
    here = {**os.environ, "TMPDIR": "/mnt"}
    return not subprocess.run(tried, env=here, capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """For each tier a session in which one submission is graded under every fault."""
    place = tmp_path_factory.mktemp("faults")
    place.chmod(0o755)
    mounted = own_disk()

    def session(tier: str) -> dict[str, dict[str, Any]]:
        chosen = [one for one in FAULTS[tier].split() if mounted or one not in MOUNTED]
        folders = [place / tier / fault for fault in chosen]
        for folder in folders:
            folder.mkdir(parents=True)
            (folder / "double.py").write_text(SLOW)
            (folder / "line_count.py").write_text(WRONG)
        prefix = OWN_DISK if tier == "B" and mounted else []
        finished = subprocess.run(
            [*prefix, *drive("faults.py", tier, *folders)],
            env=environment(place / f"tmp{tier}"),
            capture_output=True,
            text=True,
            timeout=HUNG,
            check=False,
        )
        return {} if "Unavailable" in finished.stderr else lines_of(finished)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip(FAULTS, pool.map(session, FAULTS), strict=True))


@pytest.mark.parametrize(("tier", "fault"), CASES)
def test_fault(graded: dict[str, dict[str, Any]], tier: str, fault: str) -> None:
    """The exercise in flight gets its right verdict or is ungraded; the others get their own."""
    if fault not in graded[tier]:
        pytest.skip("this machine gives no such tier, or no disk of the test's own")
    double, others = without_times(graded[tier][fault])
    right = without_times(graded[tier]["plain"])

    assert others == right[1]
    assert double == right[0] or rulings(double) == (
        {"ungraded"} if fault.startswith(MAY_BE_UNGRADED) else {"passed"}
    )


@pytest.mark.parametrize("tier", FAULTS)
def test_nothing_is_left(graded: dict[str, dict[str, Any]], tier: str) -> None:
    """After all of these faults there is neither a process nor a folder of theirs."""
    if not graded[tier]:
        pytest.skip("this machine gives no such tier")

    assert graded[tier]["end"] == {"survivors": [], "folders": []}


def test_an_exercise_that_breaks_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exercise during which two zygotes die is ungraded; the next one has a new zygote."""
    course = catalogue.load(MINIATURE)
    sandbox = mock.Mock(spec=Sandbox, slowness=1)
    setting = mock.Mock(spec=seen.Setting, sandbox=sandbox, seed=1)

    def break_at_first(_: object, exercise: Exercise, __: object) -> seen.Seen:
        if exercise.name == "double":
            raise Broken("the zygote ended")
        return seen.nothing(exercise)

    monkeypatch.setattr(observe, "observe", break_at_first)
    grader = submit.Grader(course, setting, course.exercises)
    double, lines = grader.grade(SUBMISSION, course.exercises).exercises

    assert double.score.withheld == double.score.possible
    assert {one.ruling for one in lines.verdicts} == {Ruling.NOT_STARTED}
    assert sandbox.restart.call_count == 2


@pytest.mark.parametrize("tier", FAULTS)
@pytest.mark.parametrize("number", range(3))
def test_a_killed_grader(tmp_path: Path, tier: str, number: int) -> None:
    """SIGKILL to the grader, whatever it is doing, ends its zygote and worker and their folder."""
    answers = tmp_path / "answers"
    answers.mkdir()
    (answers / "double.py").write_text("def double(x):\n    while True: pass\n")
    tmp_path.chmod(0o755)
    here = environment(tmp_path / "tmp")
    process = started(answers, tier, here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: descendants(process.pid) or process.poll() is not None)
    time.sleep(number * random.Random(tier).uniform(1, 3))
    process.send_signal(signal.SIGSTOP)  # so that nothing is begun while we look
    begun = descendants(process.pid)
    process.kill()
    process.wait()

    assert begun
    assert wait_for(lambda: not any(map(alive, begun)))
    assert wait_for(lambda: not any(one.is_dir() for one in (tmp_path / "tmp").iterdir()))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("from grader.sandbox import host, tiers; host.START_SECONDS = 0.5;"
         "tiers.command = lambda *_: ['sleep', '60']", "no word from the zygote"),
        ("import tempfile; tempfile.tempdir = '/proc'", "/proc/grader-"),
        ("import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (5, 5))", "open files"),
    ],
    ids=["silent", "readonly", "descriptors"],
)  # fmt: skip
def test_a_zygote_that_cannot_start(fault: str, says: str) -> None:
    """Where nothing can be graded a sentence says why, with exit code 3 and no traceback."""
    code = f"import sys; from grader import cli; {fault}; sys.exit(cli.main())"
    words = ["submit", MINIATURE / "solutions", "--course", MINIATURE, "--isolation", "B"]
    finished = subprocess.run(
        [sys.executable, "-c", code, *words, "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=False,
    )

    assert finished.returncode == 3
    assert "the submission is not at fault" in finished.stderr
    assert says in finished.stderr
    assert "Traceback" not in finished.stderr
