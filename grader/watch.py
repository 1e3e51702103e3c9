"""`grader watch`: grades in place what was saved, as long as the terminal is open."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from pathlib import Path

import watchfiles

from grader import memory, notebook, words
from grader.catalogue import Course
from grader.hints import Hint, next_hint
from grader.model import Exercise, Graded, Ruling, Text
from grader.practice import Practice
from grader.render import terminal

TICK = 50
"""Milliseconds between two looks at the keyboard."""
CLEAR = "\x1b[H\x1b[2J\x1b[3J"


def watch(course: Course, exercises: tuple[Exercise, ...], lang: str) -> None:
    """Until q is pressed: run the exercise that was saved last, show how it fares.

    Raises:
        KeyboardInterrupt: as it came.
        EOFError: the warm process is gone.
    """
    with Practice(course.root) as practice, _keyboard():
        session = _Session(course, exercises, practice, lang)
        session.start(session.unsolved() or exercises[0])
        for changes in watchfiles.watch(
            course.root / "exercises", step=TICK, rust_timeout=TICK, yield_on_timeout=True
        ):
            session.saved(Path(path) for change, path in changes if change.name != "deleted")
            for key in _keys():
                if key == "q":
                    return
                session.press(key)
            session.look()


class _Session:
    """What is on the screen: one exercise, how far its run has come, and a hint."""

    def __init__(
        self, course: Course, exercises: tuple[Exercise, ...], practice: Practice, lang: str
    ) -> None:
        self.course = course
        self.exercises = exercises
        self.practice = practice
        self.lang = lang
        self.exercise = exercises[0]
        self.graded: Graded | None = None
        self.hint: Hint | None = None
        self.drawn: tuple[object, ...] = ()

    def start(self, exercise: Exercise) -> None:
        """Run an exercise and show it."""
        if exercise != self.exercise:
            self.hint = None
        self.exercise, self.graded = exercise, None
        self.practice.start(exercise)

    def saved(self, files: Iterator[Path]) -> None:
        """Run what was saved; of several exercises the first."""
        found = {(file.parent.name, file.stem) for file in files if file.suffix in self._endings()}
        exercise = next((one for one in self.exercises if (one.week, one.name) in found), None)
        if exercise is not None:
            self.start(exercise)

    def press(self, key: str) -> None:
        if key == "r":
            self.start(self.exercise)
        if key == "h":
            self.hint = next_hint(self.course.root, self.exercise)

    def look(self) -> None:
        """Take in what the run has said, and draw what has changed."""
        graded = self.practice.poll()
        if graded is not None:
            self.graded = graded
            memory.keep_result(self.course.root, graded)
        known = len(self.practice.verdicts), self.practice.ready
        now = (self.exercise.key, self.graded, self.hint, *known)
        if now != self.drawn:
            self.drawn = now
            sys.stdout.write(CLEAR + "\n".join(self._lines()) + "\n")
            sys.stdout.flush()

    def unsolved(self) -> Exercise | None:
        """The first exercise that is not known to be solved."""
        return next((one for one in self.exercises if not self._solved(one)), None)

    def _endings(self) -> set[str]:
        accepted = {f".{ending}" for one in self.exercises for ending in one.accepts}
        return {".py", notebook.SUFFIX, *accepted}

    def _solved(self, exercise: Exercise) -> bool:
        score = memory.result(self.course.root, exercise)
        return score is not None and score.earned == score.possible

    def _lines(self) -> Iterator[str]:
        yield self._progress()
        yield ""
        yield from self._result()
        if self.hint is not None:
            yield ""
            yield from self.hint.lines(self.lang)
        yield ""
        following = self.unsolved()
        if following is None:
            yield words.ALL_SOLVED[self.lang]
        elif following != self.exercise:
            yield words.NEXT_EXERCISE[self.lang].format(
                name=following.name, title=following.title[self.lang]
            )
        yield words.WATCH_KEYS[self.lang]

    def _progress(self) -> str:
        """Over the week of the exercise on the screen."""
        week = next(one for one in self.course.weeks if one.name == self.exercise.week)
        scores = [memory.result(self.course.root, one) for one in week.exercises]
        known = [score for score in scores if score is not None]
        return words.WATCH_PROGRESS[self.lang].format(
            week=week.name,
            earned=sum(score.earned for score in known),
            possible=week.points,
            done=sum(score.earned == score.possible for score in known),
            planned=len(week.exercises),
        )

    def _result(self) -> list[str]:
        if self.graded is not None:
            return terminal.render_graded(self.graded, self.lang).splitlines()
        verdicts = self.practice.verdicts
        doing: Text = words.WATCH_RUNNING if self.practice.ready else words.WATCH_STARTING
        lines = [
            doing[self.lang].format(
                name=self.exercise.name, done=len(verdicts), planned=len(self.exercise.checks)
            )
        ]
        failed = [verdict for verdict in verdicts if verdict.ruling is Ruling.FAILED]
        if failed:
            lines += ["", terminal.render_verdict(failed[0], self.exercise, self.lang)]
        return lines


@contextlib.contextmanager
def _keyboard() -> Iterator[None]:
    """Keys come one by one, without Enter and without being shown."""
    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _keys() -> str:
    """The keys that were pressed since the last time; q where the keyboard has gone."""
    if not select.select([sys.stdin], [], [], 0)[0]:
        return ""
    return os.read(sys.stdin.fileno(), 1024).decode(errors="replace").lower() or "q"
