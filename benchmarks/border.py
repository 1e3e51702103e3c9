"""A fresh confined worker, a call, a property, and the memory of an extra worker."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace

import hypothesis
import torch
from hypothesis import HealthCheck, given, settings

from grader import assert_close, tensors
from grader.authoring.student import InPlace, Student
from grader.model import Exercise, Text
from grader.sandbox.host import Sandbox
from grader.sandbox.perform import Call, Facts, Namespace
from grader.sandbox.remote import Limits, Worker

SOURCE = b"import torch\n\n\ndef softmax(x):\n    return torch.softmax(x, dim=-1)\n"
MODULE = SimpleNamespace(softmax=lambda x: torch.softmax(x, dim=-1))
EXERCISE = Exercise("week", "softmax", Text("", ""), ("softmax",), ())
LIMITS = Limits(seconds=600)


def main() -> None:
    """Print medians, and ratios of one run."""
    torch.set_num_threads(1)
    with Sandbox() as sandbox:
        print(f"tier {sandbox.ready().tier}")
        ready = _median(lambda: _first_answer(sandbox), 20)
        print(f"fresh worker until its first answer: {1e3 * ready:.1f} ms")
        worker = _loaded(sandbox)
        x = torch.rand(4, 5)
        call = _median(lambda: _call(worker, x), 1000)
        print(f"call with a small tensor: {1e6 * call:.0f} us")
        print(f"extra worker, private dirty: {_private_dirty(worker) / 1024:.1f} MiB")
        there = _property(_Far(worker))
        here = _property(InPlace(Namespace(MODULE)))
        pairs = [(_timed(there), _timed(here)) for _ in range(9)]
        ratio = statistics.median(far / near for far, near in pairs)
        print(f"100 examples, across the border against in one process: {ratio:.2f}")
        worker.close()


class _Far:
    """A subject over a bare worker."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def perform(self, call: Call) -> Facts:
        reply = self.worker.ask({"do": "call", "function": call.function, "args": call.args})
        return Facts(reply["facts"]["value"])


def _property(subject: InPlace | _Far) -> Callable[[], None]:
    student = Student(subject, EXERCISE)

    @settings(
        max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @hypothesis.seed(1)
    @given(x=tensors("rows cols"))
    def check(x: torch.Tensor) -> None:
        assert_close(student.softmax(x), torch.softmax(x.double(), dim=-1))

    return check


def _loaded(sandbox: Sandbox) -> Worker:
    worker = sandbox.worker(LIMITS)
    worker.ask(
        {"do": "load", "files": {"softmax.py": SOURCE}, "main": "softmax.py", "unwritten": []}
    )
    return worker


def _call(worker: Worker, x: torch.Tensor) -> None:
    worker.ask({"do": "call", "function": "softmax", "args": (x,)})


def _first_answer(sandbox: Sandbox) -> float:
    started = time.perf_counter()
    worker = _loaded(sandbox)
    _call(worker, torch.rand(2, 3))
    seconds = time.perf_counter() - started
    worker.close()
    return seconds


def _private_dirty(worker: Worker) -> int:
    """KiB that a live worker holds alone."""
    with open(f"/proc/self/fdinfo/{worker.handle}") as facts:
        pid = next(line.split()[1] for line in facts if line.startswith("Pid:"))
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        return next(int(line.split()[1]) for line in rollup if line.startswith("Private_Dirty"))


def _timed(function: Callable[[], None]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def _median(function: Callable[[], float | None], times: int) -> float:
    """Median of what the function says it took, or of what it took."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        said = function()
        found.append(time.perf_counter() - started if said is None else said)
    return statistics.median(found)


if __name__ == "__main__":
    main()
