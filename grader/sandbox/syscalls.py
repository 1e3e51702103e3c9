"""The system calls that student code may make; every other one fails with EPERM.

An allow-list for libseccomp, which knows every architecture's numbers. A workload of
training, TensorBoard, pictures and threads needs some forty of them. What is missing
is missing on purpose: new processes and programs, sockets, signals to others, shared
memory and keys, namespaces and mounts, tracing, devices.
"""

from __future__ import annotations

import errno
import functools
import os
from typing import Any

ALWAYS = """
    read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range
    creat stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    eventfd2 pipe pipe2 dup dup2 dup3 flock fsync fdatasync ftruncate fallocate
    sendfile copy_file_range getdents getdents64 getcwd chdir fchdir
    rename renameat renameat2 mkdir mkdirat rmdir link linkat unlink unlinkat symlink symlinkat
    readlink readlinkat umask
    getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
    mmap munmap mprotect mremap madvise msync mincore brk get_mempolicy membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
    futex futex_waitv set_robust_list get_robust_list set_tid_address rseq restart_syscall
    sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min getcpu
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
    getitimer setitimer alarm pause
    getpid gettid getppid getuid geteuid getgid getegid getresuid getresgid getgroups
    getpgrp getpgid getsid getpriority capget uname sysinfo getrandom getrlimit setrlimit getrusage
    arch_prctl exit exit_group recvfrom recvmsg sendto sendmsg shutdown getsockopt getsockname
""".split()

IN_PRIVATE = "chmod fchmod fchmodat utime utimes utimensat futimesat".split()
"""Landlock does not cover these: in a shared file system they do nothing and succeed, for
`shutil.copy` calls them."""

_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)
"""Duplicate, flags, locks, pipe size; not: owner, signal, lease, notify, seals."""
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
_PRCTL = (15, 16, 0x53564D41)
"""PR_SET_NAME, PR_GET_NAME, PR_SET_VMA."""
_CLONE_THREAD = 0x10000


def available() -> bool:
    """Whether libseccomp can be loaded here."""
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError):
        return False
    return bool(pyseccomp.get_api() > 0)


def restrict(private: bool) -> None:
    """Load the filter into this process; needs `no_new_privs`. There is no way back.

    `private` says that the file system is the worker's own.

    Raises:
        OSError: the kernel has no seccomp filters.
    """
    rules = prepare()
    for name in IN_PRIVATE:
        if private:
            _allow(rules, name)
        else:
            _pretend(rules, name)
    for name in ("kill", "tgkill"):
        _allow(rules, name, _argument(0, os.getpid()))
    rules.load()


@functools.cache
def prepare() -> Any:
    """All rules but those that name the process itself: made once, before the forks."""
    import pyseccomp as seccomp

    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in ALWAYS:
        _allow(rules, name)
    for name, index, values in (("fcntl", 1, _FCNTL), ("ioctl", 1, _IOCTL), ("prctl", 0, _PRCTL)):
        for value in values:
            _allow(rules, name, _argument(index, value))
    # Landlock before ABI 3 does not keep files from being cut: only what may be written may be
    for name, index in (("open", 1), ("openat", 2)):
        _allow(rules, name, seccomp.Arg(index, seccomp.MASKED_EQ, os.O_TRUNC, 0))
        for mode in (os.O_WRONLY, os.O_RDWR):
            _allow(rules, name, seccomp.Arg(index, seccomp.MASKED_EQ, os.O_ACCMODE, mode))
    _allow(rules, "prlimit64", _argument(0, 0))
    _allow(rules, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD))
    # glibc falls back to clone, whose flags a filter can read, where clone3 does not exist
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    return rules


def _allow(rules: Any, name: str, *conditions: object) -> None:
    import pyseccomp as seccomp

    # a call that this architecture does not have resolves to a negative number
    if seccomp.resolve_syscall(seccomp.system_arch(), name) >= 0:
        rules.add_rule(seccomp.ALLOW, name, *conditions)


def _pretend(rules: Any, name: str) -> None:
    import pyseccomp as seccomp

    if seccomp.resolve_syscall(seccomp.system_arch(), name) >= 0:
        rules.add_rule(seccomp.ERRNO(0), name)


def _argument(index: int, value: int) -> object:
    import pyseccomp as seccomp

    return seccomp.Arg(index, seccomp.EQ, value)
