"""A freshly forked worker gives up every right that student code does not need.

The order matters: namespaces need privileges, privileges go before the limits, Landlock
and seccomp come last because they forbid what the earlier steps do. Nothing here can
be undone by the process that did it.
"""

from __future__ import annotations

import ctypes
import functools
import os
import resource
import tempfile
from pathlib import Path

import msgspec

from . import landlock, syscalls

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_KEEPCAPS = 1, 4, 8
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 24, 38, 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_SIGKILL = 9
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_READ_SEARCH = 2
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x20000, 0x8000000, 0x20000000
PRIVATE = CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWPID
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 2, 4, 8, 16384, 1 << 18
_MAX_INODES = 4_000
MAX_FILE = 32 << 20
OF_ITSELF = ("cgroup", "cmdline", "environ", "maps", "stat", "statm", "status")
"""What a worker may read of /proc/self: not its net, where the machine's sockets stand."""


class Rules(msgspec.Struct, frozen=True):
    """What one worker may use.

    `seconds` is CPU time; `memory` and `base` are bytes of address space, the latter
    what the warm process has already. `uid` is the spare user to become when the
    grader runs as root; a negative `processes` sets no limit; `search` keeps the right to read
    through closed folders, for an interpreter below a home folder that the spare user may
    not enter. `namespaces` are the CLONE_ flags of its own ones: all of PRIVATE, or none.
    """

    scratch: str
    readable: tuple[str, ...]
    seconds: int
    memory: int
    base: int
    disk: int
    processes: int
    namespaces: int
    undumpable: bool
    landlock: int
    seccomp: bool
    limits: bool
    uid: int | None
    search: bool


def confine(rules: Rules) -> None:
    """Lock this process up; afterwards it may run student code.

    Raises:
        OSError: a layer could not be had; the worker must end without serving.
    """
    os.setsid()
    if rules.namespaces:
        enter_namespaces(rules.namespaces, rules.scratch, rules.disk)
    os.chdir(rules.scratch)
    if rules.uid is not None:
        _become(rules.uid, rules.search)
    else:
        _drop_capabilities(keep=0)
    _prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    _prctl(_PR_SET_DUMPABLE, int(not rules.undumpable))
    if rules.limits:
        _limit(rules)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _clean_environment(rules.scratch)
    if rules.landlock:
        landlock.restrict(_paths(rules), rules.landlock)
    if rules.seccomp:
        syscalls.restrict(private=bool(rules.namespaces))


def enter_namespaces(flags: int, scratch: str, disk: int) -> None:
    """Private mounts and IPC: a size-limited file system at `scratch`, a new /proc.

    A pid namespace is entered by the fork, before this.

    Raises:
        OSError: namespaces or mounts are not allowed here.
    """
    unshare(flags & ~CLONE_NEWPID)
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    options = f"size={disk},nr_inodes={_MAX_INODES},mode=0777"
    _mount("tmpfs", scratch, "tmpfs", _MS_NOSUID | _MS_NODEV, options)
    _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)


def unshare(flags: int) -> None:
    """unshare(2).

    Raises:
        OSError: not allowed here.
    """
    _checked(_libc().unshare(ctypes.c_int(flags)))


def join_pid_namespace(descriptor: int) -> None:
    """setns(2) into a pid namespace: later children are born there.

    Raises:
        OSError: not allowed here.
    """
    _checked(_libc().setns(ctypes.c_int(descriptor), ctypes.c_int(CLONE_NEWPID)))


def make_undumpable() -> None:
    """Keep other processes of the same user out of this one's memory."""
    _prctl(_PR_SET_DUMPABLE, 0)


def _paths(rules: Rules) -> list[tuple[Path, int]]:
    paths = [(Path(path), landlock.READ) for path in rules.readable]
    paths.append((Path(rules.scratch), landlock.WRITE))
    paths.append((Path("/proc/self"), landlock.READ_DIR))
    paths += [(Path("/proc/self", name), landlock.READ_FILE) for name in OF_ITSELF]
    paths.append((Path("/dev/null"), landlock.READ_FILE | landlock.WRITE_FILE))
    paths.append((Path("/dev/urandom"), landlock.READ_FILE))
    return paths


def _limit(rules: Rules) -> None:
    megabyte = 1 << 20
    limits = {
        resource.RLIMIT_CPU: rules.seconds,
        resource.RLIMIT_AS: rules.base + rules.memory,
        resource.RLIMIT_FSIZE: min(MAX_FILE, rules.disk),
        resource.RLIMIT_NPROC: rules.processes,
        resource.RLIMIT_NOFILE: 128,
        resource.RLIMIT_SIGPENDING: 256,
        resource.RLIMIT_STACK: 8 * megabyte,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for which, value in limits.items():
        if value < 0:
            continue
        hard = resource.getrlimit(which)[1]
        # SIGXCPU first, which ends it; a worker that ignores it is killed a second later
        above = 1 if which == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else 0
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (soft, soft + above))


def _clean_environment(scratch: str) -> None:
    os.environ.clear()
    os.environ.update(
        PATH="/usr/bin:/bin",
        HOME=scratch,
        TMPDIR=scratch,
        USER="student",
        LANG="C.UTF-8",
        MPLBACKEND="Agg",
        MPLCONFIGDIR=scratch,
        OMP_NUM_THREADS="1",
    )
    tempfile.tempdir = None


def _become(uid: int, search: bool) -> None:
    if search:
        _prctl(_PR_SET_KEEPCAPS, 1)
    _drop_bounding_set()
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    _set_capabilities(1 << _CAP_DAC_READ_SEARCH if search else 0)


def _drop_capabilities(keep: int) -> None:
    _drop_bounding_set()
    _set_capabilities(keep)


def _drop_bounding_set() -> None:
    for capability in range(64):
        try:
            _prctl(_PR_CAPBSET_DROP, capability)
        except OSError:  # past the last one, or no privilege to drop and none to gain
            break


def _set_capabilities(mask: int) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(mask, mask, 0, 0, 0, 0)
    _checked(_libc().capset(ctypes.byref(header), ctypes.byref(data)))
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    def text(value: str | None) -> bytes | None:
        return None if value is None else os.fsencode(value)

    _checked(
        _libc().mount(text(source), text(target), text(kind), ctypes.c_ulong(flags), text(options))
    )


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _checked(_libc().prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero))


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> None:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
