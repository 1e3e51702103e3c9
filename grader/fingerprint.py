"""What verdicts depend on, as one digest: where it is the same, they need not be found again.

That is the student's files for the exercise, its property file, stub and week.toml, the
references of its week, the grader's own code, the libraries, the seed and the isolation
asked for. Scripts may answer any exercise: with them all files of the submission count.
"""

from __future__ import annotations

import functools
import hashlib
import platform
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from grader.catalogue import Course
from grader.model import Answer, Exercise, Submission

PACKAGES = (
    "torch",
    "torchvision",
    "numpy",
    "pillow",
    "matplotlib",
    "tensorboard",
    "tensorboardX",
    "hypothesis",
    "pytest",
)


@functools.cache
def versions() -> dict[str, str]:
    """Of the grader, Python, and the packages that decide results."""
    found = {"grader": metadata.version("pytorch-grader"), "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in PACKAGES}


class Conditions:
    """All that verdicts depend on beside the submission, read once."""

    def __init__(
        self, course: Course, exercises: tuple[Exercise, ...], seed: int, isolation: str
    ) -> None:
        own = Path(__file__).parent
        common = _digest(
            seed, isolation, sorted(versions().items()), *_tree(own, own.rglob("*.py"))
        )
        self.exercises = exercises
        self.digests = {
            one.key: _digest(common, one, *_course_files(course.root, one)) for one in exercises
        }
        self.digest = _digest(*self.digests.values())
        """Of everything: what a run of `grader batch` is graded under."""

    def fingerprints(self, submission: Submission) -> dict[str, str]:
        """By exercise key."""
        whole = self.digest + of_submission(submission) if submission.scripts else ""
        return {
            key: _digest(digest, whole, *_answer(submission.answers.get(key)))
            for key, digest in self.digests.items()
        }


def of_submission(submission: Submission) -> str:
    """The digest of all its files that anything looks at."""
    parts: list[object] = [submission.notes]
    for key, answer in submission.answers.items():
        parts += [key, *_answer(answer)]
    for script in submission.scripts:
        parts += _answer(script)
    return _digest(*parts)


def _answer(answer: Answer | None) -> list[object]:
    if answer is None:
        return [None]
    said = (answer.form, answer.main, answer.shared, answer.problem, answer.notes)
    files = [part for name, content in answer.files.items() for part in (name, content)]
    return [said, *files, *_answer(answer.instead)]


def _course_files(root: Path, exercise: Exercise) -> list[object]:
    week = root / "exercises" / exercise.week
    own = [week / f"{exercise.name}.py", week / f"test_{exercise.name}.py", week / "week.toml"]
    references = root / "reference"
    shared = [*references.glob("*.py"), *(references / exercise.week).rglob("*")]
    return _tree(root, [*own, *shared])


def _tree(root: Path, files: Iterable[Path]) -> list[object]:
    found: list[object] = []
    for file in sorted(files):
        if file.is_file() and file.parent.name != "__pycache__":
            found += [file.relative_to(root).as_posix(), file.read_bytes()]
    return found


def _digest(*parts: object) -> str:
    """Of the parts in order, none of which can run over into the next."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()
