"""The same work as `batch`, on a Dask scheduler: each of its workers keeps a judge warm.

Dask gives a task whose worker died to another; the gradebook holds each student of a run
once, whoever graded it in the end.
"""

from __future__ import annotations

import contextlib
import threading
import time
from asyncio import CancelledError
from collections.abc import Iterator
from typing import Any

from distributed import Client, LocalCluster, WorkerPlugin, get_worker, wait

from grader import words
from grader.classroom.judges import Done, Judge, NoJudge, Order, Show, Task, Unfinished
from grader.model import Report

AHEAD = 2
"""Tasks for each thread of the cluster that are given out at a time."""


class _Judges(WorkerPlugin):  # type: ignore[misc]
    """One judge for each worker of the cluster, started with its first task."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.name = f"grader {order.conditions}"

    def setup(self, **_: Any) -> None:
        self.judge: Judge | None = None
        self.lock = threading.Lock()

    def teardown(self, **_: Any) -> None:
        if self.judge is not None:
            self.judge.close()

    def grade(self, task: Task) -> Report | Unfinished:
        with self.lock:
            if self.judge is None:
                self.judge = Judge(self.order)
            result = self.judge.grade(task)
            if isinstance(result, Unfinished):
                self.judge.close()
                self.judge = None
        return result


def grade(order: Order, tasks: Iterator[Task], done: Done, show: Show, place: str) -> None:
    """Grade all tasks on the scheduler at `place`, "tcp://…", or on "local:N" workers here.

    Raises:
        NoJudge: there is no scheduler, or no worker comes.
        KeyboardInterrupt: as it came; what was in flight is lost.
    """
    with contextlib.ExitStack() as stack:
        client = _client(stack, place)
        judges = _Judges(order)
        client.register_plugin(judges)
        stack.callback(client.unregister_worker_plugin, judges.name)
        flying: dict[Any, tuple[Task, int, float]] = {}

        def send(task: Task, tries: int) -> None:
            show(task.name, "")
            future = client.submit(_grade, judges.name, task, pure=False)
            flying[future] = task, tries, time.perf_counter()

        more = True
        while more or flying:
            while more and len(flying) < AHEAD * max(1, sum(client.nthreads().values())):
                task = next(tasks, None)
                more = task is not None
                if task is not None:
                    send(task, 1)
            if not flying:
                break
            try:
                finished = wait(list(flying), return_when="FIRST_COMPLETED").done
            except (OSError, TimeoutError, CancelledError) as error:
                raise NoJudge(words.NO_CLUSTER.format(place=place, error=error)) from None
            for future in finished:
                task, tries, started = flying.pop(future)
                result = _result(future)
                if isinstance(result, Unfinished) and tries < 2:
                    send(task, tries + 1)
                else:
                    done(task, result, time.perf_counter() - started)


def _client(stack: contextlib.ExitStack, place: str) -> Client:
    try:
        address: Any = place
        if place.startswith("local:"):
            count = int(place.removeprefix("local:"))
            cluster = LocalCluster(
                n_workers=count, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
            )
            address = stack.enter_context(cluster)
        return stack.enter_context(Client(address, timeout=30))
    except (OSError, ValueError, TimeoutError) as error:
        raise NoJudge(words.NO_CLUSTER.format(place=place, error=error)) from None


def _grade(name: str, task: Task) -> Report | Unfinished:
    """On a worker of the cluster."""
    judges: _Judges = get_worker().plugins[name]
    return judges.grade(task)


def _result(future: Any) -> Report | Unfinished:
    try:
        result: Report | Unfinished = future.result()
    except Exception as error:  # its workers died once too often, or Dask itself failed
        said = str(error).partition("\n")[0]
        return Unfinished(words.BROKEN_SANDBOX.format(error=said))
    return result
