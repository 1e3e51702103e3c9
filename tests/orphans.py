"""What a process leaves behind: its descendants, looked for from a process that adopts them.

    python tests/orphans.py COMMAND...

runs a command and prints one JSON line: how it ended, what it said, how long it took, and
which of its processes are alive a second later.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
GRACE = 1.0
"""Seconds that processes have to be gone after the one that began them."""
HUNG = 120.0
"""A command that takes so long is ended."""


def adopt() -> None:
    """From here on, this process is the parent of whatever its descendants leave behind."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def survivors() -> list[str]:
    """Descendants that are still there when the grace has run out; orphans are ours too."""
    end = time.monotonic() + GRACE
    while (found := descendants()) and time.monotonic() < end:
        time.sleep(0.05)
        _reap()
    return found


def _reap() -> None:
    """Orphans that have ended wait for this process, their reaper."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def descendants() -> list[str]:
    """Process ids and states of all that this process has begun, and what that has."""
    parents, states = {}, {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                status = Path(entry.path, "stat").read_text("utf-8", "replace")
            except OSError:
                continue
            # the name in parentheses may hold anything
            state, parent = status.rpartition(")")[2].split()[:2]
            parents[int(entry.name)], states[int(entry.name)] = int(parent), state

    def descends(pid: int) -> bool:
        while pid in parents:
            pid = parents[pid]
            if pid == os.getpid():
                return True
        return False

    return [f"{pid} {states[pid]}" for pid in parents if descends(pid)]


def main() -> None:
    """Run what the command line names."""
    adopt()
    # what an orphan holds open must not be waited for
    said = {name: open(os.memfd_create(name), "w+b") for name in ("stdout", "stderr")}  # noqa: SIM115
    started = time.monotonic()
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, **said)
    try:
        code: int | str = process.wait(HUNG)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        code = "hung"
    line = {"code": code, "seconds": time.monotonic() - started, "survivors": survivors()}
    for name, file in said.items():
        file.seek(0)
        line[name] = file.read().decode("utf-8", "replace")
    print(json.dumps(line))


if __name__ == "__main__":
    main()
