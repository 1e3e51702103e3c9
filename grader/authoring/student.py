"""`student`: the submission as a property sees it, in place and across the border.

`student.f(x)` looks like a direct call in both places. Arguments are copied on the way,
and what comes back is a plain value. What cannot be one (an optimiser, a module) is
looked at by a probe: `student.probe(function, ...)` runs `function(namespace, ...)` beside
the student's code.
"""

from __future__ import annotations

import contextlib
import copy
import io
import tempfile
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import msgspec
import torch

from grader import events
from grader.authoring.errors import NotWritten
from grader.log import affordable
from grader.model import Exercise
from grader.sandbox.faults import Unwritten
from grader.sandbox.harvest import MARK
from grader.sandbox.perform import Call, Facts, perform
from grader.sandbox.recorder import OptimizerNote
from grader.sandbox.traces import Traces

MAX_CALLS = 60
"""Calls that are remembered: the last ones, which shrinking has made small."""
MAX_LOGS = 10
"""Of those that write files fewer."""

Mentions = dict[str, dict[str, str]]
"""For each function the forbidden names in its source, by place ("answer.py:3")."""


class Subject(Protocol):
    """Something that performs calls: a module in this process, or a worker."""

    def perform(self, call: Call) -> Facts:
        """Facts of a call; raises what the student's code raises, NotWritten or Stopped."""


class Observed(msgspec.Struct, frozen=True):
    """One call and what came of it: facts, or the type of the exception."""

    call: Call
    facts: Facts
    raised: str = ""


class Record(msgspec.Struct, frozen=True):
    """What a call, or a whole script, left behind."""

    value: Any
    output: str
    log: events.Log
    optimizers: list[OptimizerNote]
    unflushed: int
    """Event writers that were left with events in memory."""
    traces: Traces | None = None
    """What a script did and said; None if functions were called."""

    @property
    def said(self) -> str:
        """What a script or a text says: printed, and in docstrings, comments, cells."""
        return f"{self.output}\n{self.traces.text if self.traces else ''}"


class Student:
    """The functions of one answer, as its contract names them."""

    def __init__(
        self, subject: Subject, exercise: Exercise, seed: int = 0, mentions: Mentions | None = None
    ) -> None:
        self._subject = subject
        self._exercise = exercise
        self._seed = seed
        self._mentions = mentions or {}
        self._calls: deque[tuple[int, Observed]] = deque(maxlen=MAX_CALLS)
        self._logs: deque[tuple[int, Observed]] = deque(maxlen=MAX_LOGS)
        self._count = 0

    def __getattr__(self, name: str) -> Function:
        contract = self._exercise.functions  # empty in place, where the stub has been edited
        if name.startswith("_") or (contract and name not in contract):
            raise AttributeError(f"{name!r} is not in the contract of {self._exercise.key}")
        return Function(self, name)

    def probe(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run `function(namespace, *args, **kwargs)` beside the student's code."""
        return self._perform(Call(function, args, kwargs)).value

    def record(self, function: Any, *args: Any, **kwargs: Any) -> Record:
        """Call a function or a probe without a log and note what it builds."""
        return as_record(self._perform(Call(_target(function), args, kwargs, record=True)))

    def log(self, function: Any, *args: Any, **kwargs: Any) -> events.Log:
        """Call with a fresh `log_dir=`; the event files that were written there."""
        return self.record_log(function, *args, **kwargs).log

    def record_log(self, function: Any, *args: Any, **kwargs: Any) -> Record:
        """Like `log`, with the whole record."""
        call = Call(_target(function), args, kwargs, log=True, record=True)
        return as_record(self._perform(call))

    def output(self, function: Any, *args: Any, **kwargs: Any) -> str:
        """Call, and give what was printed."""
        return self.record(function, *args, **kwargs).output

    def _perform(self, call: Call) -> Facts:
        call = msgspec.structs.replace(call, seed=self._seed)
        try:
            facts = self._subject.perform(call)
        except BaseException as error:
            fault = getattr(error, "fault", None)
            raised = fault.types[0] if fault else type(error).__name__
            self._remember(Observed(call, Facts(), raised))
            raise
        self._remember(Observed(call, facts))
        return facts

    def _remember(self, observed: Observed) -> None:
        self._count += 1
        (self._logs if observed.call.log else self._calls).append((self._count, observed))


class Function:
    """One function of the contract; calling it calls the student's."""

    def __init__(self, student: Student, name: str) -> None:
        self.student = student
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.student._perform(Call(self.name, args, kwargs)).value

    def vjp(self, *args: Any, cotangent: torch.Tensor | None = None, **kwargs: Any) -> Any:
        """Value and gradients: those of the arguments that require them, or None without graph.

        Args:
            cotangent: weights of the output's elements, of its shape; ones if absent
        """
        call = Call(self.name, args, kwargs, gradients=True, cotangent=cotangent)
        facts = self.student._perform(call)
        return facts.value, facts.gradients

    def arguments_after(self, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        """Value, and the arguments as the call left them: `[args, kwargs]`."""
        facts = self.student._perform(Call(self.name, args, kwargs, arguments=True))
        return facts.value, facts.arguments

    def watched(self, *args: Any, **kwargs: Any) -> tuple[Any, dict[str, str]]:
        """Value, and the uses of what the exercise forbids, by place: seen and read."""
        watch = self.student._exercise.forbids
        facts = self.student._perform(Call(self.name, args, kwargs, watch=watch))
        return facts.value, {**facts.called, **self.mentioned}

    @property
    def mentioned(self) -> dict[str, str]:
        """What the exercise forbids and the source names, by place."""
        return self.student._mentions.get(self.name, {})


class InPlace:
    """A subject in this very process: breakpoints work, nothing is confined."""

    def __init__(self, module: object) -> None:
        self.module = module

    def perform(self, call: Call) -> Facts:
        args, kwargs = copy.deepcopy((call.args, call.kwargs))
        call = msgspec.structs.replace(call, args=args, kwargs=kwargs)
        printed = io.StringIO()
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory()) if call.log else ""
            if call.record:
                stack.enter_context(contextlib.redirect_stdout(printed))
            try:
                facts = perform(self.module, call, folder)
            except Unwritten as error:
                raise NotWritten(str(error)) from None
        return msgspec.structs.replace(facts, output=printed.getvalue())


class Evidence:
    """The subject of a script or a text: every call is answered with what was left behind."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def perform(self, call: Call) -> Facts:
        if not (call.log or call.record):
            raise NotWritten(str(call.function))
        return self.facts


def calls_in(student: Student) -> list[Observed]:
    """The last calls that were made through this `student`, in order."""
    return [observed for _, observed in _numbered(student)]


def count(student: Student) -> int:
    """How many calls have been made through this `student`."""
    return student._count


def calls_since(student: Student, number: int) -> tuple[Observed, ...]:
    """The calls after the first `number`; none if they are no longer all remembered."""
    calls = tuple(observed for place, observed in _numbered(student) if place > number)
    return calls if len(calls) == student._count - number else ()


def remember(student: Student, calls: Iterable[Observed]) -> None:
    """Count calls as made through this `student`."""
    for observed in calls:
        student._remember(observed)


def subject_of(student: Student) -> Subject:
    return student._subject


def _numbered(student: Student) -> list[tuple[int, Observed]]:
    return sorted([*student._logs, *student._calls], key=lambda pair: pair[0])


def _target(function: Any) -> Any:
    return function.name if isinstance(function, Function) else function


def as_record(facts: Facts) -> Record:
    return Record(
        value=facts.value,
        output=facts.output,
        log=_log(facts),
        optimizers=facts.optimizers,
        unflushed=facts.unflushed,
        traces=facts.traces,
    )


def _log(facts: Facts) -> events.Log:
    """What the event files say; pictures that were saved beside them count as written there."""
    saved = {name: data for name, data in facts.files.items() if MARK not in name}
    log = events.read({n: d for n, d in facts.files.items() if n not in saved}, facts.refused)
    pictures = tuple(events.Picture("", name, 0, data) for name, data in saved.items())
    return msgspec.structs.replace(log, images=affordable((*log.images, *pictures)))
