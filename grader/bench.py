"""An answer on the bench: loaded in a worker, or run there as a script; called by properties.

Here the border is crossed: what goes in are calls, what comes out are facts.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from grader import notebook
from grader.authoring.errors import NotWritten, Stopped, student_error
from grader.authoring.student import Mentions
from grader.model import Answer, Exercise, Outcome
from grader.sandbox.faults import Fault
from grader.sandbox.host import Sandbox
from grader.sandbox.perform import Call, Facts
from grader.sandbox.remote import KILLED, Gone, Limits, Packed, Raw, Worker, packed

_SYNTAX_PLACE = re.compile(r"\([^()]*, line (\d{1,9})\)$")


class Exchange:
    """The calls of one example as they crossed the border, with the replies."""

    def __init__(self) -> None:
        self.questions: list[Packed] = []
        self.foreseeable = True
        """Whether every call brought back values, and no more than values.

        Files bear the time, and in what was printed or used the source has a say.
        """
        self.replies = hashlib.sha256()

    def note(self, asked: Packed, reply: Raw) -> None:
        self.questions.append(asked)
        for part in reply:
            self.replies.update(len(part).to_bytes(8))
            self.replies.update(part)

    def digest(self) -> bytes:
        """What tells these replies from any others."""
        return self.replies.digest()


class Bench:
    """A worker with an answer loaded, replaced when it dies: the subject of `student`."""

    def __init__(self, sandbox: Sandbox, exercise: Exercise, answer: Answer) -> None:
        self.sandbox = sandbox
        self.exercise = exercise
        self.answer = answer
        self.worker = self._worker()
        self.cpu = 0.0
        """CPU seconds of the workers that have ended."""
        self.memory = 0
        """Bytes that one of them had at most for itself."""
        self.unwritten: list[str] = []
        self.mentions: Mentions = {}
        self.exchange = Exchange()
        """What has crossed the border since the last `begin`."""
        self.ahead: deque[tuple[Packed, Raw | Gone]] | None = None
        """The calls of an example whose replies have come before they were made."""

    def close(self) -> None:
        self.worker.close()
        self.cpu += self.worker.cpu
        self.memory = max(self.memory, self.worker.peak - self.sandbox.base)

    def read(self) -> dict[str, Any]:
        """What the main file says, without running it."""
        exercise, main = self.exercise, self.answer.main
        request = {"do": "read", "source": self.answer.files[main], "name": main}
        more = {"forbids": exercise.forbids, "functions": exercise.functions}
        facts = self.worker.ask({**request, **more})
        if "fault" in facts:  # such as more definitions than fit into a frame
            raise Gone(Outcome.DIED, "the source could not be read")
        self.mentions = facts["mentions"]
        return facts

    def load(self, unwritten: list[str]) -> Facts:
        """Import the answer; raises what its top level raises, or Gone.

        A file of any name may go on as a script: the fault that ends it then is a fact.
        """
        self.unwritten = unwritten
        request = {"do": "load", "files": self.answer.files, "main": self.answer.main}
        more = {"unwritten": unwritten, "script": self.answer.shared}
        return _facts(self.worker.ask({**request, **more}), self.answer)

    def revive(self) -> None:
        """A fresh worker with the answer loaded, after the last one has died."""
        if not self.worker.alive:
            self.renew()
            self.load(self.unwritten)

    def renew(self) -> None:
        """A fresh worker in place of the last, which may take what that has left of the time."""
        self.close()
        left, self.worker = self.worker.patience, self._worker()
        self.worker.patience = left

    def begin(self) -> Exchange:
        """What will cross the border from now on, until the next is begun."""
        self.exchange = Exchange()
        return self.exchange

    def perform(self, call: Call) -> Facts:
        """Perform a call across the border; see `authoring.student.Subject`."""
        asked = _question(call)
        try:
            reply = self._foreseen(asked)
            if reply is None:
                self.worker.take_output()
                reply = self.worker.exchange(asked)
            self.exchange.note(asked, reply)
            if call.log or call.record or call.watch:
                self.exchange.foreseeable = False
            facts = _facts(self.worker.read(reply), self.answer)
        except Gone as gone:
            self.exchange.foreseeable = False
            raise Stopped(gone.outcome, gone.detail) from None
        if call.record:
            facts = msgspec.structs.replace(facts, output=self.worker.take_output())
        return facts

    def foresee(self, examples: Sequence[Sequence[Packed]]) -> Iterator[bytes]:
        """Ask the calls of one example after another ahead of time, until another call is made.

        For each the digest of its replies; empty if not all of them have come.

        The first call of an example goes over the border before those of earlier examples have
        been answered. No other does: its arguments may hold what an earlier answer should be.
        """
        waiting = deque((one, place == 0) for calls in examples for place, one in enumerate(calls))

        def send() -> None:
            while waiting and self.worker.room_for(waiting[0][0]):
                one, first = waiting[0]
                if self.worker.owed and not first:
                    return
                self.worker.tell(one)
                waiting.popleft()

        try:
            for calls in examples:
                self.ahead, exchange = deque(), Exchange()
                digest = b""
                try:
                    for one in calls:
                        send()
                        reply = self.worker.hear()
                        self.ahead.append((one, reply))
                        exchange.note(one, reply)
                    digest = exchange.digest()
                except Gone as gone:
                    self.ahead.append((one, gone))
                yield digest
                if self.ahead is None:
                    return
        finally:
            self._look_no_further()

    def _foreseen(self, asked: Packed) -> Raw | None:
        """The reply to a call that was asked ahead; None, and no more are, if it was another."""
        if self.ahead is None:
            return None
        if self.ahead:
            foreseen, reply = self.ahead.popleft()
            if foreseen == asked:
                if isinstance(reply, Gone):
                    raise reply
                return reply
        self._look_no_further()
        return None

    def _look_no_further(self) -> None:
        """Let go of what was asked ahead; if that has ended the worker, nobody is to pay for it."""
        if self.ahead is None:
            return
        self.ahead = None
        patience = self.worker.patience
        with contextlib.suppress(Gone):
            self.worker.catch_up()
        if not self.worker.alive:
            self.renew()
            self.worker.patience = patience
            try:
                self.load(self.unwritten)
            except (Exception, NotWritten):
                self.worker.close()

    def _worker(self) -> Worker:
        return _worker(self.sandbox, self.exercise)


def run_script(sandbox: Sandbox, exercise: Exercise, answer: Answer) -> Facts | Gone:
    """Run a file once, by path, in a worker of its own: what it left behind, or how it ended.

    Raises:
        Broken: the sandbox failed.
    """
    (left,) = run_copies(sandbox, exercise, answer, [()])
    return left


def run_copies(
    sandbox: Sandbox, exercise: Exercise, answer: Answer, copies: Sequence[Sequence[int]]
) -> Iterator[Facts | Gone]:
    """Run copies of a file, which together may make the grader wait no longer than one.

    In each the switches `flag = 0` of the lines given for it are turned on.

    Raises:
        Broken: the sandbox failed.
    """
    patience = None
    for switched in copies:
        left: Facts | Gone = Gone(Outcome.DIED, KILLED)
        for _ in range(2):  # what the machine has killed begins once more
            if isinstance(left, Gone) and left.detail == KILLED:
                worker = _worker(sandbox, exercise)
                worker.patience = worker.patience if patience is None else patience
                left = _run_script(worker, answer, switched)
                patience = worker.patience
        yield left


def _run_script(worker: Worker, answer: Answer, switched: Sequence[int]) -> Facts | Gone:
    try:
        request = {"do": "script", "files": answer.files, "main": answer.main}
        reply = worker.ask({**request, "switched": list(switched)})
        facts = _facts(reply, answer)
        # event files that were handed in say nothing about this run
        files = {
            name: content
            for name, content in facts.files.items()
            if content != answer.files.get(name)
        }
        return msgspec.structs.replace(facts, files=files, output=worker.take_output())
    except Gone as gone:
        return gone
    finally:
        worker.close()


def _worker(sandbox: Sandbox, exercise: Exercise) -> Worker:
    return sandbox.worker(Limits(seconds=exercise.seconds, megabytes=exercise.megabytes))


def _facts(reply: dict[str, Any], answer: Answer) -> Facts:
    """The facts of a reply; raises NotWritten or a StudentError for a fault.

    Raises:
        Gone: the reply is not what a worker of ours sends.
    """
    try:
        if "fault" in reply:
            fault = _in_cells(msgspec.convert(reply["fault"], Fault), answer)
        else:
            facts = msgspec.convert(reply.get("facts", {}), Facts)
            if facts.fault is None:
                return facts
            return msgspec.structs.replace(facts, fault=_in_cells(facts.fault, answer))
    except msgspec.ValidationError as error:
        raise Gone(Outcome.DIED, f"wire: {error}") from None
    if not fault.types:
        raise Gone(Outcome.DIED, "wire: a fault without a type")
    if fault.unwritten:
        raise NotWritten(fault.text)
    raise student_error(fault)


def _in_cells(fault: Fault, answer: Answer) -> Fault:
    """The same fault, with places in a notebook by cell and line of the cell."""

    def said(found: re.Match[str]) -> str:
        file, line = position(answer, answer.main, int(found[1]))
        return f"({file}, line {line})"

    frames = [(*position(answer, file, line), function) for file, line, function in fault.frames]
    text = fault.text
    if answer.main.endswith(notebook.SUFFIX) and "SyntaxError" in fault.types:
        text = _SYNTAX_PLACE.sub(said, text)
    return msgspec.structs.replace(fault, frames=frames, text=text)


def position(answer: Answer, file: str, line: int) -> tuple[str, int]:
    """File and line; of a notebook the cell, counted through all cells, and its line."""
    if not file.endswith(notebook.SUFFIX) or file not in answer.files:
        return file, line
    cell, line = notebook.place(answer.files[file], line)
    return f"{file}:cell {cell}", line


def _question(call: Call) -> Packed:
    """A call as it goes to a worker."""
    return packed({"do": "call", **{name: getattr(call, name) for name in call.__struct_fields__}})
