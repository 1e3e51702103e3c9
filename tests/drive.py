"""Grades a list of submissions in one warm session and prints one JSON line for each.

    python tests/drive.py --course DIR --isolation B --exercise w1/double [--attacks] PATH...

A path is a student's folder, or a Python file that stands for the answer to one exercise:
the one after which its folder is named, else the first. A line tells what the report says
and what it cost the judge. The last line tells what the session left behind: processes,
folders.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from inert import problems
from orphans import adopt, survivors

from grader import catalogue, intake, submit
from grader.catalogue import Course
from grader.model import Answer, Exercise, Form, Report, Submission
from grader.render import json as as_json
from grader.render import terminal
from grader.render.classroom50 import IDENTITY
from grader.render.formats import FORMATS
from grader.sandbox import tiers
from grader.sandbox.host import Sandbox

JUDGE_BYTES = 4 << 30
"""Address space of the judge: an attack on it ends here and not at the machine's end."""


@dataclasses.dataclass
class Cost:
    """What a submission has cost the judge so far."""

    started: float
    cpu: float
    base: int


def main() -> None:
    """Grade what the command line names."""
    options = _options()
    course = catalogue.load(options.course.resolve())
    exercises = tuple(_limited(one, options) for one in _chosen(course, options.exercise))
    adopt()
    if options.same_user:
        tiers.spare_user = lambda: None
    before = _folders()
    with Sandbox(options.isolation, course.root) as sandbox:
        say(tier=sandbox.ready().tier)
        sandbox.common["landlock"] = min(sandbox.common["landlock"], options.landlock)
        resource.setrlimit(resource.RLIMIT_AS, (JUDGE_BYTES, JUDGE_BYTES))

        def grade(grader: submit.Grader) -> None:
            for submission, asked, attacks in _submissions(options, course, exercises):
                cost = _fresh()
                _say_report(grader.grade(submission, asked), cost, attacks)

        submit.grading(course, sandbox, exercises, options.seed, grade)
    say(survivors=survivors(), folders=sorted(_folders() - before))


def say(**line: Any) -> None:
    """Print one line of JSON."""
    print(json.dumps(line), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--course", type=Path, required=True)
    parser.add_argument("--isolation", default="full")
    parser.add_argument("--exercise", action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, help="in place of each exercise's own limit")
    parser.add_argument("--megabytes", type=int, help="in place of each exercise's own limit")
    parser.add_argument(
        "--attacks",
        action="store_true",
        help="say what a report does in each format, and grade the solution after each path",
    )
    parser.add_argument(
        "--same-user",
        action="store_true",
        help="workers keep the judge's user id, as where an ordinary user grades",
    )
    parser.add_argument("--landlock", type=int, default=99, help="no newer ABI than this")
    parser.add_argument("paths", type=Path, nargs="*")
    return parser.parse_args()


def _chosen(course: Course, names: list[str] | None) -> list[Exercise]:
    found = [course.find(name) for name in names] if names else list(course.exercises)
    return [one for one in found if one is not None]


def _limited(exercise: Exercise, options: argparse.Namespace) -> Exercise:
    return msgspec.structs.replace(
        exercise,
        seconds=options.seconds or exercise.seconds,
        megabytes=options.megabytes or exercise.megabytes,
    )


def _submissions(
    options: argparse.Namespace, course: Course, exercises: tuple[Exercise, ...]
) -> Iterator[tuple[Submission, tuple[Exercise, ...], bool]]:
    """Each with the exercises that it is graded for, and whether it attacks."""
    for path in options.paths:
        say(begins=path.name)
        if path.is_dir():
            yield intake.read(path, course), exercises, False
            continue
        named = [one for one in exercises if one.name == path.parent.name]
        exercise = (*named, exercises[0])[0]
        yield _answer(path, exercise), (exercise,), options.attacks
        if options.attacks:
            yield _answer(catalogue.solution(course.root, exercise), exercise), (exercise,), False


def _answer(path: Path, exercise: Exercise) -> Submission:
    main = f"{exercise.name}.py"
    answer = Answer(Form.FUNCTIONS, main, {main: path.read_bytes()})
    return Submission(path.stem, {exercise.key: answer})


def _fresh() -> Cost:
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    return Cost(time.monotonic(), time.process_time(), _memory("VmRSS"))


def _say_report(report: Report, cost: Cost, attacks: bool) -> None:
    written = as_json.render(report)
    shown = {lang: terminal.render(report, lang) for lang in ("zh", "en")}
    spent = {
        "seconds": round(time.monotonic() - cost.started, 2),
        "cpu": round(time.process_time() - cost.cpu, 2),
        "megabytes": (_memory("VmHWM") - cost.base) >> 20,
        "descriptors": len(os.listdir("/proc/self/fd")),
    }
    found = _problems(report) if attacks else {}
    say(
        name=report.student,
        report=json.loads(written),
        written=written,
        shown=shown,
        problems=found,
        **spent,
    )


def _problems(report: Report) -> dict[str, list[str]]:
    """By format, what whoever opens the report would obey or choke on."""
    os.environ |= dict.fromkeys(IDENTITY.values(), "x")
    found = {name: problems(name, render(report, "en")) for name, render in FORMATS.items()}
    return {name: what for name, what in found.items() if what}


def _memory(name: str) -> int:
    """A line of /proc/self/status, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) << 10
    raise RuntimeError(f"no {name}")


def _folders() -> set[str]:
    return {str(path) for path in Path(tempfile.gettempdir()).glob("grader-*")}


if __name__ == "__main__":
    sys.exit(main())
