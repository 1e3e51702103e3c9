"""A class is graded by several judges at once: processes, each with a sandbox of its own.

A judge asks for the next submission when it is done with one. What was in flight when a
judge died is graded once more, by another; a second death is ruled the grader's fault.
What several submissions will be asked is drawn before they come, on the course's solutions:
each exercise by one judge, which all others learn it from.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter, deque
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
AHEAD = 20
"""Submissions that are read before they are graded."""
WORTHWHILE = 2
"""Submissions that answer an exercise before it is drawn apart: one alone draws for itself."""
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


class Drawing(Struct, frozen=True):
    """An exercise whose examples are to be drawn."""

    exercise: str


Done = Callable[[Task, Report | Unfinished, float], None]
"""Called with a finished task, its result and the seconds that it took."""
Show = Callable[[str, str], None]
"""Called with the name of a task, empty for a drawing, and the exercise that is worked on."""


def grade(order: Order, tasks: Iterator[Task], done: Done, show: Show, judges: int) -> None:
    """Grade all tasks by as many judges; in any order, each once.

    Judges are started when there is something for them to do, and end with this call.

    Raises:
        NoJudge: they do not come as far as asking for work.
        KeyboardInterrupt: as it came; what was in flight is lost.
    """
    work = _Work(tasks)
    with contextlib.ExitStack() as stack:
        working: dict[object, Judge] = {}

        def begin() -> None:
            judge = stack.enter_context(contextlib.closing(Judge(order)))
            working[judge.connection] = judge

        if work.read():
            for _ in range(judges):
                begin()
        while working:
            for connection in wait([judge.connection for judge in working.values()]):
                judge = working[connection]
                message = judge.receive()
                if message[0] == "at":
                    show(judge.task.name if judge.task else "", message[1])
                elif message[0] == "done":
                    if judge.task:
                        done(judge.task, message[1], time.perf_counter() - judge.started)
                    else:
                        work.drawn |= judge.learned(message[1])
                    judge.work = None
                elif message[0] == "next":
                    judge.teach(work.drawn)
                    judge.give(work.next())
                elif message[0] == "ended":
                    del working[connection]
                    judge.close()
                    if not judge.finished:
                        _died(judge, message[1], work, done)
                        begin()


def _died(judge: Judge, why: Text, work: _Work, done: Done) -> None:
    """What it was grading is for another judge, or done.

    Raises:
        NoJudge: it ended before it could grade anything.
    """
    if not judge.tries:
        raise NoJudge(why)
    if judge.task and judge.tries < TRIES:
        work.again.append((judge.task, judge.tries + 1))
    elif judge.task:
        done(judge.task, Unfinished(why), 0.0)


class _Work:
    """What is still to be done, in an order in which little is drawn twice."""

    def __init__(self, tasks: Iterator[Task]) -> None:
        self.tasks = tasks
        self.ahead: deque[Task] = deque()
        """Tasks that have been read and not been given."""
        self.again: list[tuple[Task, int]] = []
        """Tasks whose judge has died, and how often they will have been tried."""
        self.drawings: deque[Drawing] = deque()
        self.met: Counter[str] = Counter()
        """How many of the tasks answer an exercise."""
        self.drawn: dict[str, bytes] = {}

    def read(self) -> bool:
        """Read ahead; whether there is anything to do."""
        while len(self.ahead) < AHEAD and (task := next(self.tasks, None)) is not None:
            self.ahead.append(task)
            for exercise in task.exercises:
                if exercise.key in task.submission.answers:
                    self.met[exercise.key] += 1
                    if self.met[exercise.key] == WORTHWHILE:
                        self.drawings.append(Drawing(exercise.key))
        return bool(self.ahead or self.again or self.drawings)

    def next(self) -> tuple[Task | Drawing, int] | None:
        """Something to do, and how often it will have been tried; None if there is nothing."""
        if self.again:
            return self.again.pop()
        if not self.read():
            return None
        if self.drawings:
            return self.drawings.popleft(), 1
        task = next(filter(self._is_drawn, self.ahead), self.ahead[0])
        self.ahead.remove(task)
        return task, 1

    def _is_drawn(self, task: Task) -> bool:
        return all(
            self.met[key] < WORTHWHILE or key in self.drawn for key in task.submission.answers
        )


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
        self.work: Task | Drawing | None = None
        self.knows: set[str] = set()
        """Exercises whose examples it has, drawn or learned."""
        self.tries = 0
        self.started = 0.0
        self.finished = False
        """It was told that there is nothing left."""

    @property
    def task(self) -> Task | None:
        """The submission that it is grading."""
        return self.work if isinstance(self.work, Task) else None

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

    def learned(self, examples: bytes) -> dict[str, bytes]:
        """What it has just drawn, by exercise."""
        assert isinstance(self.work, Drawing)
        self.knows.add(self.work.exercise)
        return {self.work.exercise: examples}

    def teach(self, drawn: dict[str, bytes]) -> None:
        """Let it know what other judges have drawn."""
        for key in drawn.keys() - self.knows:
            self.knows.add(key)
            self._send(("learn", key, drawn[key]))

    def give(self, work: tuple[Task | Drawing, int] | None) -> None:
        """The next thing to do, or none."""
        self.finished = work is None
        if work is None:
            self._send(("end",))
            return
        self.work, self.tries = work
        self.started = time.perf_counter()
        if isinstance(self.work, Drawing):
            self._send(("draw", self.work.exercise))
        else:
            self._send(("grade", self.work.submission, self.work.exercises))

    def _send(self, message: tuple[Any, ...]) -> None:
        with contextlib.suppress(OSError):  # its end will be received
            self.connection.send(message)


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
    from grader.submit import Grader, grading

    def at(_done: int, _planned: int, key: str) -> None:
        connection.send(("at", key))

    def answer(grader: Grader) -> None:
        connection.send(("next",))
        while True:
            match connection.recv():
                case "grade", submission, wanted:
                    connection.send(("done", grader.grade(submission, wanted, at)))
                case "draw", key:
                    connection.send(("at", key))
                    connection.send(("done", grader.draw(key)))
                case "learn", key, examples:
                    grader.learn(key, examples)
                    continue
                case _:
                    return
            connection.send(("next",))

    grading(course, sandbox, exercises, seed, answer)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
    sys.stderr.flush()
    os._exit(0)  # Python would take a second to take torch apart
