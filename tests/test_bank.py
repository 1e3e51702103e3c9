"""What the bank saves is work, never a verdict: all solutions and wrong answers, both ways."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from grader import catalogue
from grader.model import Answer, Exercise, Form, Observation

ROOT = Path(__file__).resolve().parent.parent
COURSE = catalogue.load(ROOT)
EXAMPLES = 3
KEYS = tuple(exercise.key for exercise in COURSE.exercises)
DRAWN, HELD = range(2)
"""What happens the first times that a solution is graded: the last time nothing is judged anew."""


@pytest.fixture(scope="module")
def graded() -> dict[str, dict[str, list[list[Observation]]]]:
    """By exercise and answer, what was observed with the bank, each time, and without it, last."""
    command = [sys.executable, __file__]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=dict[str, dict[str, list[list[Observation]]]])


@pytest.mark.parametrize("key", KEYS)
def test_the_bank_changes_no_verdict(graded, key):
    """Outcome, counterexample and message of each property are the same with it and without."""
    for name, runs in graded[key].items():
        for run in runs[:-1]:
            assert run == runs[-1], name


@pytest.mark.parametrize("key", KEYS)
def test_the_solution_holds_every_time(graded, key):
    """Drawn or known: it holds."""
    runs = graded[key]["solution"]

    assert len(runs) == HELD + 2
    assert {one.outcome for run in runs for one in run} == {"held"}


def main() -> None:
    """Observe all of it and print what was seen."""
    from grader import bank, observe, submit
    from grader.plugin import prepared, session
    from grader.sandbox.host import Sandbox
    from grader.seen import Setting, seed_of

    prepared.MAX_EXAMPLES = EXAMPLES
    found: dict[str, dict[str, list[list[Observation]]]] = {}

    def seen(setting: Setting, exercise: Exercise, file: Path) -> list[Observation]:
        main = f"{exercise.name}.py"
        answer = Answer(Form.FUNCTIONS, main, {main: file.read_bytes()})
        observations = observe.observe(setting, exercise, answer).observations
        return [msgspec.structs.replace(one, seconds=0) for one in observations]

    def learn_from_itself(trials: session.Trials, test: Path, exercise: Exercise) -> None:
        """Put what was drawn in place of itself as another judge would learn it."""
        found = {check.name: trials.find(test, check.name) for check in exercise.checks}
        seeds = {check.name: seed_of(COURSE.seed, exercise, check) for check in exercise.checks}
        drawn = {name: trial.bank(seeds[name]) for name, trial in found.items()}
        assert all(drawn.values())
        trials.forget()
        for name, examples in bank.unpack(bank.pack(drawn)).items():
            assert len(examples) == len(drawn[name])
            found[name].learn(seeds[name], examples)
            assert found[name].bank(seeds[name]) is examples

    def body(trials: session.Trials) -> None:
        setting = Setting(ROOT, sandbox, trials, COURSE.seed, shrink=False)
        for whole in COURSE.exercises:
            test = ROOT / "exercises" / whole.week / f"test_{whole.name}.py"
            drawn = tuple(
                check
                for check in whole.checks
                if hasattr(trials.items[test, f"test_{check.name}"].obj, "hypothesis")
            )
            exercise = msgspec.structs.replace(whole, checks=drawn)
            solution = ROOT / "solutions" / exercise.week / f"{exercise.name}.py"
            wrong = sorted((ROOT / "tests" / "wrong" / exercise.week).glob(f"{exercise.name}__*"))
            runs = {"solution": [seen(setting, exercise, solution) for _ in range(HELD + 1)]}
            learn_from_itself(trials, test, exercise)
            runs |= {file.stem: [seen(setting, exercise, file)] for file in wrong}
            for file in (solution, *wrong):
                trials.forget()
                runs["solution" if file == solution else file.stem].append(
                    seen(setting, exercise, file)
                )
            found[exercise.key] = runs

    with Sandbox(course=ROOT) as sandbox:
        session.judging(ROOT, submit.property_files(COURSE), body)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
