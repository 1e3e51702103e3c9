"""One worker, seen from the grader: ask it, take what it prints, end it.

A worker is always ended here, by its process handle: by a limit that ran out, by an
answer that breaks the rules of the wire, or when its exercise is done.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import msgspec

from grader.model import Outcome
from grader.sandbox import scratch

MAX_OUTPUT = 64 << 10
CHUNK = 1 << 16
WATCH_SECONDS = 0.2
PAUSE = 20
"""How many times as long as a look at the scratch folder took until the next."""
GREET_SECONDS = 30.0
END_SECONDS = 5.0
HEAD_SECONDS = 2 / (1 << 20)
BODY_SECONDS = 0.1 / (1 << 20)
"""What a byte of a reply costs at most to decode and to look at."""


class Broken(BaseException):
    """The sandbox itself failed: never the student's fault; no check can go on."""


class Gone(Exception):
    """A worker ended before it answered."""

    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome = outcome
        self.detail = detail


Raw = tuple[bytes, bytearray]
"""Head and body of a reply, not yet decoded."""
MAX_AHEAD = 8
MAX_AHEAD_BYTES = 1 << 15
"""Questions, and their bytes, that may wait in the channel while an earlier one is answered."""
KILLED = "SIGKILL"
"""The detail of a death that may be the machine's doing, such as of its out-of-memory killer."""


class Limits(msgspec.Struct, frozen=True):
    """What a worker may use in all its life."""

    seconds: int = 10
    """CPU time; waiting may take three times as long."""
    megabytes: int = 1024
    disk_megabytes: int = 64

    @property
    def patience(self) -> float:
        """Wall time in seconds that the grader waits for answers, in sum."""
        return 3.0 * self.seconds


class Obituary(msgspec.Struct, frozen=True):
    """How a process ended, as the kernel tells its parent: wait status and CPU seconds."""

    status: int
    seconds: float


class Packed(msgspec.Struct, frozen=True):
    """A request in the bytes that cross the border, but for its number."""

    head: bytes
    body: bytes

    @property
    def size(self) -> int:
        return len(self.head) + len(self.body)

    def numbered(self, number: int) -> bytes:
        from grader.sandbox import wire

        return wire.numbered(self.head, number) + self.body


def packed(request: dict[str, Any]) -> Packed:
    """A request as it crosses the border: equal bytes ask for the same."""
    from grader.sandbox import carry, wire

    head, buffers = wire.pack(request, carry.dump)
    return Packed(head, b"".join(buffers))


class Worker:
    """One confined process that answers for one exercise of one submission."""

    def __init__(
        self,
        handle: int,
        channel: socket.socket,
        output: int,
        folder: Path | None,
        limits: Limits,
        bury: Callable[[], Obituary],
    ) -> None:
        self.bury = bury
        self.handle = handle
        self.channel = channel
        self.pipe = output
        self.folder = folder
        self.limits = limits
        self.patience = limits.patience
        self.printed = bytearray()
        self.dropped = 0
        self.alive = True
        self.cpu = 0.0
        """CPU seconds that it has taken, once it has ended."""
        self.peak = 0
        """Bytes of address space that it had at most, once it has been ended."""
        self.pipe_open = True
        self.greeted = False
        self.deadline = 0.0
        self.starved = _own_waiting()
        """Seconds of waiting for a processor that are accounted for."""
        self.next_watch = 0.0
        self.received = bytearray()
        self.owed: deque[tuple[int, int]] = deque()
        """Number and size of each question that has had no reply."""
        channel.setblocking(False)
        os.set_blocking(output, False)
        self.poll = select.poll()
        self.poll.register(channel, select.POLLIN)
        self.poll.register(output, select.POLLIN)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and wait for its reply; replies still owed are of no interest.

        Raises:
            Gone: the worker ended, ran out of a limit, or broke the rules of the wire.
            Broken: it could not confine itself, so nothing of the student's has run.
            wire.TooLarge: the request does not fit into a frame (a fault of ours).
        """
        return self.read(self.exchange(packed(request)))

    def exchange(self, question: Packed) -> Raw:
        """Send a question and wait for its reply, not yet decoded. Raises like `ask`."""
        self.catch_up()
        self.tell(question)
        return self.hear()

    def catch_up(self) -> None:
        """Let the replies that are owed go by; raises Gone."""
        while self.owed:
            self.hear()

    def room_for(self, question: Packed) -> bool:
        """Whether a question can be sent before the replies still owed have come.

        What the channel holds unread must never make both sides wait for each other.
        """
        ahead = sum(size for _, size in self.owed) + question.size
        return not self.owed or (len(self.owed) < MAX_AHEAD and ahead <= MAX_AHEAD_BYTES)

    def tell(self, question: Packed) -> None:
        """Send a question; replies are heard in the order of the questions. Raises like `ask`."""
        from grader.sandbox import wire

        if not self.alive:
            raise Gone(Outcome.DIED, "the process has already ended")
        if not self.greeted:
            self._greet()
        number = secrets.randbits(62)
        with self._patiently():
            if self.received and not self.owed:
                raise wire.Violation("bytes that answer no question")
            try:
                self._write(question.numbered(number))
            except ConnectionError:
                if not self.owed:
                    raise
                # it has ended at an earlier question; what it said before can still be heard
        self.owed.append((number, question.size))

    def hear(self) -> Raw:
        """The reply to the earliest question that has none yet; raises Gone."""
        from grader.sandbox import wire

        if not self.alive:
            raise Gone(Outcome.DIED, "the process has already ended")
        with self._patiently():
            number, head, body = self._read_frame()
            if number != self.owed.popleft()[0]:
                raise wire.Violation("a reply that answers no question")
        # the grader's own work on a large reply counts as the student's waiting
        self.patience -= len(head) * HEAD_SECONDS + len(body) * BODY_SECONDS
        return head, body

    def read(self, raw: Raw) -> dict[str, Any]:
        """The values of a reply; raises Gone where an honest worker would not have sent it."""
        from grader.sandbox import wire

        started = time.monotonic()
        try:
            reply = wire.unpack(*raw)
            if type(reply) is not dict:
                raise wire.Violation("a reply that says nothing")
        except wire.Violation as error:
            raise self._end(Outcome.DIED, f"wire: {error}") from None
        finally:
            self.patience -= time.monotonic() - started
        return cast(dict[str, Any], reply)

    @contextlib.contextmanager
    def _patiently(self) -> Iterator[None]:
        """What is waited for in here is the student's time; whatever goes wrong ends the worker."""
        from grader.sandbox import wire

        started = time.monotonic()
        self.deadline = started + self.patience
        self._watch_scratch()
        try:
            yield
        except wire.Violation as error:
            raise self._end(Outcome.DIED, f"wire: {error}") from None
        except (EOFError, ConnectionError, BrokenPipeError):
            raise self._end(None, "") from None
        finally:
            self.patience -= time.monotonic() - started

    def take_output(self) -> str:
        """What was printed since the last time, cut at a cap."""
        if self.alive:
            self._drain()
        text = self.printed.decode("utf-8", "replace")
        if self.dropped:
            text += f"\n… (+{self.dropped} bytes)"
        self.printed.clear()
        self.dropped = 0
        return text

    def has_ended(self, seconds: float = 0) -> bool:
        """Whether the process has ended, or does so within a time."""
        ended = select.poll()
        ended.register(self.handle, select.POLLIN)
        return bool(ended.poll(1000 * seconds))

    def close(self) -> None:
        """End the process and forget what it wrote; may be called again."""
        if self.alive:
            self.kill()
            self.cpu = self.bury().seconds

    def _greet(self) -> None:
        """Read the first frame, which a worker sends when it has confined itself.

        Waiting for it is not the student's: nothing of theirs has run.
        """
        self.deadline = time.monotonic() + GREET_SECONDS
        try:
            self._read_frame()
        except (EOFError, ConnectionError, Gone):
            self.close()
            reason = self.printed.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise Broken(f"a worker could not be confined: {reason}") from None
        self.greeted = True
        self.starved = self._waited()

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self.channel.send(view) :]
            except BlockingIOError:
                self.poll.modify(self.channel, select.POLLIN | select.POLLOUT)
                self._wait(lambda events: bool(events & (select.POLLOUT | select.POLLHUP)))
                self.poll.modify(self.channel, select.POLLIN)

    def _read_frame(self) -> tuple[int, bytes, bytearray]:
        from grader.sandbox import wire

        number, head, body = wire.measure(bytes(self._exactly(wire.HEADER.size)))
        return number, bytes(self._exactly(head)), self._exactly(body)

    def _exactly(self, size: int) -> bytearray:
        """The next bytes; what came with them is kept for the next reading."""
        while len(self.received) < size:
            try:
                chunk = self.channel.recv(max(size - len(self.received), CHUNK))
            except BlockingIOError:
                self._wait(lambda events: bool(events & (select.POLLIN | select.POLLHUP)))
                continue
            if not chunk:
                raise EOFError
            self.received += chunk
        data = self.received[:size]
        del self.received[:size]
        return data

    def _wait(self, done: Callable[[int], bool]) -> None:
        """Wait for the channel; meanwhile take what is printed and watch the limits."""
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0:
                left += self._starved()
            if left <= 0:
                raise self._end(Outcome.TIMED_OUT, "")
            events = dict(self.poll.poll(1000 * min(left, WATCH_SECONDS)))
            if self.pipe in events:
                self._drain()
            if done(events.get(self.channel.fileno(), 0)):
                return
            self._watch_scratch()

    def _starved(self) -> float:
        """Seconds since the last look that it, or the grader, was ready and had no processor.

        A crowded machine makes nobody late. Its own threads share one limit of CPU time.
        """
        starved = max(0.0, self._waited() - self.starved)
        self.starved += starved
        self.deadline += starved
        self.patience += starved
        return starved

    def _waited(self) -> float:
        return _waited(self._said_of_it("schedstat")) + _own_waiting()

    def _peak(self) -> int:
        found = re.search(r"^VmPeak:\s*(\d+) kB$", self._said_of_it("status"), re.MULTILINE)
        return int(found[1]) << 10 if found else 0

    def _said_of_it(self, name: str) -> str:
        """A file of /proc about the process; empty where there is none."""
        try:
            facts = Path(f"/proc/self/fdinfo/{self.handle}").read_text()
            (number,) = re.findall(r"^Pid:\s*(\d+)$", facts, re.MULTILINE)
            return Path(f"/proc/{number}/{name}").read_text()
        except (OSError, ValueError):
            return ""

    def _drain(self) -> None:
        for _ in range(1024):
            try:
                chunk = os.read(self.pipe, 1 << 16)
            except BlockingIOError:
                return
            if not chunk:
                if self.pipe_open:
                    self.poll.unregister(self.pipe)
                self.pipe_open = False
                return
            room = MAX_OUTPUT - len(self.printed)
            self.printed += chunk[:room]
            self.dropped += max(0, len(chunk) - room)

    def _watch_scratch(self) -> None:
        started = time.monotonic()
        if self.folder is None or started < self.next_watch:
            return
        limit = self.limits.disk_megabytes << 20
        full = scratch.usage(self.folder, limit) > limit
        # a look at few files is cheap, and is had often
        pause = min(WATCH_SECONDS, PAUSE * (time.monotonic() - started))
        self.next_watch = started + pause
        if full:
            detail = f"{self.limits.disk_megabytes} MiB on disk"
            raise self._end(Outcome.REFUSED, detail)

    def _end(self, outcome: Outcome | None, detail: str) -> Gone:
        if not self.alive:
            return Gone(Outcome.DIED, detail)
        self.kill()
        obituary = self.bury()
        self.cpu = obituary.seconds
        if outcome is not None:
            return Gone(outcome, detail)
        return self._cause(obituary.status, obituary.seconds)

    def _cause(self, status: int, seconds: float) -> Gone:
        number = status & 0x7F
        spent = seconds >= 0.9 * self.limits.seconds
        if number == signal.SIGXCPU or (number == signal.SIGKILL and spent):
            return Gone(Outcome.TIMED_OUT)
        if number == signal.SIGSYS:
            return Gone(Outcome.REFUSED, "SIGSYS")
        if number:
            known = number in {one.value for one in signal.Signals}
            return Gone(Outcome.DIED, signal.Signals(number).name if known else f"signal {number}")
        return Gone(Outcome.DIED, f"exit {status >> 8}")

    def kill(self) -> None:
        """End the process, whatever it is doing, and remove its folder."""
        self.alive = False
        self.peak = self._peak()
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        self.has_ended(END_SECONDS)
        self._drain()
        self.channel.close()
        os.close(self.pipe)
        os.close(self.handle)
        if self.folder is not None:
            scratch.remove(self.folder)


def _waited(schedstat: str) -> float:
    """Seconds of waiting for a processor; 0 where the kernel does not count them."""
    fields = schedstat.split()
    return int(fields[1]) / 1e9 if len(fields) == 3 else 0.0


def _own_waiting() -> float:
    try:
        return _waited(Path("/proc/thread-self/schedstat").read_text())
    except OSError:
        return 0.0
