"""Every file of tests/attacks against the command itself, each in a process of its own.

    python tests/every_attack.py [NAME...]

grades each by `grader submit` with limits of two seconds, as root and as an ordinary user (as
whoever runs this where that is not root), and says how long the command took beyond an honest
answer's. It takes half an hour for all of them; `tox -e attacks` is the same.
"""

from __future__ import annotations

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orphans import HUNG
from test_attacks import (
    ATTACKS,
    CACHE,
    MINIATURE,
    ORDINARY_USERS,
    ROOT,
    SECONDS,
    SECRET,
    TREES,
    Attack,
    Yard,
    aimed,
    as_nobody,
    digest,
    limited,
    submitting,
)

AT_ONCE, ROUND = 2, 20
PROMISED = 2.0
"""Seconds that an attack may take beyond its limit."""
SLOWEST = 10
PARTLY_RIGHT = {
    *(name for name in ATTACKS if name.startswith("cheat_")),
    *("evidence_writer_undone", "memory_large_replies", "report_odd_options"),
    *("report_word_without_end", "wire_answers_twice"),
}
"""Attacks that give some check what it asks for, and have its points, but never all."""


@dataclass(frozen=True)
class Ended:
    """A command that has ended: what came of it, what it cost, what is wrong with it."""

    outcome: str
    earned: int
    seconds: float
    problems: list[str]


class Camp:
    """Copies of the courses with small limits, open to every user, and who attacks."""

    def __init__(self, folder: Path, user: str, prefix: tuple[str, ...]) -> None:
        self.user = user
        self.prefix = prefix
        self.courses = {
            course: limited(course, folder / course.name) for course in (MINIATURE, ROOT)
        }
        self.honest: dict[str, float] = {}

    def attack(self, attack: Attack) -> Ended:
        course = self.courses[attack.course]
        yard = Yard()
        try:
            source = aimed(attack, yard, course, ROOT / "grader")
            ended, report = self.submit(yard, attack, source)
            if yard.changed():
                ended.problems.append("the canary is not as it was")
            if reached := yard.reached():
                ended.problems.append(f"a message has arrived at {reached}")
        finally:
            yard.close()
        return self.judged(attack, ended, report)

    def judged(self, attack: Attack, ended: Ended, report: dict[str, Any]) -> Ended:
        """With the problems that its verdict shows."""
        if not report:
            return ended
        score, expected = report["score"], attack.expected[report["isolation"]["tier"]]
        if self.user != "root":
            expected = attack.expected.get(ORDINARY_USERS, expected)
        if ended.outcome not in expected:
            ended.problems.append(f"{ended.outcome}, not {' or '.join(expected)}")
        if score["withheld"]:
            ended.problems.append("points are withheld")
        most = score["possible"] - 1 if attack.name in PARTLY_RIGHT else 0
        if "held" not in expected and ended.earned > most:
            ended.problems.append(f"{ended.earned} points")
        return ended

    def right(self, attack: Attack) -> None:
        """Measure an honest answer to the exercise of an attack."""
        course = self.courses[attack.course]
        source = (course / "solutions" / f"{attack.exercise}.py").read_text()
        yard = Yard()
        try:
            ended, report = self.submit(yard, attack, source)
        finally:
            yard.close()
        if ended.problems or ended.earned < report["score"]["possible"]:
            raise RuntimeError(f"{attack.exercise}: the solution has {ended}")
        self.honest[attack.exercise] = ended.seconds

    def submit(self, yard: Yard, attack: Attack, source: str) -> tuple[Ended, dict[str, Any]]:
        """Grade a source as the answer to an attack's exercise; the report, if there is one."""
        folder, home = yard.folder / "student", yard.folder / "home"
        for one in (folder, home):
            one.mkdir()
        home.chmod(0o777)
        name = attack.exercise.rpartition("/")[2]
        (folder / f"{name}.py").write_text(source)
        own = {"TMPDIR": yard.scratch, "HOME": home, "GRADER_GRADEBOOK": home / "gradebook.db"}
        own |= {"PYTHONPATH": ROOT, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        watched = [*self.prefix, sys.executable, str(ROOT / "tests" / "orphans.py")]
        done = subprocess.run(
            [*watched, *submitting(folder, self.courses[attack.course], attack.exercise)],
            env={**os.environ, **SECRET, **{key: str(value) for key, value in own.items()}},
            cwd=home,
            capture_output=True,
            timeout=2 * HUNG,
            check=True,
        )
        line = json.loads(done.stdout)
        problems = []
        if line["code"] not in {0, 1}:
            problems.append(f"exit code {line['code']}: {line['stderr'][-2000:]}")
        if "Traceback" in line["stderr"]:
            problems.append(line["stderr"][-2000:])
        if line["survivors"]:
            problems.append(f"alive: {line['survivors']}")
        left = [one.name for one in yard.scratch.iterdir() if not one.name.startswith(CACHE)]
        if left:
            problems.append(f"left in TMPDIR: {left}")
        try:
            report = json.loads(line["stdout"])
        except ValueError:
            problems.append(f"no report: {line['stdout'][:500]!r}")
            return Ended("none", 0, line["seconds"], problems), {}
        checks = [check for one in report["exercises"] for check in one["checks"]]
        outcomes = (check["outcome"] for check in checks)
        outcome = next((one for one in outcomes if one != "held"), "held")
        return Ended(outcome, report["score"]["earned"], line["seconds"], problems), report


def users() -> dict[str, tuple[str, ...]]:
    """Who attacks, and how a command is begun as them."""
    if os.getuid() != 0:
        return {"user": ()}
    if not as_nobody():
        sys.exit("as root, this needs setpriv or unshare, and a Python that others may read")
    return {"root": (), "nobody": as_nobody()}


def rounds(camps: list[Camp], chosen: list[Attack]) -> Iterator[tuple[Camp, Attack, Ended]]:
    """All attacks, a few at a time; before each round an honest answer is measured anew."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(0, len(chosen), ROUND):
            some = chosen[start : start + ROUND]
            exercises = {one.exercise: one for one in some}
            for camp in camps:
                list(pool.map(camp.right, [*exercises.values()] * AT_ONCE))
                for attack, ended in zip(some, pool.map(camp.attack, some), strict=True):
                    yield camp, attack, ended


def main() -> None:
    """Run the attacks that are named, or all of them."""
    if unknown := set(sys.argv[1:]) - ATTACKS.keys():
        sys.exit(f"no such attack: {', '.join(sorted(unknown))}")
    chosen = [ATTACKS[name] for name in sys.argv[1:] or ATTACKS]
    failed, spent = 0, []
    before = [digest(tree) for tree in TREES]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        camps = [Camp(folder / user, user, prefix) for user, prefix in users().items()]
        untouched = digest(folder)
        for camp, attack, ended in rounds(camps, chosen):
            beyond = ended.seconds - camp.honest[attack.exercise]
            spent.append((beyond, camp.user, attack.name))
            failed += bool(ended.problems)
            said = f"{len(spent)}/{len(chosen) * len(camps)} {camp.user} {attack.name}: "
            said += f"{ended.outcome}, {ended.earned} points, {beyond:+.1f} s"
            print(said, *ended.problems, sep="\n    ", flush=True)
        changed = untouched != digest(folder) or before != [digest(tree) for tree in TREES]
    print(
        f"\nThe slowest; {3 * SECONDS} s are the limit of waiting, and {PROMISED:.0f} more promised:"
    )
    for beyond, user, name in sorted(spent, reverse=True)[:SLOWEST]:
        print(f"{beyond:6.1f} s  {user} {name}")
    if changed:
        print("The course or the grader is not as it was.")
    print(f"{len(spent)} attacks, {failed} with problems")
    sys.exit(bool(failed or changed))


if __name__ == "__main__":
    main()
