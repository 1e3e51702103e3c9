"""A class is graded by several judges at once: processes, each with a sandbox of its own.

A judge asks for the next submission when it is done with one. What was in flight when a
judge died is graded once more, by another; a second death is ruled the grader's fault.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any

from msgspec import Struct

from grader import words
from grader.catalogue import Course, load
from grader.fingerprint import Conditions
from grader.model import Exercise, Report, Submission, Text

END_SECONDS = 10
"""A judge's time to close its sandbox before it is killed."""
TRIES = 2
MAX_ERROR = 2_000


class Order(Struct, frozen=True):
    """What every judge of a batch needs to know."""

    root: Path
    exercises: tuple[str, ...]
    seed: int
    isolation: str
    conditions: str
    """Their digest (`fingerprint.Conditions`): a judge that reads another course refuses."""


class Task(Struct, frozen=True):
    """One submission, and the exercises of it that have to be graded."""

    name: str
    submission: Submission
    exercises: tuple[Exercise, ...]


class Unfinished(Struct, frozen=True):
    """Why a task has no report: what its last judge died of."""

    text: Text


class NoJudge(Exception):
    """No judge can do anything on this machine; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


Done = Callable[[Task, Report | Unfinished, float], None]
"""Called with a finished task, its result and the seconds that it took."""
Show = Callable[[str, str], None]
"""Called with the name of a task and the exercise that is being graded."""


def grade(order: Order, tasks: Iterator[Task], done: Done, show: Show, judges: int) -> None:
    """Grade all tasks by as many judges; in any order, each once.

    Judges are started when there is something for them to do, and end with this call.

    Raises:
        NoJudge: they do not come as far as asking for work.
        KeyboardInterrupt: as it came; what was in flight is lost.
    """
    waiting: list[tuple[Task, int]] = []

    def upcoming() -> tuple[Task, int] | None:
        if waiting:
            return waiting.pop()
        task = next(tasks, None)
        return None if task is None else (task, 1)

    with contextlib.ExitStack() as stack:
        working: dict[object, Judge] = {}
        first = upcoming()
        if first is not None:
            waiting.append(first)
            for _ in range(judges):
                judge = stack.enter_context(contextlib.closing(Judge(order)))
                working[judge.connection] = judge
        while working:
            for connection in wait([judge.connection for judge in working.values()]):
                judge = working[connection]
                message = judge.receive()
                if message[0] == "at" and judge.task:
                    show(judge.task.name, message[1])
                elif message[0] == "done" and judge.task:
                    done(judge.task, message[1], time.perf_counter() - judge.started)
                    judge.task = None
                elif message[0] == "next":
                    judge.give(upcoming())
                elif message[0] == "ended":
                    del working[connection]
                    judge.close()
                    if judge.finished:
                        continue
                    if not judge.tries:
                        raise NoJudge(message[1])
                    if judge.task and judge.tries < TRIES:
                        waiting.append((judge.task, judge.tries + 1))
                    elif judge.task:
                        done(judge.task, Unfinished(message[1]), 0.0)
                    judge = stack.enter_context(contextlib.closing(Judge(order)))
                    working[judge.connection] = judge


class Judge:
    """A process that grades; opened and closed."""

    def __init__(self, order: Order) -> None:
        self.connection, far = Pipe()
        with far:
            # -P: the folder from which the program was started may be a student's
            command = [sys.executable, "-P", "-m", "grader.classroom.judges", str(far.fileno())]
            # a group of its own: a Ctrl-C is for the program alone, which ends its judges
            self.process = subprocess.Popen(command, pass_fds=[far.fileno()], process_group=0)
        self.connection.send(order)
        self.task: Task | None = None
        self.tries = 0
        self.started = 0.0
        self.finished = False
        """It was told that there is nothing left."""

    def close(self) -> None:
        self.connection.close()
        if not self.finished:
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(END_SECONDS)
        self.process.kill()
        self.process.wait()

    def receive(self) -> tuple[Any, ...]:
        """Its next message; its end is one too."""
        try:
            message: tuple[Any, ...] = self.connection.recv()
        except (EOFError, OSError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(END_SECONDS)
            return "ended", words.JUDGE_DIED.format(code=self.process.returncode)
        return message

    def grade(self, task: Task) -> Report | Unfinished:
        """A task from beginning to end; after an Unfinished one this judge is no more."""
        while True:
            message = self.receive()
            if message[0] == "next":
                self.give((task, 1))
            elif message[0] == "done":
                report: Report = message[1]
                return report
            elif message[0] == "ended":
                return Unfinished(message[1])

    def give(self, work: tuple[Task, int] | None) -> None:
        """The next task, or none."""
        self.finished = work is None
        if work is not None:
            self.task, self.tries = work
            self.started = time.perf_counter()
        with contextlib.suppress(OSError):  # its end will be received
            self.connection.send(work and (work[0].submission, work[0].exercises))


def serve(connection: Connection) -> None:
    """In the judge's process: ask for work until there is none, or nobody to ask."""
    signal.signal(signal.SIGTERM, _interrupt)
    from grader.sandbox.host import Sandbox, Unavailable
    from grader.sandbox.remote import Broken

    with contextlib.suppress(OSError, EOFError, KeyboardInterrupt):
        order: Order = connection.recv()
        course = load(order.root)
        exercises = tuple(one for one in course.exercises if one.key in order.exercises)
        here = Conditions(course, exercises, order.seed, order.isolation)
        if here.digest != order.conditions:
            connection.send(("ended", words.OTHER_COURSE.format(root=order.root)))
            return
        try:
            with Sandbox(order.isolation, course.root) as sandbox:
                _grade(connection, course, sandbox, exercises, order.seed)
        except Unavailable as error:
            connection.send(("ended", error.text))
        except (Broken, Exception) as error:
            said = f"{type(error).__name__}: {error}"[:MAX_ERROR]
            connection.send(("ended", words.BROKEN_SANDBOX.format(error=said)))


def _grade(
    connection: Connection,
    course: Course,
    sandbox: Any,
    exercises: tuple[Exercise, ...],
    seed: int,
) -> None:
    from grader.submit import grade_all

    wanted: tuple[Exercise, ...] = ()

    def submissions() -> Iterator[Submission]:
        nonlocal wanted
        while True:
            connection.send(("next",))
            work = connection.recv()
            if work is None:
                return
            submission, wanted = work
            yield submission

    grade_all(
        course,
        sandbox,
        submissions(),
        exercises,
        seed,
        lambda report: connection.send(("done", report)),
        lambda _done, _planned, key: connection.send(("at", key)),
        lambda _submission: wanted,
    )


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
