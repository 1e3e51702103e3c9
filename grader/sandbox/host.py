"""The grader's side of the border: start a zygote, ask workers, end them.

A worker is always ended here, by its process handle: by a limit that ran out, by an
answer that breaks the rules of the wire, or when its exercise is done.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from grader.model import Isolation, Outcome, Text
from grader.sandbox import tiers

START_SECONDS = 180
SPAWN_SECONDS = 30
MAX_OUTPUT = 64 << 10
MAX_MESSAGE = 1 << 16
MAX_SCRATCH_ENTRIES = 4_000
WATCH_SECONDS = 0.2
TIERS = ("full", "A", "B", "process")


class Unavailable(Exception):
    """The isolation asked for cannot be had on this machine."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Broken(Exception):
    """The sandbox itself failed: never the student's fault."""


class Gone(Exception):
    """A worker ended before it answered."""

    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome = outcome
        self.detail = detail


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


class Sandbox:
    """A zygote and its workers; a context manager.

    `isolation` is "full" (tier A, else B), "A", "B" or "process". No worker may read the
    grader's package, the installed reference or the `course`, wherever they lie.

    Raises:
        Unavailable: on `ready`, if the machine cannot give the isolation.
        Broken: the zygote did not start or has died.
    """

    def __init__(self, isolation: str = "full", course: Path | None = None) -> None:
        if isolation not in TIERS:
            raise ValueError(f"isolation must be one of {TIERS}, not {isolation!r}")
        self.asked = isolation
        self.holes = tiers.secrets(course)
        self.folder = Path(tempfile.mkdtemp(prefix="grader-"))
        self.folder.chmod(0o711)
        self.ended: dict[int, dict[str, Any]] = {}
        self.living: set[Worker] = set()
        self.count = 0
        self.base = 0
        self.isolation: Isolation | None = None
        self.uid = tiers.spare_user() if isolation != "process" else None
        self._start(namespaces=isolation in {"full", "A"} and tiers.bubblewrap() is not None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and with it every worker; remove what they wrote."""
        for worker in list(self.living):
            worker.kill()
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.errors.close()
        remove(self.folder)

    def ready(self) -> Isolation:
        """Wait until the zygote is warm; the isolation that it gives."""
        if self.isolation is None:
            message = self._listen(START_SECONDS)
            self.base = message["base"]
            self.common = self._common_rules()
            self.isolation = tiers.describe(self.tier, self.landlock, self.uid is not None)
            if self.tier != "process":
                self._prove()
        return self.isolation

    def worker(self, limits: Limits) -> Worker:
        """A fresh worker, confined before it has read anything of a student's."""
        self.ready()
        self.count += 1
        number = self.count
        scratch = self._scratch(number)
        rules = self._rules(limits, scratch)
        here, there = socket.socketpair()
        output, far_output = os.pipe()
        try:
            request = json.dumps({"worker": number, "rules": rules}).encode()
            socket.send_fds(self.control, [request], [there.fileno(), far_output])
            handle = self._born(number)
        except OSError as error:
            raise Broken(f"the zygote has gone: {error}") from error
        finally:
            there.close()
            os.close(far_output)
        worker = Worker(self, number, handle, here, output, scratch, limits)
        self.living.add(worker)
        return worker

    def obituary(self, number: int) -> dict[str, Any]:
        """How a worker ended: exit status and CPU seconds, as the kernel tells the zygote."""
        while number not in self.ended:
            self._listen(SPAWN_SECONDS)
        return self.ended.pop(number)

    def _prove(self) -> None:
        """Let a worker attack; whatever succeeds makes the isolation unavailable."""
        canary = self.folder / "canary"
        canary.touch(mode=0o666)
        found = [hole / name for hole in self.holes for name in ("__init__.py", "course.toml")]
        canaries = [str(canary), *(str(file) for file in found if file.exists())]
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            worker = self.worker(Limits())
            try:
                reply = worker.ask({"do": "attempt", "canaries": canaries, "port": port})
            except Gone as gone:
                raise Broken(f"the self-test ended: {gone}") from gone
            finally:
                worker.close()
        if reply.get("succeeded") != []:
            self.close()
            raise Unavailable(_leaky(reply.get("succeeded")))

    def _start(self, namespaces: bool) -> None:
        self.control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the sandbox
        self.process = subprocess.Popen(
            tiers.command(namespaces, self.holes),
            stdin=far.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=self.errors,
            env=tiers.ENVIRONMENT,
            cwd="/",
        )
        far.close()
        scratch = tiers.FAR_SCRATCH if namespaces else str(self.folder)
        self._tell({"namespaces": namespaces, "scratch": scratch})
        try:
            layers = self._listen(START_SECONDS)
        except Broken:
            if namespaces and self.asked == "full":
                self._restart_without_namespaces()
                return
            raise
        self._settle(layers, namespaces)

    def _settle(self, layers: dict[str, Any], namespaces: bool) -> None:
        self.landlock = int(layers["landlock"])
        if namespaces and not layers["namespaces"] and self.asked == "full":
            self._restart_without_namespaces()
            return
        tier = "A" if layers["namespaces"] else "B"
        if self.asked == "process":
            tier = "process"
        complete = layers["seccomp"] and (self.landlock or tier == "A")
        if tier != "process" and (not complete or (self.asked == "A" and tier != "A")):
            self._tell(False)
            self.close()
            raise Unavailable(_missing(layers, self.asked))
        self.tier = tier
        self._tell(True)

    def _restart_without_namespaces(self) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.errors.close()
        self._start(namespaces=False)

    def _rules(self, limits: Limits, scratch: Path | None) -> dict[str, Any]:
        return {
            **self.common,
            "scratch": str(scratch) if scratch else tiers.FAR_SCRATCH,
            "seconds": limits.seconds,
            "memory": limits.megabytes << 20,
            "disk": limits.disk_megabytes << 20,
        }

    def _common_rules(self) -> dict[str, Any]:
        """What all workers of this sandbox may and may not."""
        confined = self.tier != "process"
        counted = self.uid is not None or self.tier == "A"
        return {
            "readable": tiers.readable(self.holes) if confined else [],
            "base": self.base,
            "processes": 64 if counted and confined else -1,
            "namespaces": self.tier == "A",
            "landlock": self.landlock if confined else 0,
            "seccomp": confined,
            "uid": self.uid,
            "search": self.uid is not None and self.tier == "B" and tiers.closed_to_others(),
        }

    def _scratch(self, number: int) -> Path | None:
        if self.tier == "A":
            return None
        scratch = self.folder / str(number)
        scratch.mkdir(mode=0o700)
        if self.uid is not None:
            os.chown(scratch, self.uid, self.uid)
        return scratch

    def _born(self, number: int) -> int:
        while True:
            message, handles = self._receive(SPAWN_SECONDS)
            if message.get("worker") == number:
                return handles[0]

    def _listen(self, seconds: float) -> dict[str, Any]:
        message, _ = self._receive(seconds)
        return message

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        self.control.settimeout(seconds)
        try:
            raw, handles, _, _ = socket.recv_fds(self.control, MAX_MESSAGE, 1)
        except (TimeoutError, OSError) as error:
            raise Broken(f"no word from the zygote: {error}") from error
        if not raw:
            raise Broken(f"the zygote ended: {self._complaint()}")
        message: dict[str, Any] = json.loads(raw)
        if "ended" in message:
            self.ended[message["ended"]] = message
        return message, handles

    def _tell(self, message: object) -> None:
        try:
            self.control.send(json.dumps(message).encode())
        except OSError as error:
            raise Broken(f"the zygote ended: {self._complaint()}") from error

    def _complaint(self) -> str:
        self.errors.seek(0)
        return self.errors.read()[-2000:].decode("utf-8", "replace").strip()


class Worker:
    """One confined process that answers for one exercise of one submission."""

    def __init__(
        self,
        sandbox: Sandbox,
        number: int,
        handle: int,
        channel: socket.socket,
        output: int,
        scratch: Path | None,
        limits: Limits,
    ) -> None:
        self.sandbox = sandbox
        self.number = number
        self.handle = handle
        self.channel = channel
        self.pipe = output
        self.scratch = scratch
        self.limits = limits
        self.patience = limits.patience
        self.printed = bytearray()
        self.dropped = 0
        self.alive = True
        self.pipe_open = True
        self.greeted = False
        self.received = bytearray()
        channel.setblocking(False)
        os.set_blocking(output, False)
        self.poll = select.poll()
        self.poll.register(channel, select.POLLIN)
        self.poll.register(output, select.POLLIN)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and wait for its reply.

        Raises:
            Gone: the worker ended, ran out of a limit, or broke the rules of the wire.
            Broken: it could not confine itself, so nothing of the student's has run.
            wire.TooLarge: the request does not fit into a frame (a fault of ours).
        """
        from grader.sandbox import carry, wire

        if not self.alive:
            raise Gone(Outcome.DIED, "the process has already ended")
        identity = secrets.randbits(62)
        head, buffers = wire.pack({**request, "id": identity}, carry.dump)
        started = time.monotonic()
        try:
            if self.received:
                raise wire.Violation("bytes that answer no question")
            self._write(b"".join([head, *buffers]))
            if not self.greeted:
                self._greet()
            reply = wire.unpack(*self._read_frame())
            if type(reply) is not dict or reply.pop("id", None) != identity:
                raise wire.Violation("a reply that answers no question")
            return reply
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

    def close(self) -> None:
        """End the process and forget what it wrote; may be called again."""
        if self.alive:
            self.kill()
            self.sandbox.obituary(self.number)

    def _greet(self) -> None:
        """Read the first frame, which a worker sends when it has confined itself."""
        try:
            self._read_frame()
        except (EOFError, ConnectionError):
            self.kill()
            self.sandbox.obituary(self.number)
            text = self.printed.decode("utf-8", "replace")
            raise Broken(f"a worker could not be confined: {text}") from None
        self.greeted = True

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self.channel.send(view) :]
            except BlockingIOError:
                self.poll.modify(self.channel, select.POLLIN | select.POLLOUT)
                self._wait(lambda events: bool(events & (select.POLLOUT | select.POLLHUP)))
                self.poll.modify(self.channel, select.POLLIN)

    def _read_frame(self) -> tuple[bytes, bytearray]:
        from grader.sandbox import wire

        head, body = wire.measure(bytes(self._exactly(wire.HEADER.size)))
        return bytes(self._exactly(head)), self._exactly(body)

    def _exactly(self, size: int) -> bytearray:
        """The next bytes; what came with them is kept for the next reading."""
        while len(self.received) < size:
            try:
                chunk = self.channel.recv(max(size - len(self.received), MAX_MESSAGE))
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
        end = time.monotonic() + self.patience
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise self._end(Outcome.TIMED_OUT, "")
            events = dict(self.poll.poll(1000 * min(left, WATCH_SECONDS)))
            if self.pipe in events:
                self._drain()
            if done(events.get(self.channel.fileno(), 0)):
                return
            if not events:
                self._watch_scratch()

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
        if self.scratch is None:
            return
        limit = self.limits.disk_megabytes << 20
        if usage(self.scratch, limit) > limit:
            detail = f"{self.limits.disk_megabytes} MiB on disk"
            raise self._end(Outcome.REFUSED, detail)

    def _end(self, outcome: Outcome | None, detail: str) -> Gone:
        if not self.alive:
            return Gone(Outcome.DIED, detail)
        self.kill()
        obituary = self.sandbox.obituary(self.number)
        if outcome is not None:
            return Gone(outcome, detail)
        return self._cause(obituary["status"], obituary["seconds"])

    def _cause(self, status: int, seconds: float) -> Gone:
        number = status & 0x7F
        if number in {signal.SIGXCPU, signal.SIGKILL} and seconds >= 0.9 * self.limits.seconds:
            return Gone(Outcome.TIMED_OUT)
        if number == signal.SIGSYS:
            return Gone(Outcome.REFUSED, "SIGSYS")
        if number:
            return Gone(Outcome.DIED, signal.Signals(number).name)
        return Gone(Outcome.DIED, f"exit {status >> 8}")

    def kill(self) -> None:
        """SIGKILL to the process, whatever it is doing; its folder is removed."""
        self.alive = False
        self.sandbox.living.discard(self)
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        self._drain()
        self.channel.close()
        os.close(self.pipe)
        os.close(self.handle)
        if self.scratch is not None:
            remove(self.scratch)


def usage(folder: Path, enough: int) -> int:
    """Bytes that a folder takes on disk, counted until it is more than `enough`.

    Never follows a link; a folder with too many entries counts as full.
    """
    total = entries = 0
    waiting = [os.fspath(folder)]
    while waiting and total <= enough:
        try:
            found = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        entries += len(found)
        if entries > MAX_SCRATCH_ENTRIES:
            return enough + 1
        for entry in found:
            try:
                total += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
            except OSError:
                continue
    return total


def remove(folder: Path) -> None:
    """Delete a folder tree of any depth and any modes, without following links."""

    def open_up(function: Callable[..., Any], path: str, _: object) -> None:
        try:
            os.chmod(os.path.dirname(path), 0o700)
            os.chmod(path, 0o700, follow_symlinks=False)
        except (OSError, NotImplementedError):
            return
        if function in {os.open, os.scandir, os.listdir}:
            shutil.rmtree(path, ignore_errors=True)
        else:
            function(path)

    try:
        shutil.rmtree(folder, onerror=open_up)
    except (RecursionError, OSError):
        # rm walks trees of any depth
        subprocess.run(["rm", "-rf", "--", str(folder)], check=False, stderr=subprocess.DEVNULL)


def _leaky(succeeded: object) -> Text:
    return Text(
        f"隔离自检没有通过，这些操作没有被拦住：{succeeded}。评阅已停止",
        f"the self-test of the isolation failed, these were not stopped: {succeeded};"
        " nothing was graded",
    )


def _missing(layers: dict[str, Any], asked: str) -> Text:
    wanted = [name for name in ("landlock", "seccomp") if not layers[name]]
    if asked == "A" and not layers["namespaces"]:
        wanted.append("bubblewrap")
    names = ", ".join(wanted)
    return Text(
        f"这台机器上缺少隔离层：{names}。请安装 bubblewrap 和 libseccomp，使用 5.13 以上的 Linux "
        "内核；只有代码可信时才用 --isolation process",
        f"isolation layers are missing on this machine: {names}. Install bubblewrap and "
        "libseccomp on Linux 5.13 or later; use --isolation process for trusted code only",
    )
