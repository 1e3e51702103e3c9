"""The grader's side of the border: a zygote is started, proven, and asked for workers."""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from weakref import WeakSet

import msgspec

from grader.model import Isolation, Text
from grader.sandbox import confine, scratch, tiers
from grader.sandbox.remote import Broken, Gone, Limits, Obituary, Worker

START_SECONDS = 180
SPAWN_SECONDS = 30
MAX_MESSAGE = 1 << 16
TIERS = ("full", "A", "B", "process")
WORK_SECONDS = 0.05
"""CPU time of the zygote's fixed work on a machine for which the limits of the course are meant."""
_WITHOUT: dict[str, dict[str, Any]] = {
    "seccomp": {"seccomp": False},
    "landlock": {"landlock": 0},
    "rlimits": {"limits": False},
    "unprivileged": {"uid": None, "search": False},
    "disk": {},
}
_PID, _IPC = confine.CLONE_NEWPID, confine.CLONE_NEWIPC
OF_ZYGOTE: dict[str, dict[str, Any]] = {"undumpable": {"undumpable": False}, "network": {}}
WITHOUT = {
    "A": {
        **_WITHOUT,
        "pid": {"namespaces": confine.PRIVATE & ~_PID},
        "ipc": {"namespaces": confine.PRIVATE & ~_IPC},
        **OF_ZYGOTE,
    },
    "B": {**_WITHOUT, "undumpable": OF_ZYGOTE["undumpable"]},
}
"""By tier, the layers that can be left out, and the rules of a worker that are others then.

Of "disk", the tmpfs or the watch, only the limit is: no disk need be filled to show what it stops.
"""


class _Spare(NamedTuple):
    """A worker that was forked ahead: what it may, and how it is had."""

    rules: dict[str, Any]
    born: Callable[[], Worker]


class Unavailable(Exception):
    """The isolation asked for cannot be had on this machine; `isolation` says what there is."""

    def __init__(self, text: Text, isolation: Isolation) -> None:
        super().__init__(text.en)
        self.text = text
        self.isolation = isolation

    def __reduce__(self) -> tuple[type[Unavailable], tuple[Text, Isolation]]:
        return type(self), (self.text, self.isolation)


@contextlib.contextmanager
def _machine_at_fault() -> Iterator[None]:
    """What the machine does not give (room, descriptors, processes) breaks the sandbox."""
    try:
        yield
    except OSError as error:
        raise Broken(str(error)) from error


class Sandbox:
    """A zygote and its workers; a context manager.

    `isolation` is "full" (tier A, else B), "A", "B" or "process". No worker may read the
    grader's package, the installed reference or the `course`, wherever they lie.
    `isolation` says afterwards what the machine offers; `ready` proves it. Setting `without` to
    the name of a layer leaves it out for later workers, those of OF_ZYGOTE from a `restart` on:
    for tests that show what it stops.

    Raises:
        Unavailable: here or on `ready`, if the machine cannot give the isolation.
        Broken: the zygote did not start, has died or hangs; `restart` may help.
    """

    def __init__(self, isolation: str = "full", course: Path | None = None) -> None:
        if isolation not in TIERS:
            raise ValueError(f"isolation must be one of {TIERS}, not {isolation!r}")
        self.asked = isolation
        self.without = ""
        self.holes = tiers.secrets(course)
        self.ended: dict[int, Obituary] = {}
        self.births: dict[int, list[int]] = {}
        self.spare: _Spare | None = None
        self.workers: WeakSet[Worker] = WeakSet()
        self.count = 0
        self.base = 0
        self.refusal = ""
        self.slowness = 1
        """How many times slower than WORK_SECONDS this machine works, rounded up."""
        self.uid = tiers.spare_user() if isolation != "process" else None
        self.resources = contextlib.ExitStack()
        try:
            self._start(namespaces=isolation in {"full", "A"} and tiers.bubblewrap() is not None)
        except BaseException:
            self.close()
            raise

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
        workers = [one for one in self.workers if one.alive]
        if self.spare is not None:
            with contextlib.suppress(Broken, OSError):
                workers.append(self.spare.born())
            self.spare = None
        for worker in workers:
            worker.kill()
        self.resources.close()

    def restart(self) -> None:
        """A new zygote in place of one that has died or hangs; its workers end with it.

        Raises:
            Broken: the new one does not start either.
        """
        self.close()
        self.base = 0
        self._start(namespaces=self.tier == "A")
        self.ready()

    def ready(self) -> Isolation:
        """Wait until the zygote is warm; the isolation that it gives."""
        if not self.base:
            message = self._listen(START_SECONDS)
            self.base = message["base"]
            self.slowness = max(1, math.ceil(message["work"] / WORK_SECONDS))
            self.common = self._common_rules()
            if self.tier != "process" and not self.without:
                try:
                    self._prove()
                except BaseException:
                    self.base = 0
                    raise
        return self.isolation

    def worker(self, limits: Limits) -> Worker:
        """A fresh worker, confined before it has read anything of a student's.

        The next of its kind is forked ahead: it gets ready while this one is at work.

        Raises:
            OSError: this machine has no room, no descriptors or no memory for it.
            Broken: the zygote has gone.
        """
        self.ready()
        self.check_room()
        if self.without == "disk":
            limits = msgspec.structs.replace(limits, disk_megabytes=256)
        rules = self._rules(limits)
        spare, self.spare = self.spare, None
        worker = spare.born() if spare else self._fork(rules, limits).born()
        if spare and (spare.rules != rules or worker.has_ended()):
            worker.close()
            worker = self._fork(rules, limits).born()
        self.workers.add(worker)
        with contextlib.suppress(OSError):  # the next one asks again, and then it is an error
            self.spare = self._fork(rules, limits)
        return worker

    def _fork(self, rules: dict[str, Any], limits: Limits) -> _Spare:
        self.count += 1
        number = self.count
        folder = self._scratch(number, rules["uid"])
        rules_here = {**rules, "scratch": str(folder or tiers.FAR_SCRATCH)}
        with contextlib.ExitStack() as near, contextlib.ExitStack() as far:
            here, there = socket.socketpair()
            near.enter_context(here)
            far.enter_context(there)
            output, far_output = os.pipe()
            near.callback(os.close, output)
            far.callback(os.close, far_output)
            with _machine_at_fault():
                request = json.dumps({"worker": number, "rules": rules_here}).encode()
                socket.send_fds(self.control, [request], [there.fileno(), far_output])
            ends = near.pop_all()

        def born() -> Worker:
            with contextlib.ExitStack() as unborn:
                unborn.push(ends)
                handle = self._born(number)
                unborn.pop_all()
            return Worker(handle, here, output, folder, limits, lambda: self.obituary(number))

        return _Spare(rules, born)

    def check_room(self) -> None:
        """Make sure that the disk has room for all that one worker may write.

        Raises:
            OSError: it has not; what was written meanwhile may be incomplete.
        """
        wanted = Limits().disk_megabytes
        if self.folder is not None and shutil.disk_usage(self.folder).free < wanted << 20:
            raise OSError(errno.ENOSPC, f"less than {wanted} MiB are free", str(self.folder))

    def obituary(self, number: int) -> Obituary:
        """How a worker ended; waits until the zygote has said so."""
        while number not in self.ended:
            self._listen(SPAWN_SECONDS)
        return self.ended.pop(number)

    @_machine_at_fault()
    def _prove(self) -> None:
        """Let a worker attack; whatever succeeds makes the isolation unavailable."""
        succeeded = self._attempt()
        if succeeded != []:
            self.close()
            raise Unavailable(_leaky(succeeded), self._describe("none"))

    def _attempt(self) -> object:
        """What a worker's attacks achieve: nothing, unless a layer is missing."""
        found = [hole / name for hole in self.holes for name in ("__init__.py", "course.toml")]
        if self.folder is not None:
            found.append(self.folder / "canary")
            found[-1].touch()
            found[-1].chmod(0o666)
        canaries = [str(file) for file in found if file.exists()]
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            worker = self.worker(Limits())
            try:
                reply = worker.ask({"do": "attempt", "canaries": canaries, "port": port})
            except Gone as gone:
                raise Broken(f"the self-test ended: {gone}") from gone
            finally:
                worker.close()
        return reply.get("succeeded")

    @_machine_at_fault()
    def _start(self, namespaces: bool) -> None:
        self.folder = None if namespaces else self._folder()
        self.control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        errors = open(os.memfd_create("errors"), "w+b")  # noqa: SIM115 - closed with the sandbox
        self.errors = self.resources.enter_context(errors)
        self.process = subprocess.Popen(
            tiers.command(namespaces, self.holes, self.without == "network"),
            stdin=far.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=self.errors,
            env=tiers.ENVIRONMENT,
            cwd="/",
        )
        self.resources.callback(self._end_zygote)
        far.close()
        place = str(self.folder or tiers.FAR_SCRATCH)
        try:
            undumpable = self.without != "undumpable"
            setting = {"namespaces": namespaces, "scratch": place, "undumpable": undumpable}
            self._tell(setting)
            self.offers = self._listen(START_SECONDS)
        except Broken:
            if not namespaces:
                raise
            self.refusal = self._complaint()
            self._restart_without_namespaces()
            return
        self._settle(namespaces)

    def _folder(self) -> Path:
        """Where workers without a file system of their own have their scratch folders.

        The zygote makes it, and removes it where the grader no longer can.
        """
        folder = Path(tempfile.gettempdir(), f"grader-{secrets.token_hex(8)}")
        self.resources.callback(scratch.remove, folder)
        return folder

    def _end_zygote(self) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()

    def _settle(self, namespaces: bool) -> None:
        if namespaces and not self.offers["namespaces"]:
            self._restart_without_namespaces()
            return
        tier = "A" if self.offers["namespaces"] else "B"
        if self.asked == "process":
            tier = "process"
        complete = self.offers["seccomp"] and (self.offers["landlock"] or tier == "A")
        if tier != "process" and (not complete or (self.asked == "A" and tier != "A")):
            self._tell(False)
            isolation = self._describe("none")
            raise Unavailable(_missing(isolation, self.asked), isolation)
        self.tier = tier
        self.isolation = self._describe(tier)
        self._tell(True)

    def _describe(self, tier: str) -> Isolation:
        return tiers.describe(tier, self.offers, self.uid is not None, self.refusal)

    def _restart_without_namespaces(self) -> None:
        self.resources.close()
        self._start(namespaces=False)

    def _rules(self, limits: Limits) -> dict[str, Any]:
        return {
            **self.common,
            **(WITHOUT[self.tier][self.without] if self.without else {}),
            "seconds": limits.seconds,
            "memory": limits.megabytes << 20,
            "disk": limits.disk_megabytes << 20,
        }

    def _common_rules(self) -> dict[str, Any]:
        """What all workers of this sandbox may and may not."""
        confined = self.tier != "process"
        # an ordinary user's own processes count too, so theirs are left some room
        alone = self.uid is not None or self.tier == "A"
        processes = 64 if alone else tiers.own_threads() + 1_000
        return {
            "readable": tiers.readable(self.holes) if confined else [],
            "base": self.base,
            "processes": processes if confined else -1,
            "namespaces": confine.PRIVATE if self.tier == "A" else 0,
            "undumpable": True,
            "landlock": self.offers["landlock"] if confined else 0,
            "seccomp": confined,
            "limits": True,
            "uid": self.uid,
            "search": self.uid is not None and self.tier == "B" and tiers.closed_to_others(),
        }

    def _scratch(self, number: int, uid: int | None) -> Path | None:
        if self.folder is None:
            return None
        scratch = self.folder / str(number)
        scratch.mkdir(mode=0o700)
        if uid is not None:
            os.chown(scratch, uid, uid)
        return scratch

    def _born(self, number: int) -> int:
        while number not in self.births:
            self._listen(SPAWN_SECONDS)
        handles = self.births.pop(number)
        if not handles:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return handles[0]

    def _listen(self, seconds: float) -> dict[str, Any]:
        """The next message of the zygote; births and ends of workers are noted."""
        self.control.settimeout(seconds)
        try:
            raw, handles, _, _ = socket.recv_fds(self.control, MAX_MESSAGE, 1)
        except (TimeoutError, OSError) as error:
            raise Broken(f"no word from the zygote: {error}") from error
        if not raw:
            raise Broken(f"the zygote ended: {self._complaint()}")
        message: dict[str, Any] = json.loads(raw)
        if "worker" in message:
            self.births[message["worker"]] = handles
        if "ended" in message:
            self.ended[message["ended"]] = Obituary(message["status"], message["seconds"])
        return message

    def _tell(self, message: object) -> None:
        try:
            self.control.send(json.dumps(message).encode())
        except OSError as error:
            raise Broken(f"the zygote ended: {self._complaint()}") from error

    def _complaint(self) -> str:
        self.errors.seek(0)
        text = self.errors.read()[-2000:].decode("utf-8", "replace")
        return text.strip().rpartition("\n")[2]


def _leaky(succeeded: object) -> Text:
    return Text(
        f"隔离自检没有通过，这些操作没有被拦住：{succeeded}。评阅已停止",
        f"the self-test of the isolation failed, these were not stopped: {succeeded};"
        " nothing was graded",
    )


def _missing(isolation: Isolation, asked: str) -> Text:
    wanted = ("namespaces",) if asked == "A" else ("landlock", "seccomp")
    lacking = [
        (one.name, one.needs) for one in isolation.layers if one.name in wanted and one.needs
    ]
    return Text(
        "这台机器上缺少隔离层，评阅没有开始。"
        + "".join(f"{name}：{needs.zh}。" for name, needs in lacking)
        + "只有代码可信时才用 --isolation process",
        "isolation layers are missing on this machine, so nothing was graded. "
        + "".join(f"{name}: {needs.en}. " for name, needs in lacking)
        + "Use --isolation process for trusted code only",
    )
