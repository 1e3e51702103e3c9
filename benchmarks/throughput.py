"""A class: `grader batch` against a fresh pytest for each submission, and against no isolation.

    python -m benchmarks.throughput [SUBMISSIONS]

A submission is an answer to one exercise of weeks 4 and 5, in turn; solutions and wrong answers
are mixed, and no two are alike.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from grader import catalogue, observe, submit
from grader.authoring.student import InPlace
from grader.catalogue import Course
from grader.model import Answer, Exercise, Form, Outcome
from grader.plugin import session
from grader.sandbox.host import Sandbox
from grader.sandbox.perform import Namespace
from grader.seen import Seen, Setting, observe_subject

ROOT = Path(__file__).resolve().parent.parent
WEEKS = ("week4", "week5")
SUBMISSIONS = 100
GROWTH = 10
"""How many times as many submissions tell whether time and memory grow with their number."""
UNCHANGED = 200
PAIRS = 3
"""Answers to every exercise that are graded with isolation and without."""
Grade = Callable[[Setting, Exercise, bytes], Seen]
ENDS = {Outcome.HELD, Outcome.BROKE, Outcome.RAISED}


def main(submissions: int = SUBMISSIONS) -> None:
    """Print seconds, ratios and the peak of memory."""
    course = catalogue.load(ROOT)
    exercises = tuple(one for one in course.exercises if one.week in WEEKS)
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        _hand_in(room / "class", exercises, submissions)
        _hand_in(room / "crowd", exercises, GROWTH * submissions)
        _hand_in(room / "again", exercises, UNCHANGED)
        two = _batch(room, "class", 2)
        peak = _peak()
        one = _batch(room, "class", 1)
        print(f"{submissions} submissions: -j 2 {two:.1f} s, -j 1 {one:.1f} s", end=", ")
        print(f"ratio {one / two:.2f}")
        fresh = _fresh(room, exercises) / len(exercises)
        print(f"a fresh pytest for each, two at a time: {fresh * submissions:.1f} s", end=", ")
        print(f"{fresh * submissions / two:.1f} times -j 2")
        many = GROWTH * submissions
        crowd = _batch(room, "crowd", 2)
        rest = (crowd - two) / (GROWTH - 1)
        print(f"{many} submissions: -j 2 {crowd:.1f} s, {submissions} more {rest:.1f} s", end="; ")
        print(f"a fresh pytest {fresh * many / crowd:.1f} times")
        print(f"the largest process had {peak:.0f} MiB, then {_peak():.0f} MiB")
        shutil.copy(room / "crowd2.db", room / "again2.db")
        print(f"{UNCHANGED} of them unchanged: {_batch(room, 'again', 2):.2f} s", end="; ")
        alone = [*_grader("submit"), room / "again" / "s0000", "--gradebook", room / "again2.db"]
        print(f"one of them by grader submit: {_seconds(alone):.2f} s")
    with _quiet():
        ratios = [_isolation(course, exercises, drawing) for drawing in (True, False)]
    print("with isolation / without: drawing {:.2f}, with the bank {:.2f}".format(*ratios))


def _hand_in(folder: Path, exercises: tuple[Exercise, ...], submissions: int) -> None:
    for number in range(submissions):
        exercise = exercises[number % len(exercises)]
        file = folder / f"s{number:04}" / exercise.week / f"{exercise.name}.py"
        file.parent.mkdir(parents=True)
        file.write_bytes(_answer(exercise, number))


def _answer(exercise: Exercise, number: int) -> bytes:
    """The solution, or for a third a known wrong answer; with a mark of its own."""
    wrong = sorted((ROOT / "tests" / "wrong" / exercise.week).glob(f"{exercise.name}__*.py"))
    solution = ROOT / "solutions" / exercise.week / f"{exercise.name}.py"
    turn, nth = number + len(exercise.name), number // 3
    chosen = wrong[nth % len(wrong)] if turn % 3 == 0 else solution
    return chosen.read_bytes() + f"\n# s{number}\n".encode()


def _grader(command: str) -> list[str]:
    return [sys.executable, "-m", "grader.cli", command, "--course", str(ROOT)]


def _batch(room: Path, folder: str, judges: int) -> float:
    gradebook = room / f"{folder}{judges}.db"
    options = ["-j", str(judges), "--gradebook", gradebook]
    return _seconds([*_grader("batch"), room / folder, *options])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _fresh(room: Path, exercises: tuple[Exercise, ...]) -> float:
    """Seconds of a process for each exercise, two at a time, the answer beside the test."""

    def grade(number: int) -> None:
        exercise, copy = exercises[number], room / f"copy{number}"
        for name in ("exercises", "reference"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "course.toml", copy)
        shutil.copytree(room / "class" / f"s{number:04}", copy / "exercises", dirs_exist_ok=True)
        test = f"exercises/{exercise.week}/test_{exercise.name}.py"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
        _seconds([*command, "--import-mode=importlib"], copy)

    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(grade, range(len(exercises))))
    return time.perf_counter() - started


def _seconds(command: list[str | Path], where: Path = ROOT) -> float:
    started = time.perf_counter()
    subprocess.run(
        command, cwd=where, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - started


def _isolation(course: Course, exercises: tuple[Exercise, ...], drawing: bool) -> float:
    """How many times longer a warm session takes with isolation than everything in one process.

    `drawing` lets hypothesis draw for every submission, on both sides; else the examples of
    the first are replayed. What does not end by itself cannot be compared.
    """
    isolated = alone = 0.0

    def body(trials: session.Trials) -> None:
        nonlocal isolated, alone
        sandbox.ready()
        setting = Setting(course.root, sandbox, trials, course.seed)
        for number in range(PAIRS + 1):
            for exercise in exercises:
                source = _answer(exercise, number)
                if drawing:
                    trials.forget()
                confined, seen = _timed(_confined, setting, exercise, source)
                outcomes = {one.outcome for one in seen.observations}
                if not outcomes <= ENDS or seen.form is not Form.FUNCTIONS:
                    continue
                if drawing:
                    trials.forget()
                trusted, _ = _timed(_trusted, setting, exercise, source)
                if number:  # the first warms both up and fills the bank
                    isolated += confined
                    alone += trusted

    with Sandbox("full", course.root) as sandbox:
        session.judging(course.root, submit.property_files(course), body)
    return isolated / alone


def _confined(setting: Setting, exercise: Exercise, source: bytes) -> Seen:
    main = f"{exercise.name}.py"
    answer = Answer(Form.FUNCTIONS, main, {main: source})
    seen = observe.observe(setting, exercise, answer)
    submit.judged(exercise, seen)
    return seen


def _trusted(setting: Setting, exercise: Exercise, source: bytes) -> Seen:
    module = type(sys)(exercise.name)
    exec(source, module.__dict__)
    seen = observe_subject(setting, exercise, InPlace(Namespace(module)))
    submit.judged(exercise, seen)
    return seen


def _timed(grade: Grade, *words: Any) -> tuple[float, Seen]:
    started = time.perf_counter()
    seen = grade(*words)
    return time.perf_counter() - started, seen


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What answers print in this very process is nobody's business."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        yield


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
