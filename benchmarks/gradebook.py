"""1,000 students in the gradebook: what the table, the CSV file, a diff and all reports cost."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from grader import catalogue, judge, tally
from grader.classroom import session
from grader.difference import compare
from grader.gradebook.book import Entry, Gradebook
from grader.model import (
    Clock,
    Exercise,
    Form,
    Graded,
    HandedIn,
    Isolation,
    Observation,
    Outcome,
    Report,
    Verdict,
)
from grader.render import difference, table

ROOT = Path(__file__).resolve().parent.parent
STUDENTS = 1_000
AT = HandedIn(datetime(2026, 3, 1, tzinfo=UTC), Clock.ROSTER)
ISOLATION = Isolation("A", ())


def main() -> None:
    """Two runs over the whole course, no two answers alike; what each way of reading them takes."""
    course = catalogue.load(ROOT)
    weeks = [week.name for week in course.weeks]
    with tempfile.TemporaryDirectory() as folder, Gradebook(f"{folder}/gradebook.db") as gradebook:
        runs = []
        with _timed(f"keeping 2 x {STUDENTS} reports of {len(course.exercises)} exercises"):
            for number in range(2):
                run = gradebook.begin("class", str(number), True)[0].number
                for student in range(STUDENTS):
                    gradebook.keep(_entry(course, student, number), run)
                gradebook.end(run)
                runs.append(run)
        size = Path(folder, "gradebook.db").stat().st_size
        print(f"the file has {size / 2**20:.0f} MiB")
        with _timed("table and CSV, with the attempts that count"):
            lines = session.counted(course, gradebook, gradebook.lines(runs[1]))
            table.as_csv(*table.of_class(lines, weeks, [], "en"))
        with _timed("diff"):
            found = compare(*(gradebook.rulings(run) for run in runs))
            difference.render(found, "en")
        with _timed("all reports of a run"):
            gradebook.entries(runs[1])


def _entry(course: catalogue.Course, student: int, run: int) -> Entry:
    graded = tuple(_graded(exercise, student + run) for exercise in course.exercises)
    name, digest = f"s{student:04}", f"{student} {run}"
    report = Report(name, 1, {}, ISOLATION, graded, tally.total(graded), handed_in=AT)
    prints = {one.exercise.key: f"{digest} {one.exercise.key}" for one in graded}
    return Entry(name, name, digest, AT, report, prints)


def _graded(exercise: Exercise, number: int) -> Graded:
    verdicts = []
    for place, check in enumerate(exercise.checks):
        wrong = (number + place) % 3 == 0
        said = f"tensor([{number}.0, 2.0, 3.0])" * 4 if wrong else ""
        outcome = Outcome.BROKE if wrong else Outcome.HELD
        seen = Observation(check.name, outcome, counterexample=said, got=said, want=said)
        verdicts.append(Verdict(check, judge.rule(seen), seen))
    return tally.tally(exercise, Form.FUNCTIONS, verdicts)


@contextmanager
def _timed(what: str) -> Iterator[None]:
    started, worked = time.perf_counter(), time.process_time()
    yield
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    print(f"{what}: {seconds:.2f} s, {cpu:.2f} s of them at work")


if __name__ == "__main__":
    main()
