"""The student's day: hints one by one, the next exercise, and starting an exercise again."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import msgspec
import pytest

from grader import catalogue, handout, hints, memory, practice, stubs
from grader.model import Outcome, Ruling, Score
from tests import warm

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"
MINE = "def double(x): return x\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a warm process that forks")


@pytest.fixture
def copy(tmp_path):
    handout.hand_out(catalogue.load(MINIATURE), tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def double(copy):
    return catalogue.load(copy).find("double")


def grader(copy, *words, lang="en"):
    """Run a command in a copy; the finished process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return warm.run("grader.cli", *words, "--lang", lang, cwd=copy, env=environment)


def write(copy, name, text):
    (copy / "exercises" / "w1" / f"{name}.py").write_text(text, encoding="utf-8")


def solve(copy, name):
    shutil.copy(MINIATURE / "solutions/w1" / f"{name}.py", copy / "exercises/w1")


def test_hints_come_one_after_the_other(copy, double):
    """Each call gives the next hint, the last one stays; a number chooses one."""
    asked = [hints.next_hint(copy, double).number for _ in range(4)]
    chosen = hints.next_hint(copy, double, 1)

    assert asked == [1, 2, 2, 2]
    assert (chosen.number, hints.next_hint(copy, double).number) == (1, 2)


def test_the_command_hint(copy):
    """The first hint names the command for the second, the second is the last."""
    first, second = grader(copy, "hint", "double"), grader(copy, "hint", "double", lang="zh")

    assert "hint 1/2" in first.stdout
    assert "the next one: grader hint double\n" in first.stdout
    assert "提示 2/2" in second.stdout
    assert "grader hint double 1" in second.stdout


def test_hints_without_a_memory(copy, double):
    """Where nothing can be written the first hint comes, with a sentence and the next number."""
    (copy / ".grader" / "progress.part").mkdir()

    lines = "\n".join(hints.next_hint(copy, double).lines("en"))

    assert "hint 1/2" in lines
    assert "cannot be remembered" in lines
    assert "grader hint double 2" in lines
    assert hints.next_hint(copy, double).number == 1


@pytest.mark.parametrize("content", [b"", b"[]", b'{"hints": {"w1/double": "x"}}', b"\xff"])
def test_a_broken_memory_is_an_empty_one(copy, double, content):
    """Whatever is found there, nothing fails and the file is written anew."""
    (copy / ".grader" / "progress.json").write_bytes(content)

    assert hints.next_hint(copy, double).number == 1
    assert memory.load(copy).hints == {"w1/double": 1}


def test_a_result_is_that_of_the_file_as_it_was(copy, double):
    """When an answer or its properties have changed, nothing is known of it."""
    write(copy, "double", "x = 1\n")
    known = memory.Result(memory.digest(copy, double), Score(1, 2))
    (copy / ".grader/progress.json").write_bytes(
        msgspec.json.encode(memory.Memory({}, {double.key: known}))
    )
    before = memory.result(copy, double)
    write(copy, "double", "x = 2\n")
    changed = memory.result(copy, double)
    write(copy, "double", "x = 1\n")
    (copy / "exercises/w1/test_double.py").write_text("", "utf-8")

    assert (before, changed, memory.result(copy, double)) == (Score(1, 2), None, None)


@pytest.mark.parametrize("notebooks", [False, True])
def test_an_exercise_is_reset(tmp_path, notebooks):
    """The stub is put back as it was, and every version that was written is kept."""
    copy = tmp_path / "copy"
    handout.hand_out(catalogue.load(MINIATURE), copy, notebooks)
    file = copy / "exercises/w1" / ("double.ipynb" if notebooks else "double.py")
    stub = file.read_bytes()
    said = []
    for version in (b"one", b"two"):
        file.write_bytes(version)
        said.append(grader(copy, "reset", "double"))
    again = grader(copy, "reset", "double")
    kept = sorted((copy / ".grader/backups/w1").iterdir())

    assert file.read_bytes() == stub
    assert [one.read_bytes() for one in kept] == [b"one", b"two"]
    assert all(str(one) in done.stdout for one, done in zip(kept, said, strict=True))
    assert (again.returncode, "backups" in again.stdout) == (0, False)


def test_a_missing_answer_is_put_back(copy, double):
    """A file that was deleted comes back, without a backup."""
    file = copy / "exercises/w1/double.py"
    stub = file.read_bytes()
    file.unlink()

    assert "as it was handed out" in grader(copy, "reset", "double").stdout
    assert file.read_bytes() == stub
    assert not (copy / ".grader/backups").exists()


def test_without_a_kept_stub_nothing_is_touched(copy):
    """A course that keeps no stubs says so; the answer stays."""
    shutil.rmtree(copy / ".grader")
    write(copy, "double", MINE)

    finished = grader(copy, "reset", "double")

    assert finished.returncode == 2
    assert "keeps no copy" in finished.stderr
    assert (copy / "exercises/w1/double.py").read_text() == MINE


def test_without_a_backup_nothing_is_touched(copy):
    """Where the backup cannot be written the answer stays."""
    write(copy, "double", MINE)
    (copy / ".grader/backups").write_text("in the way")

    finished = grader(copy, "reset", "double")

    assert finished.returncode == 2
    assert "the answer is as it was" in finished.stderr
    assert (copy / "exercises/w1/double.py").read_text() == MINE


def test_an_untouched_exercise_is_known_without_running_it(copy, double):
    """What was handed out is told from what was written, and from a text in its place."""
    accepting = msgspec.structs.replace(double, accepts=("md",))
    before = stubs.untouched(copy, double), stubs.untouched(copy, accepting)
    (copy / "exercises/w1/double.md").write_text("| x |")

    assert before == (True, True)
    assert (stubs.untouched(copy, double), stubs.untouched(copy, accepting)) == (True, False)


def test_the_next_exercise(copy):
    """The first that is not solved, with what to run; solved ones are run once and remembered."""
    first = grader(copy, "next")
    solve(copy, "double")
    second = grader(copy, "next")
    solved = memory.load(copy).results["w1/double"].score
    solve(copy, "line_count")
    course = catalogue.load(copy)
    with practice.Practice(copy) as warm:
        memory.keep_result(copy, warm.wait(course.find("line_count")))
    last = grader(copy, "next", lang="zh")

    assert "next exercise: double" in first.stdout
    assert "pytest exercises/w1/test_double.py" in first.stdout
    assert "next exercise: line_count" in second.stdout
    assert solved.earned == solved.possible
    assert "都已完成" in last.stdout


def test_what_an_answer_does_to_its_process(copy, double):
    """A crash, an exit, Ctrl-C, too much memory cost the answer its checks and nothing else."""
    endings = {
        "import os\nos._exit(0)\n": Outcome.DIED,
        "import os\nos.abort()\n": Outcome.DIED,
        "raise KeyboardInterrupt\n": Outcome.DIED,
        "raise SystemExit\n": Outcome.RAISED,
        "def double(x):\n    return [0] * (1 << 34)\n": Outcome.OUT_OF_MEMORY,
        "import torch\ndef double(x):\n    return torch.ones(1 << 34)\n": Outcome.OUT_OF_MEMORY,
    }
    seen = []
    with practice.Practice(copy) as warm:
        for text in endings:
            write(copy, "double", text)
            seen.append({verdict.observation.outcome for verdict in warm.wait(double).verdicts})
        write(copy, "double", "while True: pass\n")
        slow = warm.wait(msgspec.structs.replace(double, seconds=1))
        (copy / "exercises/w1/test_double.py").write_text("raise RuntimeError('ours')\n")
        ours = warm.wait(double)
    rulings = {verdict.ruling for verdict in ours.verdicts}

    assert seen == [{outcome} for outcome in endings.values()]
    assert {verdict.observation.outcome for verdict in slow.verdicts} == {Outcome.TIMED_OUT}
    assert rulings == {Ruling.UNGRADED}


def test_a_warm_process_that_is_gone(copy, double):
    """Its end is noticed, never waited for."""
    with practice.Practice(copy) as warm:
        warm.server.kill()

        with pytest.raises(EOFError):
            warm.wait(double)
