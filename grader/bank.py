"""Examples that held are kept: they are drawn once, and the same answer is judged once.

A property looks at nothing but what was drawn and what the calls brought back. So where a
submission answers the calls of an example byte for byte like one for which it held, it holds,
and neither the property nor the oracle is asked again.
"""

from __future__ import annotations

import contextlib
import copy
import pickle
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from grader.authoring.student import Observed, Student, calls_since, count, remember, subject_of

if TYPE_CHECKING:
    from grader.bench import Ahead
    from grader.sandbox.remote import Packed

MAX_ANSWERS = 4
"""Ways to answer an example that are kept: those of the first submissions."""


class Example:
    """What was drawn for a property, the calls that it makes, and the answers for which it held."""

    def __init__(self, drawn: dict[str, Any]) -> None:
        self.drawn = drawn
        self.questions: tuple[Packed, ...] = ()
        """The calls, if they can be foreseen; known once they have been made for a worker."""
        self.held: dict[bytes, tuple[Observed, ...]] = {}


def pack(drawn: dict[str, list[Example]]) -> bytes:
    """Examples by check, in bytes for another process; without those that cannot go there."""
    packed = {}
    for check, examples in drawn.items():
        with contextlib.suppress(Exception):
            packed[check] = pickle.dumps(examples, pickle.HIGHEST_PROTOCOL)
    return pickle.dumps(packed)


def unpack(packed: bytes) -> dict[str, list[Example]]:
    """What `pack` has packed, in a process of the same grader."""
    return {check: pickle.loads(examples) for check, examples in pickle.loads(packed).items()}


def replay(
    test: Callable[..., None], examples: list[Example], student: Student
) -> tuple[BaseException, dict[str, Any]] | None:
    """Run a property for examples; the first error that ends it, and what was drawn for that."""
    with contextlib.closing(_foreseen(examples, student)) as answers:
        for example in examples:
            ahead = next(answers, None)
            digest = ahead.digest() if ahead else b""
            if digest in example.held:
                remember(student, example.held[digest])
                continue
            before = count(student)
            try:
                test(student=student, **copy.deepcopy(example.drawn))
            except BaseException as error:
                return error, example.drawn
            calls = calls_since(student, before)
            if ahead is None:
                example.questions = _questions(calls, student)
            elif digest and ahead.taken() and len(example.held) < MAX_ANSWERS:
                example.held[digest] = calls
    return None


def _foreseen(examples: list[Example], student: Student) -> Generator[Ahead]:
    """The answers of a worker to one example after another, as long as the calls are foreseen."""
    from grader.bench import Bench

    subject = subject_of(student)
    questions = [example.questions for example in examples]
    if isinstance(subject, Bench) and all(questions):
        yield from subject.foresee(questions)


def _questions(calls: tuple[Observed, ...], student: Student) -> tuple[Packed, ...]:
    """The calls of an example as they go to a worker.

    None where one brings back more than values: files bear the time, and in what was printed
    or used the source has a say.
    """
    from grader.bench import Bench, question

    if not isinstance(subject_of(student), Bench):
        return ()
    if any(one.call.log or one.call.record or one.call.watch for one in calls):
        return ()
    return tuple(question(one.call) for one in calls)
