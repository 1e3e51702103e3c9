"""Stand-ins for what a confined process cannot have, where honest code needs it."""

from __future__ import annotations

import multiprocessing
import queue
import threading
from typing import Any


def install() -> None:
    """Make tensorboardX do without shared memory: its writer stays within one process."""
    from tensorboardX import event_file_writer

    event_file_writer.multiprocessing = _OneProcess()


class _OneProcess:
    """The module `multiprocessing` with queues and locks of the `threading` kind."""

    Lock = staticmethod(threading.Lock)

    @staticmethod
    def Queue(maxsize: int = 0) -> _Queue:  # noqa: N802 - the name of what it stands in for
        return _Queue(maxsize)

    def __getattr__(self, name: str) -> Any:
        return getattr(multiprocessing, name)


class _Queue(queue.Queue[Any]):
    def close(self) -> None:
        """Nothing to give back."""
