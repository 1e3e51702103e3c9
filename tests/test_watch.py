"""`grader watch` in a real terminal: what it shows, how it ends, what it leaves behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from grader import catalogue, handout

if sys.platform != "linux":
    pytest.skip("a terminal of its own, and /proc", allow_module_level=True)

import pexpect

# pexpect forks, and pytest-xdist has a thread
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"
ENDLESS = "import subprocess\nsubprocess.Popen(['sleep', '60'])\nprint(1)\nwhile True: pass\n"


@pytest.fixture
def copy(tmp_path):
    handout.hand_out(catalogue.load(MINIATURE), tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def watch(copy):
    """Starts `grader watch` in a terminal; closed at the end of the test."""
    started = []

    def start(*words):
        terminal = pexpect.spawn(
            sys.executable,
            ["-m", "grader.cli", "watch", "--lang", "en", *words],
            cwd=str(copy),
            env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "en_US.UTF-8"},
            encoding="utf-8",
            dimensions=(50, 120),
            timeout=120,
        )
        started.append(terminal)
        return terminal

    yield start
    for terminal in started:
        terminal.close(force=True)


def save(copy, name, text):
    """Save as editors do that write another file first."""
    file = copy / "exercises" / "w1" / f"{name}.py"
    other = file.with_suffix(".py~")
    other.write_text(text, encoding="utf-8")
    other.replace(file)


def below(pid):
    """All processes that descend from one."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[0] != "Z":
            found[int(status.parent.name)] = int(fields[1])
    descendants, before = {pid}, set()
    while descendants != before:
        before = set(descendants)
        descendants |= {one for one, parent in found.items() if parent in descendants}
    return descendants - {pid}


def gone(pids):
    """Whether processes have ended; waits for a few seconds."""
    for _ in range(100):
        if not any(Path(f"/proc/{pid}/exe").exists() and alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def looping(copy, terminal):
    """Save an answer that starts a process and never returns; the processes, once it runs."""
    terminal.expect("not started")
    save(copy, "double", ENDLESS)
    for _ in range(100):
        found = below(terminal.pid)
        if len(found) >= 3:  # the warm process, its child, and what that has started
            return found
        time.sleep(0.1)
    raise AssertionError("it does not run")


def test_a_session(copy, watch):
    """What is saved is graded at once; the first failure, hints, the next one and progress show."""
    terminal = watch()
    terminal.expect("not started  0 / ")
    save(copy, "double", "def double(x):\n    return x * x\n")
    terminal.expect("look here first: ")
    terminal.expect("the square is computed")
    terminal.send("h")
    terminal.expect("hint 1/2")
    terminal.send("h")
    terminal.expect("hint 2/2")
    save(copy, "double", "def double(x):\n    return x + x\n")
    terminal.expect("w1  [1-9][0-9]* / [0-9]+ points  1 of 2 exercises solved")
    terminal.expect("next exercise: line_count")
    save(copy, "line_count", (MINIATURE / "solutions/w1/line_count.py").read_text("utf-8"))
    terminal.expect("2 of 2 exercises solved")
    terminal.expect("All exercises here are solved")
    terminal.send("r")
    terminal.expect("line_count: running")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.wait()

    assert terminal.exitstatus == 0
    assert terminal.getecho()


@pytest.mark.parametrize(("end", "code"), [("q", 0), ("\x03", 130)])
def test_ending_it_leaves_nothing(copy, watch, end, code):
    """q and Ctrl-C end it while an answer loops without end, and all processes with it."""
    terminal = watch("double")
    processes = looping(copy, terminal)

    terminal.send(end)
    terminal.expect(pexpect.EOF)
    terminal.wait()

    assert terminal.exitstatus == code
    assert gone(processes)


def test_killing_it_leaves_nothing(copy, watch):
    """Even when it is killed the answer that loops is ended."""
    terminal = watch("double")
    processes = looping(copy, terminal)

    os.kill(terminal.pid, signal.SIGKILL)

    assert gone(processes)


def test_an_endless_answer_is_replaced_by_the_next(copy, watch):
    """What loops is ended when something else is saved, which is graded."""
    terminal = watch("double")
    processes = looping(copy, terminal)
    warm = min(processes)
    save(copy, "double", "import os\nos.abort()\n")
    terminal.expect("died without an answer")
    save(copy, "double", "def double(x):\n    return x + x\n")
    terminal.expect("1 of 2 exercises solved")

    assert gone(processes - {warm})
    assert alive(warm)


@pytest.mark.parametrize(("end", "code"), [("q", 0), ("\x03", 130)])
def test_it_ends_while_it_starts(watch, end, code):
    """Nobody has to wait for the libraries to get out again."""
    terminal = watch()
    terminal.expect("double: starting")
    processes = below(terminal.pid)

    terminal.send(end)
    terminal.expect(pexpect.EOF)
    terminal.wait()

    assert terminal.exitstatus == code
    assert processes
    assert gone(processes)


def test_it_needs_a_terminal(copy):
    """Without a terminal it says so."""
    command = [sys.executable, "-m", "grader.cli", "watch", "--lang", "en"]

    said, code = pexpect.run(
        f"sh -c '{' '.join(command)} < /dev/null'",
        cwd=str(copy),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        withexitstatus=True,
    )

    assert code == 2
    assert b"needs a terminal" in said
