"""Which exercises a pull request is about: those whose files it changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from grader import contract
from grader.model import Answer, Exercise, Submission


def changed(
    now: Submission, before: Submission, exercises: Iterable[Exercise]
) -> tuple[Exercise, ...]:
    """The exercises whose answer, or a helper beside it, is not what it was before.

    Tests and configuration are never used and so do not count. A file of any name may answer
    what it defines, and anything that takes scripts.
    """
    old, new = _files(before), _files(now)
    different = {name for name in new if new[name] != old.get(name) and not _is_test(name)}
    mains = {answer.main for answer in now.answers.values()}
    scripts = {one.main: one.files[one.main] for one in now.scripts if one.main in different}
    text = b"\n".join(scripts.values()).decode("utf-8", "replace")
    helpers = different - mains - scripts.keys()

    def is_about(exercise: Exercise) -> bool:
        answer = now.answers.get(exercise.key)
        if scripts and any(check.homework for check in exercise.checks):
            return True
        if contract.definition(exercise.functions).search(text):
            return True
        if answer is None:
            return False
        return bool(answer.problem or answer.main in different or helpers & set(answer.files))

    return tuple(filter(is_about, exercises))


def _files(submission: Submission) -> dict[str, bytes]:
    answers: list[Answer] = [*submission.answers.values(), *submission.scripts]
    answers += [answer.instead for answer in answers if answer.instead]
    return {name: content for answer in answers for name, content in answer.files.items()}


def _is_test(name: str) -> bool:
    file = PurePosixPath(name).name
    return file.startswith(("test_", "conftest")) or file.endswith((".toml", ".ini", ".cfg"))
