"""Event files, and pictures, below a folder become bytes; links, devices and giants become reasons.

Runs inside the sandboxed worker too, on a folder that student code has filled: standard library
only, no import from the rest of the grader, and no folder content makes it raise or hang.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from typing import Final

MARK: Final = "tfevents"
"""What the name of every event file contains."""
PICTURE: Final = ".png"
"""What the name of a picture contains."""
MAX_FILE: Final = 16 << 20
"""Largest file that is read, in bytes."""
MAX_TOTAL: Final = 24 << 20
"""All files together, in bytes."""
MAX_FILES: Final = 512
"""Event files that are read, and paths that are refused by name."""
MAX_ENTRIES: Final = 10_000
"""Directory entries that are looked at, whatever their names."""
MAX_DEPTH: Final = 32
"""Folders below the top one that are walked into, one inside the other."""

REASONS: Final = frozenset(
    {
        "missing",
        "unreadable",
        "symlink",
        "hard link",
        "fifo",
        "socket",
        "device",
        "not a folder",
        "too deep",
        "too large",
        "too many bytes",
        "too many files",
        "too many entries",
    }
)
"""Every reason for which a path is refused."""

_KINDS: Final = {
    stat.S_IFLNK: "symlink",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}
# Windows lacks most of these flags and needs O_BINARY. O_NONBLOCK, because a FIFO that has taken
# the place of a file since the look at it must not hang the open.
_EXTRAS: Final = ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY")
_FLAGS: Final = os.O_RDONLY | sum(getattr(os, name, 0) for name in _EXTRAS)


class _Refused(Exception):
    """A path is not taken; the argument is one of REASONS."""


def harvest(
    folder: str | os.PathLike[str], marks: tuple[str, ...] = (MARK,)
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Read every file below a folder whose name has one of the marks, within the caps above.

    Returns (contents, refusals), both by POSIX path relative to the folder ("." for the folder
    itself): the bytes of each event file, and the reason, one of REASONS, for each event file,
    link or folder that was not taken. Bytes of a name that are not UTF-8 appear as \\xNN.
    """
    files: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    room = MAX_TOTAL
    for path, name in _paths(os.fspath(folder), marks, refused):
        try:
            if len(files) == MAX_FILES:
                raise _Refused("too many files")
            files[name] = _content(path, room)
            room -= len(files[name])
        except (OSError, _Refused) as error:
            _refuse(refused, name, error)
    return files, refused


def _paths(top: str, marks: tuple[str, ...], refused: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (path, relative name) of what has a mark in its name, nearest folders first."""
    left = MAX_ENTRIES
    folders = [(top, "", 0)]
    for path, prefix, depth in folders:
        try:
            entries = _entries(path, depth, left)
        except (OSError, _Refused) as error:
            _refuse(refused, prefix.rstrip("/") or ".", error)
            continue
        for entry in entries[:left]:
            name = prefix + os.fsencode(entry.name).decode("utf-8", "backslashreplace")
            kind = _kind(entry)
            if kind == "folder":
                folders.append((entry.path, name + "/", depth + 1))
            elif kind == "symlink":
                _refuse(refused, name, _Refused(kind))
            elif any(mark in entry.name for mark in marks):
                yield entry.path, name
        left -= len(entries)
        if left < 0:
            refused["."] = "too many entries"
            return


def _entries(folder: str, depth: int, most: int) -> list[os.DirEntry[str]]:
    """Entries of one folder by name; one more than `most` when there are too many."""
    if depth > MAX_DEPTH:
        raise _Refused("too deep")
    mode = os.lstat(folder).st_mode
    if not stat.S_ISDIR(mode):
        raise _Refused("symlink" if stat.S_ISLNK(mode) else "not a folder")
    with os.scandir(folder) as entries:
        return sorted(itertools.islice(entries, most + 1), key=lambda entry: entry.name)


def _kind(entry: os.DirEntry[str]) -> str:
    """Whether an entry is a "symlink", a "folder" or a "file", which includes all the rest."""
    try:
        if entry.is_symlink():
            return "symlink"
        return "folder" if entry.is_dir(follow_symlinks=False) else "file"
    except OSError:
        return "file"


def _content(path: str, room: int) -> bytes:
    """Bytes of a regular file; raises OSError or _Refused."""
    _size(os.lstat(path), room)  # before the open, which is no harmless act on a device
    with open(path, "rb", opener=lambda name, _: os.open(name, _FLAGS)) as file:
        return file.read(_size(os.fstat(file.fileno()), room))


def _size(status: os.stat_result, room: int) -> int:
    """Size in bytes of a file that may be read, or _Refused."""
    mode = status.st_mode
    if not stat.S_ISREG(mode):
        raise _Refused(_KINDS.get(stat.S_IFMT(mode), "unreadable"))
    if status.st_nlink != 1:
        raise _Refused("hard link")
    if status.st_size > MAX_FILE:
        raise _Refused("too large")
    if status.st_size > room:
        raise _Refused("too many bytes")
    return status.st_size


def _refuse(refused: dict[str, str], name: str, error: OSError | _Refused) -> None:
    if isinstance(error, _Refused):
        reason = str(error)
    else:
        reason = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
    if len(refused) < MAX_FILES:
        refused[name] = reason
