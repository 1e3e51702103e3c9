"""Modules run as `python -m MODULE` would, in forks of a process that has imported torch once.

A command spends most of its CPU time importing; a suite of them need not. What a fork does
with its arguments, its folder, its environment and its streams is what a fresh process would.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import runpy
import socket
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
IMPORTED = ("torch", "torchvision", "torch.utils.tensorboard", "pytest", "hypothesis")
IMPORTED += ("sqlalchemy.dialects.sqlite", "alembic.command", "rich.progress", "jinja2", "nbformat")
OURS = ("grader.submit", "grader.gradebook.book", "grader.render.formats", "grader.commands.submit")
MAX_REQUEST = 1 << 20


def run(
    module: str, *words: object, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a module of this checkout to its end; what it printed, and its exit code."""
    request = {
        "words": [module, *map(str, words)],
        "cwd": str(cwd or Path.cwd()),
        "env": dict(os.environ if env is None else env),
    }
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with open(os.devnull, "rb") as nothing:
            streams = [one.fileno() for one in (nothing, out, err)]
            server = _server()
            socket.send_fds(server, [json.dumps(request).encode()], streams)
            code = int(server.recv(MAX_REQUEST))
        texts = []
        for one in (out, err):
            one.seek(0)
            texts.append(one.read().decode())
    return subprocess.CompletedProcess(request["words"], code, *texts)


@functools.cache
def _server() -> socket.socket:
    """The process that forks, which ends with this one."""
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    near.settimeout(300)
    with far:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, str(Path(__file__)), str(far.fileno())]
        process = subprocess.Popen(command, pass_fds=[far.fileno()], env=environment, cwd="/")
    atexit.register(_end, near, process)
    return near


def _end(server: socket.socket, process: subprocess.Popen[bytes]) -> None:
    server.close()
    process.wait()


def main(channel: socket.socket) -> None:
    """Fork for one request after another, until nobody asks."""
    del sys.path[0]
    for name in (*IMPORTED, *OURS):
        importlib.import_module(name)
    if len(os.listdir("/proc/self/task")) != 1:
        raise RuntimeError("a fork of several threads may hang")
    gc.collect()
    gc.freeze()
    while True:
        message, streams, _, _ = socket.recv_fds(channel, MAX_REQUEST, 3)
        if not message:
            return
        child = os.fork()
        if child == 0:
            channel.close()
            _become(json.loads(message), streams)
        for one in streams:
            os.close(one)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        channel.send(str(code).encode())


def _become(request: dict[str, Any], streams: list[int]) -> None:
    """Do what `python -m` does."""
    for place, one in enumerate(streams):
        os.dup2(one, place)
        os.close(one)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.argv[:] = request["words"]
    sys.path.insert(0, request["cwd"])
    code: Any = 0
    try:
        runpy.run_module(request["words"][0], run_name="__main__", alter_sys=True)
    except SystemExit as error:
        code = error.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    # an interpreter that cleans up after itself would copy all that it shares with its parent
    os._exit(code or 0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
