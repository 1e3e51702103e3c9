"""A process that has imported the heavy libraries once and forks a worker per answer.

It is started by exec, never by fork, so that it holds nothing of the grader's. It runs
no student code, keeps to one thread (a fork of more may hang) and talks to the grader
over its standard input: first which layers there are, then `ready`, then one request per
worker and one notice per end of one.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import confine, landlock, scratch, stand_ins, syscalls, uncompiled

CONTROL = 0
CHANNEL = 3
WARM = (
    "torch",
    "torchvision",
    "torch.utils.tensorboard",
    "tensorboardX",
    "numpy.random",
    "sandbox.worker",
)
MAX_MESSAGE = 1 << 16
WARM_SECONDS = 180
SETUP_FAILED = 97


def main() -> None:
    """Serve the grader until it closes the control socket."""
    control = socket.socket(fileno=CONTROL)
    config = json.loads(control.recv(MAX_MESSAGE))
    if config["namespaces"]:
        _serve(control, config)
        return
    folder = Path(config["scratch"])
    try:
        folder.mkdir()
        folder.chmod(0o711)
        _serve(control, config)
    finally:
        # the grader may have been killed: nobody else is left to clean up
        scratch.remove(folder)


def _serve(control: socket.socket, config: dict[str, Any]) -> None:
    signal.alarm(WARM_SECONDS)
    layers = _layers(config)
    _send(control, {"stage": "layers", **layers})
    if not json.loads(control.recv(MAX_MESSAGE) or b"false"):
        return
    with _ending_with(control, config):
        _warm_up(bool(layers["seccomp"]))
    if config["undumpable"]:
        confine.make_undumpable()
    _send(control, {"stage": "ready", "base": address_space(), "work": min(_work(), _work())})
    signal.alarm(0)
    zygote = _Zygote(control, config)
    try:
        with contextlib.suppress(ConnectionError):
            zygote.serve()
    finally:
        zygote.end_workers()


class _Zygote:
    """Forks workers and reports how they ended."""

    def __init__(self, control: socket.socket, config: dict[str, Any]) -> None:
        self.control = control
        self.namespaces = bool(config["namespaces"])
        self.own = (
            os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if self.namespaces else None
        )
        self.workers: dict[int, tuple[int, int]] = {}
        self.poll = select.poll()
        self.poll.register(control, select.POLLIN)

    def serve(self) -> None:
        while True:
            for descriptor, _ in self.poll.poll():
                if descriptor != self.control.fileno():
                    self.bury(descriptor)
                elif not self.spawn():
                    return

    def spawn(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self.control, MAX_MESSAGE, 2)
        if not message:
            return False
        request = json.loads(message)
        if self.own is not None:
            confine.unshare(request["rules"]["namespaces"] & confine.CLONE_NEWPID)
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            _become_worker(descriptors, request["rules"], zygote)
        if self.own is not None:
            # a namespace dies with its first process: the next worker gets a new one
            confine.join_pid_namespace(self.own)
        for descriptor in descriptors:
            os.close(descriptor)
        handle = os.pidfd_open(pid)
        self.workers[handle] = (request["worker"], pid)
        self.poll.register(handle, select.POLLIN)
        notice = {"worker": request["worker"], "pid": pid}
        socket.send_fds(self.control, [json.dumps(notice).encode()], [handle])
        return True

    def bury(self, handle: int) -> None:
        worker, pid = self.workers.pop(handle)
        self.poll.unregister(handle)
        os.close(handle)
        _, status, usage = os.wait4(pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        _send(self.control, {"ended": worker, "status": status, "seconds": seconds})

    def end_workers(self) -> None:
        for handle in [*self.workers]:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.waitpid(self.workers.pop(handle)[1], 0)


def _become_worker(descriptors: list[int], rules: dict[str, Any], zygote: int) -> None:
    """In the forked child: confine, then serve. Never returns."""
    try:
        channel, output = descriptors
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.dup2(nothing, 0)
        os.dup2(channel, CHANNEL)
        os.closerange(CHANNEL + 1, 1 << 16)
        rules["readable"] = tuple(rules["readable"])
        confine.confine(confine.Rules(**rules))
        if os.getppid() not in {0, zygote}:  # 0: seen from a pid namespace of its own
            raise RuntimeError("the zygote has ended")
        gc.enable()
        worker = importlib.import_module("sandbox.worker")
        worker.serve(socket.socket(fileno=CHANNEL))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(SETUP_FAILED)


def _layers(config: dict[str, Any]) -> dict[str, Any]:
    """What this machine offers, found out by doing it in a child process."""
    return {
        "namespaces": bool(config["namespaces"]) and _try_namespaces(config["scratch"]),
        "landlock": landlock.abi(),
        "seccomp": syscalls.available(),
    }


def _try_namespaces(scratch: str) -> bool:
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        confine.unshare(confine.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            try:
                confine.enter_namespaces(confine.PRIVATE, scratch, 1 << 20)
                os._exit(0)
            finally:
                os._exit(1)
        confine.join_pid_namespace(own)
        return os.waitpid(pid, 0)[1] == 0
    except OSError:
        return False
    finally:
        os.close(own)


@contextlib.contextmanager
def _ending_with(control: socket.socket, config: dict[str, Any]) -> Iterator[None]:
    """End as soon as the grader has gone; it says nothing meanwhile.

    An exception would not do: what is imported may hold it up, or die of it.
    """

    def end(*_: object) -> None:
        if not config["namespaces"]:
            scratch.remove(Path(config["scratch"]))
        os._exit(0)

    signal.signal(signal.SIGIO, end)
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([control], [], [], 0)[0]:
        end()
    yield
    fcntl.fcntl(control, fcntl.F_SETFL, flags)


def _warm_up(seccomp: bool) -> None:
    """Import, touch what is initialised lazily, and make the heap cheap to share."""
    uncompiled.install()
    for name in WARM:
        importlib.import_module(name)
    import PIL.Image
    import torch

    PIL.Image.preinit()
    torch.overrides.resolve_name(torch.add)
    with contextlib.suppress(AttributeError):  # internals of torch, which may change
        # else torch.jit.trace imports distributed tensors, to rule them out in what it compares
        vars(torch.testing._comparison)["_HAS_DTENSOR"] = False
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    model = torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(72, 3)
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss = torch.nn.functional.cross_entropy(model(torch.rand(2, 1, 8, 8)), torch.tensor([0, 2]))
    torch.autograd.backward(loss, torch.ones(()))
    optimizer.step()
    if len(os.listdir("/proc/self/task")) != 1:
        raise RuntimeError("the zygote must have one thread, or its forks may hang")
    if seccomp:
        syscalls.prepare()
        stand_ins.install()
    # workers must not find the folder of the grader on their path
    sys.path[:] = [path for path in sys.path if not os.path.isdir(os.path.join(path, "sandbox"))]
    gc.collect()
    gc.freeze()
    gc.disable()


def _work() -> float:
    """CPU seconds that a fixed piece of work takes: small operations, as in homework."""
    import torch

    started = time.process_time()
    x = torch.ones(64, 64)
    for _ in range(1_000):
        x = torch.tanh(x @ x)
    sum(number * number for number in range(100_000))
    return time.process_time() - started


def address_space() -> int:
    """VmSize of this process in bytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmSize"):
                return int(line.split()[1]) << 10
    raise RuntimeError("no VmSize in /proc/self/status")


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    control.send(json.dumps(message).encode())


if __name__ == "__main__":
    main()
