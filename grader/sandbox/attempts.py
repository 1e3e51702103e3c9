"""A few small attacks that a worker makes on itself before it is trusted with a student's.

They are aimed at nothing but what the grader set up for them: a canary file, a listener on
the loopback device, the parent process (asked whether it is there, no more).
"""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Callable

_PTRACE_SEIZE, _PTRACE_DETACH = 0x4206, 17


def attempt(canaries: list[str], port: int) -> list[str]:
    """Names of the attacks that succeeded: none, if the confinement holds.

    Args:
        canaries: files that must be neither readable nor writable from here
        port: of a listener on 127.0.0.1
    """
    attacks: dict[str, Callable[[], object]] = {
        "connect": lambda: socket.create_connection(("127.0.0.1", port), timeout=1),
        "fork": _fork,
    }
    if parent := os.getppid():  # 0 in a pid namespace of its own: nobody to aim at
        attacks["signal"] = lambda: os.kill(parent, 0)
        attacks["trace"] = lambda: _trace(parent)
    for number, canary in enumerate(canaries):
        attacks[f"read {number}"] = lambda path=canary: os.close(os.open(path, os.O_RDONLY))  # type: ignore[misc]
        attacks[f"write {number}"] = lambda path=canary: os.close(os.open(path, os.O_WRONLY))  # type: ignore[misc]
    return [name for name, attack in attacks.items() if _succeeds(attack)]


def _succeeds(attack: Callable[[], object]) -> bool:
    try:
        attack()
    except OSError:
        return False
    return True


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _trace(pid: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(_PTRACE_SEIZE, pid, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    libc.ptrace(_PTRACE_DETACH, pid, 0, 0)
