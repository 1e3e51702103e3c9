"""A worker's scratch folder, seen from outside: how full it is, and its removal."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAX_ENTRIES = 4_000


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
        if entries > MAX_ENTRIES:
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
