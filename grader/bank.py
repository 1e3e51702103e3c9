"""Examples that held are kept: they are drawn once, and the same answer is judged once.

A property looks at nothing but what was drawn and what the calls brought back. So where a
submission answers the calls of an example byte for byte like one for which it held, it holds,
and neither the property nor the oracle is asked again.
"""

from __future__ import annotations

import contextlib
import copy
import io
import pickle
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import torch

from grader.authoring.student import (
    InPlace,
    Observed,
    Student,
    calls_since,
    count,
    remember,
    subject_of,
)

if TYPE_CHECKING:
    from grader.bench import Exchange
    from grader.sandbox.remote import Packed

MAX_ANSWERS = 4
"""Ways to answer an example that are kept: those of the first submissions."""


class Example:
    """What was drawn for a property, the calls that it makes, and the answers for which it held."""

    def __init__(self, drawn: dict[str, Any]) -> None:
        self.drawn = drawn
        self.questions: tuple[Packed, ...] = ()
        """The calls, if they can be foreseen; known once a worker has been asked."""
        self.held: dict[bytes, tuple[Observed, ...]] = {}


class _Pickler(pickle.Pickler):
    """Writes the storage of a tensor as bytes; torch would write an archive for each."""

    def reducer_override(self, value: Any) -> Any:
        if type(value) is torch.storage.TypedStorage:
            return _typed, (value._untyped_storage, value.dtype)
        if type(value) is torch.UntypedStorage:
            content = torch.empty(0, dtype=torch.uint8).set_(value)
            return _storage, (content.numpy().tobytes(),)
        return NotImplemented


def _typed(storage: torch.UntypedStorage, dtype: torch.dtype) -> torch.storage.TypedStorage:
    kind: Any = torch.storage.TypedStorage
    return kind(wrap_storage=storage, dtype=dtype, _internal=True)  # type: ignore[no-any-return]


def _storage(content: bytes) -> torch.UntypedStorage:
    if not content:
        return torch.empty(0).untyped_storage()
    return torch.frombuffer(bytearray(content), dtype=torch.uint8).untyped_storage()


def pack(drawn: dict[str, list[Example]]) -> bytes:
    """Examples by check, in bytes for another process; without those that cannot go there."""
    packed = {}
    for check, examples in drawn.items():
        stream = io.BytesIO()
        with contextlib.suppress(Exception):
            _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(examples)
            packed[check] = stream.getvalue()
    return pickle.dumps(packed)


def unpack(packed: bytes) -> dict[str, list[Example]]:
    """What `pack` has packed, in a process of the same grader."""
    return {check: pickle.loads(examples) for check, examples in pickle.loads(packed).items()}


def replay(
    test: Callable[..., None], examples: list[Example], student: Student
) -> tuple[BaseException, dict[str, Any]] | None:
    """Run a property for examples; the first error that ends it, and what was drawn for that."""
    with contextlib.closing(_foreseen(examples, student)) as digests:
        for example in examples:
            digest = next(digests, b"")
            if digest in example.held:
                remember(student, example.held[digest])
                continue
            try:
                with holding(example, student):
                    test(student=student, **copy.deepcopy(example.drawn))
            except BaseException as error:
                return error, example.drawn
    return None


@contextlib.contextmanager
def holding(example: Example, student: Student) -> Iterator[None]:
    """What a worker is asked in here, and how it answers, is kept if the property holds."""
    before, exchange = count(student), _begin(student)
    yield
    if exchange is None or not exchange.foreseeable:
        return
    questions = tuple(exchange.questions)
    example.questions = example.questions or questions
    if questions == example.questions and len(example.held) < MAX_ANSWERS:
        example.held[exchange.digest()] = calls_since(student, before)


def _begin(student: Student) -> Exchange | None:
    subject = subject_of(student)
    if isinstance(subject, InPlace):  # there the sandbox need not be importable
        return None
    from grader.bench import Bench

    return subject.begin() if isinstance(subject, Bench) else None


def _foreseen(examples: list[Example], student: Student) -> Generator[bytes]:
    """The digest of a worker's answers to each example, as long as the calls are foreseen."""
    from grader.bench import Bench

    subject = subject_of(student)
    questions = [example.questions for example in examples]
    if isinstance(subject, Bench) and all(questions):
        yield from subject.foresee(questions)
