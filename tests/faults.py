"""Grades submissions as tests/drive.py does, each with the fault that its folder's name begins with.

    python tests/faults.py --course DIR --isolation B worker_1 zygote_1 clock plain …

A fault begins with the first exercise and is over when that has been graded.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import drive
import orphans

from grader import bench, submit
from grader.sandbox import host

DESCRIPTORS = 128
LONGEST = 0.5
"""Seconds within which a process is killed; the exercise takes about so long."""


@contextlib.contextmanager
def later(moment: float, kill: Callable[[], object]) -> Iterator[None]:
    """Kill within a grading, unless it has come to its end before."""
    timer = threading.Timer(moment, kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def worker(sandbox: host.Sandbox, number: int) -> contextlib.AbstractContextManager[None]:
    """SIGKILL to the worker, as from the machine's out-of-memory killer."""

    def kill() -> None:
        for one in list(sandbox.workers):
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(one.handle, signal.SIGKILL)

    return later(random.Random(number).uniform(0, LONGEST), kill)


def zygote(sandbox: host.Sandbox, number: int) -> contextlib.AbstractContextManager[None]:
    """SIGKILL to the zygote."""
    return later(random.Random(number).uniform(0, LONGEST), sandbox.process.kill)


@contextlib.contextmanager
def hang(sandbox: host.Sandbox, number: int) -> Iterator[None]:
    """The zygote is stopped, and with it whatever it was started in."""
    tree = [sandbox.process.pid, *(int(one.split()[0]) for one in orphans.descendants())]
    with mock.patch.object(host, "SPAWN_SECONDS", 1):
        for pid in tree:
            os.kill(pid, signal.SIGSTOP)
        yield


@contextlib.contextmanager
def descriptors(sandbox: host.Sandbox, number: int) -> Iterator[None]:
    """All descriptors are taken but for a number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, hard))
    taken = []
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        for _ in range(number):
            os.close(taken.pop())
        yield
    finally:
        for one in taken:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextlib.contextmanager
def full(sandbox: host.Sandbox, number: int) -> Iterator[None]:
    """No byte is free on the disk, before the worker has begun (0) or when it loads (1)."""
    filling = Path(tempfile.gettempdir(), "filling")

    def fill(*_: Any) -> None:
        with contextlib.suppress(OSError), filling.open("wb", buffering=0) as file:
            while file.write(bytes(1 << 20)):
                pass

    load = bench.Bench.load
    try:
        if not number:
            fill()
        with mock.patch.object(bench.Bench, "load", lambda *of: (fill(), load(*of))):
            yield
    finally:
        filling.unlink(missing_ok=True)


@contextlib.contextmanager
def readonly(sandbox: host.Sandbox, number: int) -> Iterator[None]:
    """Nothing can be written to the disk."""

    place = tempfile.gettempdir()
    # mounted upon itself: what is open for writing there would forbid the change
    subprocess.run(["mount", "--bind", place, place], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def clock(sandbox: host.Sandbox, number: int) -> contextlib.AbstractContextManager[Any]:
    """The time of day jumps by days, to and fro."""
    chance = random.Random(number)
    days = [chance.uniform(-1e6, 1e6) for _ in range(1_000)]
    return mock.patch.object(time, "time", side_effect=lambda: 1.8e9 + chance.choice(days))


def plain(sandbox: host.Sandbox, number: int) -> contextlib.AbstractContextManager[None]:
    """No fault at all."""
    return contextlib.nullcontext()


FAULTS = (worker, zygote, hang, descriptors, full, readonly, clock, plain)


def main() -> None:
    """Grade what the command line names."""
    grade_once = submit.Grader._grade_once
    by_name = {fault.__name__: fault for fault in FAULTS}
    met: set[str] = set()

    def faulty(grader: submit.Grader, submission: Any, *rest: Any) -> Any:
        name, _, number = submission.student.partition("_")
        if submission.student in met:
            return grade_once(grader, submission, *rest)
        met.add(submission.student)
        with by_name[name](grader.setting.sandbox, int(number or 0)):
            return grade_once(grader, submission, *rest)

    with mock.patch.object(submit.Grader, "_grade_once", faulty):
        drive.main()


if __name__ == "__main__":
    main()
