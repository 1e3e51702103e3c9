"""The doctor's rounds: several exercises are examined at a time, each process with its sandbox."""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from grader import catalogue
from grader.anatomy import Finding
from grader.model import Exercise
from grader.sandbox.remote import Broken

LOOK_SECONDS = 0.2


def examine(
    course: catalogue.Course,
    isolation: str,
    exercises: tuple[Exercise, ...],
    seeds: int,
    judges: int,
    progress: Callable[[int, int, str], None],
) -> list[Finding]:
    """What running the tests of some exercises shows to be wrong, by `judges` processes.

    Raises:
        sandbox.host.Unavailable, sandbox.remote.Broken: as they came.
        KeyboardInterrupt: as it came.
    """
    context = multiprocessing.get_context("spawn")
    judges = min(judges, len(exercises))
    with context.Manager() as shared, ProcessPoolExecutor(judges, context) as pool:
        todo, begun = shared.Queue(), shared.Queue()
        for exercise in exercises:
            todo.put(exercise.key)
        rounds = [
            pool.submit(_round, course.root, isolation, seeds, todo, begun) for _ in range(judges)
        ]
        number = 0
        while not all(one.done() for one in rounds):
            try:
                key = begun.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                continue
            progress(number, len(exercises), key)
            number += 1
        try:
            return [finding for one in rounds for finding in one.result()]
        except BrokenExecutor as error:
            raise Broken(str(error)) from None


def _round(root: Path, isolation: str, seeds: int, todo: Any, begun: Any) -> list[Finding]:
    from grader import doctor
    from grader.sandbox.host import Sandbox

    course = catalogue.load(root)

    def patients() -> Iterator[Exercise]:
        while True:
            try:
                key = todo.get_nowait()
            except queue.Empty:
                return
            begun.put(key)
            exercise = course.find(key)
            if exercise is not None:
                yield exercise

    with Sandbox(isolation, root) as sandbox:
        return doctor.examine(course, sandbox, patients(), seeds)
