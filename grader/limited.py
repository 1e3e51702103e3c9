"""What a stranger made is opened by a process with limits: it may claim to be of any size."""

from __future__ import annotations

import subprocess
import sys

SECONDS = 60
MEMORY = 1 << 30


class Failed(Exception):
    """The process ended by a limit or an exception."""


def run(module: str, *words: str) -> str:
    """What `python -m module words…` prints.

    Raises:
        Failed: it did not end well.
    """
    # -P: the folder from which the program was started may be a student's
    command = [sys.executable, "-P", "-m", module, *words]
    try:
        finished = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise Failed(str(error)) from None
    return finished.stdout.decode()


def limit() -> None:
    """For the process itself, before it opens anything."""
    import resource  # not on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
