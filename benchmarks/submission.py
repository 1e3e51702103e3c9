"""One submission: `grader submit` against pytest in place, and against fresh interpreters.

Four exercises that together use every kind of evidence.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader import catalogue

ROOT = Path(__file__).resolve().parent.parent
PAIRS = 5
EXERCISES = ("weighted_cross_entropy", "sgd_param_groups", "tensorboard_line", "inplace_study")


def main() -> None:
    """Print medians of paired runs of whole processes, and their ratios."""
    course = catalogue.load(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("exercises", "reference"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "course.toml", copy)
        shutil.copytree(ROOT / "solutions", copy / "exercises", dirs_exist_ok=True)
        chosen = [one for one in course.exercises if one.name in EXERCISES]
        tests = [f"exercises/{one.week}/test_{one.name}.py" for one in chosen]
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        pytest += ["--import-mode=importlib"]
        submit = [sys.executable, "-m", "grader.cli", "submit", str(ROOT / "solutions"), "--json"]
        submit += ["--fresh", "--gradebook", str(copy / "gradebook.db")]
        submit += [word for one in chosen for word in ("--exercise", one.key)]
        runs = []
        for _ in range(PAIRS):
            ours = _seconds([submit], ROOT)
            in_place = _seconds([[*pytest, *tests]], copy)
            fresh = _seconds([[*pytest, test] for test in tests], copy)
            runs.append((ours, in_place, fresh))
    ours, in_place, fresh = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"grader submit {ours:.1f} s, pytest in place {in_place:.1f} s, fresh {fresh:.1f} s")
    print(f"grader submit / pytest in place: {_ratio(runs, 0, 1):.2f}")
    print(f"a fresh interpreter for each exercise / grader submit: {_ratio(runs, 2, 0):.2f}")


def _seconds(commands: list[list[str]], where: Path) -> float:
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=where, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _ratio(runs: list[tuple[float, float, float]], above: int, below: int) -> float:
    return statistics.median(run[above] / run[below] for run in runs)


if __name__ == "__main__":
    main()
