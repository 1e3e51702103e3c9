"""Which isolation this machine can give, and how the zygote is started for it.

Tier A lives in bubblewrap: a file system of its own, no network, and a pid, mount and
ipc namespace for each worker. Tier B has Landlock and seccomp only. `process` is a
separate process and nothing more, for code that is trusted.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import random
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from grader.model import Isolation, Layer, Text

HERE = Path(__file__).resolve().parent
FAR_SCRATCH = "/scratch"
FAR_CODE = "/far"
SPARE_UIDS = range(61_000, 62_000)
DEVICES = ("null", "zero", "full", "random", "urandom")
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/sys/devices/system/cpu")
PROC = ("/proc/cpuinfo", "/proc/meminfo")
NAMESPACE_DISK = 64 << 20

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
}

BOOT = "import sys; sys.path[:0] = sys.argv[1:]; from sandbox.zygote import main; main()"


def interpreter() -> str:
    """The real file of the running interpreter, outside any virtual environment."""
    return os.path.realpath(sys.executable)


def libraries() -> list[str]:
    """Folders that hold installed libraries, as the running interpreter sees them."""
    paths = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *sys.path]
    found = [path for path in paths if path.endswith(("site-packages", "dist-packages"))]
    return [path for path in dict.fromkeys(map(os.path.realpath, found)) if os.path.isdir(path)]


def secrets(course: Path | None) -> list[Path]:
    """Folders that no worker may read: the grader, the installed reference, the course."""
    package = HERE.parent
    return [package, package.parent / "reference", *([course.resolve()] if course else [])]


def readable(holes: list[Path]) -> list[str]:
    """What a worker may read: the interpreter and the libraries, without `holes`."""
    trees = [Path(tree) for tree in (*libraries(), os.path.realpath(sys.base_prefix), *SYSTEM)]
    parts = [str(part) for tree in trees for part in _without(tree, holes)]
    return [*dict.fromkeys(parts), *PROC]


def _without(tree: Path, holes: list[Path]) -> Iterator[Path]:
    """Paths that cover `tree` but none of the holes in it."""
    if tree in holes:
        return
    if not any(hole.is_relative_to(tree) for hole in holes):
        yield tree
        return
    for part in sorted(tree.iterdir()):
        yield from _without(part, holes)


def bubblewrap() -> str | None:
    """Path of the bwrap program, if it is installed."""
    return shutil.which("bwrap")


def command(namespaces: bool, holes: list[Path]) -> list[str]:
    """The command line that starts the zygote."""
    python = [interpreter(), "-I", "-S", "-W", "ignore", "-c", BOOT]
    if namespaces:
        return [*_wrapped(holes), *python, FAR_CODE, *libraries()]
    return [*python, str(HERE.parent), *libraries()]


def _wrapped(holes: list[Path]) -> list[str]:
    program = bubblewrap()
    assert program is not None
    words = [program, "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net"]
    words += ["--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    # real root keeps its own user namespace: a mapped root would escape RLIMIT_NPROC and
    # could not become the spare user
    words += [] if os.getuid() == 0 else ["--unshare-user"]
    words += ["--size", str(NAMESPACE_DISK), "--tmpfs", "/tmp", "--dir", FAR_SCRATCH]
    words += ["--proc", "/proc", "--dir", "/dev", "--dir", "/dev/shm"]
    for device in DEVICES:
        words += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for tree in _trees():
        words += _bind(tree, tree)
    for link in ("/bin", "/sbin", "/lib", "/lib64"):
        words += (
            ["--symlink", os.readlink(link), link] if os.path.islink(link) else _bind(link, link)
        )
    words += _bind("/etc/ld.so.cache", "/etc/ld.so.cache")
    words += _bind(str(HERE), f"{FAR_CODE}/sandbox")
    for hole in holes:
        if any(hole.is_relative_to(tree) for tree in _trees()):
            words += ["--tmpfs", str(hole)]
    words += ["--remount-ro", "/"]
    for capability in ("SYS_ADMIN", "SETPCAP", "SETUID", "SETGID"):
        words += ["--cap-add", f"CAP_{capability}"]
    return words


def _trees() -> list[str]:
    base = os.path.realpath(sys.base_prefix)
    trees = ["/usr", "/sys/devices/system/cpu", base, *libraries()]
    covered = [tree for tree in trees if not any(_inside(tree, other) for other in trees)]
    return list(dict.fromkeys(covered))


def _inside(tree: str, other: str) -> bool:
    return tree != other and Path(tree).is_relative_to(other)


def _bind(source: str, target: str) -> list[str]:
    # folders that bwrap makes on the way by itself would be closed to the spare user
    folders = [str(folder) for folder in reversed(Path(target).parents[:-1])]
    made = [word for folder in folders for word in ("--dir", folder)]
    return [*made, "--ro-bind-try", source, target]


def spare_user() -> int | None:
    """A user id that nobody has, to run student code as where the grader is root.

    Drawn at random: limits on processes count for a user, and graders may run side by side.
    """
    if os.getuid() != 0:
        return None
    taken = {user.pw_uid for user in pwd.getpwall()}
    return random.choice([uid for uid in SPARE_UIDS if uid not in taken])


def own_threads() -> int:
    """How many threads this user has, in all processes."""
    count = 0
    for tasks in Path("/proc").glob("[0-9]*/task"):
        with contextlib.suppress(OSError):
            if tasks.stat().st_uid == os.getuid():
                count += tasks.stat().st_nlink - 2
    return count


def closed_to_others() -> bool:
    """Whether another user could not reach the interpreter or the libraries."""
    paths = [Path(path) for path in (*libraries(), os.path.realpath(sys.base_prefix))]
    folders = {folder for path in paths for folder in (path, *path.parents)}
    return any(not folder.stat().st_mode & 0o001 for folder in folders)


def describe(tier: str, landlock: int, spare: bool) -> Isolation:
    """The layers of a tier, for reports."""
    confined = tier != "process"
    return Isolation(
        tier=tier,
        layers=(
            Layer("process", True, SEPARATE_PROCESS),
            Layer("rlimits", True, RLIMITS),
            Layer("seccomp", confined, SECCOMP),
            Layer("landlock", confined and landlock > 0, LANDLOCK.format(abi=landlock)),
            Layer("network", confined, NO_NETWORK),
            Layer("undumpable", confined, UNDUMPABLE),
            Layer("unprivileged", confined and (spare or os.getuid() != 0), UNPRIVILEGED),
            Layer("namespaces", tier == "A", NAMESPACES),
        ),
    )


SEPARATE_PROCESS = Text(
    "学生代码不与测试、答案同处一个进程",
    "student code shares no process with tests or answers",
)
RLIMITS = Text(
    "限制处理器时间、内存、文件大小和描述符数量",
    "bounds CPU time, memory, file size and open descriptors",
)
SECCOMP = Text(
    "禁止新进程、套接字、信号、共享内存和命名空间等系统调用",
    "forbids the system calls for new processes, sockets, signals, shared memory, namespaces",
)
LANDLOCK = Text(
    "只能读解释器和库，只能写自己的临时文件夹（Landlock ABI {abi}）",
    "only the interpreter and libraries can be read, only its own scratch folder written"
    " (Landlock ABI {abi})",
)
NO_NETWORK = Text("没有网络", "there is no network")
UNDUMPABLE = Text(
    "其他进程不能读取或跟踪它的内存",
    "other processes can neither read nor trace its memory",
)
UNPRIVILEGED = Text(
    "以没有特权的用户身份运行",
    "runs as a user without privileges",
)
NAMESPACES = Text(
    "进程号、挂载点、IPC 和网络都是独立的，临时文件夹有容量上限",
    "its own process ids, mounts, IPC and network, and a scratch folder of limited size",
)
