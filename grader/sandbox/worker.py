"""Serves calls to student code, inside a process that has already confined itself.

Nothing that this process says is trusted; it decides nothing.
"""

from __future__ import annotations

import builtins
import hashlib
import importlib.util
import os
import runpy
import shutil
import socket
import sys
import traceback
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import cloudpickle

from . import attempts, lesson, source, wire
from .faults import Fault, describe
from .harvest import MARK, PICTURE, harvest
from .perform import Call, Facts, Namespace, perform
from .recorder import recording
from .tracer import tracing

FOLDER = "home/course/submission"
"""Two folders above every file are its own too: the scripts of the lessons look there."""
CHUNK = 1 << 16
MAX_SWITCHES = 8
"""Blocks that are turned on one after another."""


def serve(channel: socket.socket) -> None:
    """Answer requests until the grader closes the channel."""
    # two come from `site`, which the zygote does not load; notebooks have the third
    vars(builtins).update(exit=sys.exit, quit=sys.exit, display=print)
    worker = _Worker(Path.cwd() / FOLDER)
    head, _ = wire.pack("confined")
    channel.sendall(head)
    received = bytearray()
    while (question := _receive(channel, received, worker.load_code)) is not None:
        number, request = question
        try:
            reply = worker.answer(request)
        except BaseException as error:
            reply = {"fault": worker.describe(error)}
        _flush_output()
        _send(channel, reply, number)


class _Worker:
    """One answer's module and what is remembered between requests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.namespace: object = Namespace(ModuleType("nothing"))
        self.code: dict[bytes, Any] = {}
        self.calls = 0

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        match request.pop("do"):
            case "read":
                return source.read(**request)
            case "load":
                return self.load(**request)
            case "script":
                return self.script(**request)
            case "attempt":
                return {"succeeded": attempts.attempt(**request)}
            case _:
                return {"facts": self.call(Call(**request))}

    def call(self, call: Call) -> Facts:
        """Perform a call; its log folder has the same name in every run, for the same messages."""
        if not call.log:
            return perform(self.namespace, call, "")
        folder = self.folder.parent / f"log-{self.calls}"
        self.calls += 1
        folder.mkdir()
        try:
            return perform(self.namespace, call, str(folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def load(
        self, files: dict[str, bytes], main: str, unwritten: list[str], script: bool = False
    ) -> dict[str, Any]:
        """Import the main file by path; the names that it defines.

        What else a `script` does may need a lesson's folder, and its exception, given in the
        facts, leaves the functions defined before to be called.
        """
        if script:
            lesson.furnish((self.folder / main).parent)
            lesson.pretend()
        path = self.unpack(files, main)
        name = path.stem if path.stem.isidentifier() else "submission"
        # the source of a notebook keeps the notebook's name
        loader = SourceFileLoader(name, str(path))
        spec = importlib.util.spec_from_file_location(name, path, loader=loader)
        if spec is None or spec.loader is None:
            raise ImportError(f"not a Python file: {main}")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        fault = None
        try:
            spec.loader.exec_module(module)
        except (Exception, SystemExit) as error:
            if not script:
                raise
            fault = self.describe(error)
        self.namespace = Namespace(module, frozenset(unwritten))
        names = [key for key in vars(module) if not key.startswith("_")]
        return {"names": names, "facts": Facts(fault=fault)}

    def script(self, files: dict[str, bytes], main: str, switched: list[int]) -> dict[str, Any]:
        """Run the main file as a script in its own folder; what it left behind.

        The switches of the `switched` lines are turned on first.
        """
        switches = source.switches(files[main])
        files = {**files, main: source.switched_on(files[main], switched)}
        lesson.furnish((self.folder / main).parent)
        lesson.pretend()
        path = self.unpack(files, main)
        fault, left = None, {}
        with recording(writers=True) as recorder, tracing() as tracer:
            try:
                left = runpy.run_path(str(path), run_name="__main__")
            except SystemExit as leave:
                fault = None if leave.code in {None, 0} else self.describe(leave)
                left = _globals(leave, path)
            except BaseException as error:
                fault = self.describe(error)
                left = _globals(error, path)
            unflushed = recorder.close_writers()
            traces = tracer.traces(left, source.texts(files[main]))
        written, refused = harvest(self.folder, (MARK, PICTURE))
        ours = lesson.pictures().values()
        written = {name: content for name, content in written.items() if content not in ours}
        facts = Facts(
            files=written,
            refused=refused,
            unflushed=unflushed,
            optimizers=recorder.notes(()),
            switches=switches[:MAX_SWITCHES],
            traces=traces,
            fault=fault,
        )
        return {"facts": facts}

    def unpack(self, files: dict[str, bytes], main: str) -> Path:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        path = self.folder / main
        os.chdir(path.parent)
        sys.path[:0] = [str(path.parent)]
        sys.dont_write_bytecode = True
        sys.argv = [str(path)]
        return path

    def load_code(self, code: bytes, cacheable: bool) -> Any:
        if not cacheable:
            return cloudpickle.loads(code)
        key = hashlib.sha256(code).digest()
        if key not in self.code:
            self.code[key] = cloudpickle.loads(code)
        return self.code[key]

    def describe(self, error: BaseException) -> Fault:
        """An exception of the student's code as plain values."""
        return describe(error, str(self.folder))


def _globals(error: BaseException, path: Path) -> dict[str, Any]:
    """The namespace of a script that an exception ended."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == str(path) and frame.f_code.co_name == "<module>":
            return frame.f_globals
    return {}


def _flush_output() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # replaced or closed by student code: nothing of ours is lost
            continue


def _send(channel: socket.socket, reply: dict[str, Any], number: int) -> None:
    try:
        head, buffers = wire.pack(reply)
    except wire.TooLarge as error:
        text = f"the returned value is too large to be looked at: {error}"
        head, buffers = wire.pack({"fault": Fault(["OverflowError"], text)})
    channel.sendall(b"".join([wire.numbered(head, number), *buffers]))


def _receive(channel: socket.socket, received: bytearray, load: Any) -> tuple[int, Any] | None:
    """The next request and its number; None when the grader has closed the channel.

    What came with it of the one after is left in `received`.
    """
    while len(received) < wire.HEADER.size:
        chunk = channel.recv(CHUNK)
        if not chunk:
            return None
        received += chunk
    number, head, body = wire.measure(bytes(received[: wire.HEADER.size]))
    start = wire.HEADER.size
    end = start + head + body
    while len(received) < end:
        received += channel.recv(max(end - len(received), CHUNK))
    values, buffers = bytes(received[start : start + head]), received[start + head : end]
    del received[:end]
    return number, wire.unpack(values, buffers, load)
