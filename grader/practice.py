"""Exercises run in place, each in a child of a process that keeps the libraries warm.

What a student's code does to its process, such as never to return, costs only the child. The
warm process is started by exec and keeps to one thread, so that it may fork; it ends its
child and itself when its standard input is closed, however the grader came to its end.

    to it:      "RUN KEY\n", which replaces what is running; KEY is empty for none
    from it:    lines of JSON, `Message`s
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pkgutil
import random
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from grader import catalogue, judge, tally
from grader.model import Exercise, Form, Graded, Observation, Outcome, Owner, Verdict

WARM = ("torch", "torchvision", "torch.utils.tensorboard", "hypothesis", "grader.diagnose")
PATIENCE = 3
"""How many times an exercise's limit of CPU time a run may take."""
OUR_FAULT = 70
"""The exit code of a child in which the grader has raised."""
MAX_FILE = 64 << 20
"""Bytes that a child may write into one file, such as the one that catches what it prints."""
TICK = 0.05
"""Seconds between two looks at a child."""


class Message(msgspec.Struct):
    """Of which run: a verdict, or its end, and whether that was the grader's own fault."""

    run: int
    verdict: Verdict | None = None
    ours: bool = False


class Practice:
    """The warm process, and what is known of the exercise that it runs."""

    def __init__(self, root: Path) -> None:
        here, there = os.pipe()
        # this very grader, and nothing that lies about in the current folder
        places = [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
        path = os.pathsep.join(filter(None, places))
        self.server = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, str(root), str(there)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[there],
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": path},
            start_new_session=True,
        )
        os.close(there)
        os.set_blocking(here, False)
        self.results = here
        self.unread = b""
        self.ready = False
        self.run = 0
        self.exercise: Exercise | None = None
        self.verdicts: list[Verdict] = []
        self.deadline: float | None = None

    def __enter__(self) -> Practice:
        return self

    def __exit__(self, *_: object) -> None:
        """End the child and the warm process."""
        if not self.ready:
            self.server.kill()  # it has no child yet, and imports may take long
        with contextlib.suppress(BrokenPipeError):
            self.server.communicate()
        os.close(self.results)

    def start(self, exercise: Exercise) -> None:
        """Run an exercise, in place of what is running."""
        self.run += 1
        self.exercise, self.verdicts, self.deadline = exercise, [], None
        self._ask(exercise.key)

    def wait(self, exercise: Exercise) -> Graded:
        """Run an exercise to its end.

        Raises:
            EOFError: the warm process is gone.
        """
        self.start(exercise)
        while (graded := self.poll()) is None:
            select.select([self.results], [], [], TICK)
        return graded

    def poll(self) -> Graded | None:
        """Take in what has come; the exercise graded, when its run has ended.

        Raises:
            EOFError: the warm process is gone.
        """
        for message in self._messages():
            if message.run == 0:
                self.ready = True
            if message.run != self.run or self.exercise is None:
                continue
            if message.verdict is None:
                return self._end(Outcome.DIED, Owner.GRADER if message.ours else Owner.SUBMISSION)
            self.verdicts.append(message.verdict)
        if self.ready and self.exercise and self.deadline is None:
            self.deadline = time.monotonic() + PATIENCE * self.exercise.seconds
        if self.deadline is not None and time.monotonic() > self.deadline:
            self._ask("")
            return self._end(Outcome.TIMED_OUT)
        return None

    def _messages(self) -> list[Message]:
        with contextlib.suppress(BlockingIOError):
            while True:
                read = os.read(self.results, 1 << 16)
                if not read:
                    raise EOFError
                self.unread += read
        *lines, self.unread = self.unread.split(b"\n")
        messages = []
        for line in lines:
            # a child that was killed may have left half a line
            with contextlib.suppress(msgspec.DecodeError):
                messages.append(msgspec.json.decode(line, type=Message))
        return messages

    def _end(self, outcome: Outcome, owner: Owner = Owner.SUBMISSION) -> Graded:
        """Checks without a verdict have shared the end of the child."""
        assert self.exercise is not None
        exercise, self.exercise, self.deadline = self.exercise, None, None
        known = {verdict.check.name: verdict for verdict in self.verdicts}
        verdicts = []
        for check in exercise.checks:
            seen = Observation(check.name, outcome, owner)
            lost = Verdict(check, judge.rule(seen), seen)
            verdicts.append(msgspec.structs.replace(known.get(check.name, lost), check=check))
        return tally.tally(exercise, Form.FUNCTIONS, verdicts)

    def _ask(self, key: str) -> None:
        assert self.server.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.server.stdin.write(f"{self.run} {key}\n".encode())
            self.server.stdin.flush()


def main() -> None:
    """The warm process."""
    root, results = Path(sys.argv[1]), int(sys.argv[2])
    import grader.authoring

    found = pkgutil.iter_modules(grader.authoring.__path__, "grader.authoring.")
    for name in (*WARM, *(module.name for module in found)):
        importlib.import_module(name)
    gc.freeze()  # a child need not look through what it shares
    _say(results, Message(0))
    child, run = 0, 0
    try:
        while True:
            if select.select([0], [], [], TICK if child else None)[0]:
                asked = os.read(0, 1 << 16).decode()
                _kill(child)
                if not asked:
                    return
                number, _, key = asked.splitlines()[-1].partition(" ")
                run, child = int(number), _fork(root, int(number), key, results) if key else 0
            elif ended := os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                _kill(child)  # what it has left behind, before its number is free again
                _say(results, Message(run, ours=ended.si_status == OUR_FAULT))
                child = 0
    except BrokenPipeError:
        _kill(child)


def _fork(root: Path, run: int, key: str, results: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        exercise = catalogue.load(root).find(key)
        assert exercise is not None
        limit = PATIENCE * exercise.seconds
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
        if sys.platform == "linux":
            from grader.sandbox.zygote import address_space

            memory = address_space() + (exercise.megabytes << 20)
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        random.seed()
        from grader.plugin import in_place

        in_place.practise(root, exercise, lambda verdict: _say(results, Message(run, verdict)))
        os._exit(0)
    finally:
        os._exit(OUR_FAULT)


def _kill(child: int) -> None:
    """End a child with all processes of its group."""
    if not child:
        return
    os.kill(child, signal.SIGKILL)  # it may not have had the time for a group of its own
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _say(results: int, message: Message) -> None:
    left = b"\n" + msgspec.json.encode(message) + b"\n"
    while left:
        left = left[os.write(results, left) :]


if __name__ == "__main__":
    main()
    os._exit(0)  # taking the libraries down would take a second
