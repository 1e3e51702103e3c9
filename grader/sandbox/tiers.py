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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.model import Isolation, Layer, Text

HERE = Path(__file__).resolve().parent
FAR_SCRATCH = "/scratch"
FAR_CODE = "/far"
SPARE_UIDS = range(61_000, 62_000)
DEVICES = ("null", "zero", "full", "random", "urandom")
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/sys/devices/system/cpu")
SETTINGS = Path("/proc/sys")
HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage"
"""What the C library looks at before it takes its heap in huge pages."""
PROC = ("/proc/cpuinfo", "/proc/meminfo")
NAMESPACE_DISK = 64 << 20
CAP_DAC_READ_SEARCH = 2
SPARE_RIGHTS = (0, 1, 3, 5, 6, 7)
"""CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_KILL, CAP_SETGID, CAP_SETUID."""

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""Of the zygote, whose heap in huge pages is sooner filled, and sooner forked for each worker."""

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


def command(namespaces: bool, holes: list[Path], network: bool = False) -> list[str]:
    """The command line that starts the zygote; with `network` it keeps the machine's."""
    python = [interpreter(), "-I", "-S", "-W", "ignore", "-c", BOOT]
    if namespaces:
        share = ["--share-net"] if network else []
        return [*_wrapped(holes), *share, *python, FAR_CODE, *libraries()]
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
    trees = ["/usr", "/sys/devices/system/cpu", HUGE_PAGES, base, *libraries()]
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
    None for an ordinary user, and for a root that may not become another, as in some containers.
    """
    if os.getuid() != 0 or not may_become_another():
        return None
    taken = {user.pw_uid for user in pwd.getpwall()}
    return random.choice([uid for uid in SPARE_UIDS if uid not in taken])


def may_become_another() -> bool:
    """Whether this process may run workers as another user, end them and tidy up after them."""
    wanted = [*SPARE_RIGHTS, *([CAP_DAC_READ_SEARCH] if closed_to_others() else [])]
    status = Path("/proc/self/status").read_text()
    held = int(status.partition("CapEff:")[2].split()[0], 16)
    return all(held >> right & 1 for right in wanted)


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


def describe(tier: str, offers: Mapping[str, Any], spare: bool, refusal: str = "") -> Isolation:
    """The layers of a tier: which are active, what they stop, what the others need.

    Args:
        tier: of the isolation, see `Isolation`
        offers: what the machine has, as the zygote found out
        spare: whether workers run as a user of their own
        refusal: what bubblewrap said when it did not start
    """
    confined = tier != "process"
    abi = int(offers["landlock"])

    def layer(name: str, there: bool, stops: Text, needs: Text) -> Layer:
        return Layer(name, confined and there, stops, needs if confined and not there else None)

    return Isolation(
        tier=tier,
        layers=(
            Layer("process", True, SEPARATE_PROCESS),
            Layer("rlimits", True, RLIMITS),
            layer("seccomp", offers["seccomp"], SECCOMP, SECCOMP_NEEDS),
            layer("landlock", abi > 0, LANDLOCK.format(abi=abi), LANDLOCK_NEEDS),
            layer("network", tier == "A" or offers["seccomp"], NO_NETWORK, SECCOMP_NEEDS),
            Layer("undumpable", confined, UNDUMPABLE),
            layer("unprivileged", spare or os.getuid() != 0, UNPRIVILEGED, UNPRIVILEGED_NEEDS),
            layer("namespaces", tier == "A", NAMESPACES, _namespaces_need(refusal)),
        ),
    )


def _namespaces_need(refusal: str) -> Text:
    """What stands in the way of namespaces: a package, a sysctl, or whoever refuses them."""
    if bubblewrap() is None:
        return BUBBLEWRAP_NEEDED
    for name, value in SYSCTLS.items() if os.getuid() != 0 else ():
        with contextlib.suppress(OSError):  # not of this kernel, or not to be read
            now = int(SETTINGS.joinpath(*name.split(".")).read_text())
            if (now == 0) != (value == 0):
                return SYSCTL_NEEDED.format(name=name, value=value)
    said = refusal.strip().rpartition("\n")[2]
    return Text(
        NAMESPACES_NEED.zh + (f"（{said}）" if said else ""),
        NAMESPACES_NEED.en + (f" ({said})" if said else ""),
    )


SYSCTLS = {
    "kernel.apparmor_restrict_unprivileged_userns": 0,
    "kernel.unprivileged_userns_clone": 1,
    "user.max_user_namespaces": 10_000,
}
"""Settings that keep an ordinary user from namespaces, and the values that do not."""

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
SECCOMP_NEEDS = Text(
    "安装系统包 libseccomp（Debian、Ubuntu 上叫 libseccomp2）和 Python 包 pyseccomp",
    "the system package libseccomp (libseccomp2 on Debian and Ubuntu) and the Python package"
    " pyseccomp",
)
LANDLOCK_NEEDS = Text(
    "Linux 5.13 以上的内核，启动参数 lsm= 里有 landlock；在容器中还要求容器不禁止它的系统调用",
    "Linux 5.13 or later, booted with landlock in its lsm= list; and, in a container, one that"
    " lets the system calls of Landlock through",
)
UNPRIVILEGED_NEEDS = Text(
    "由普通用户启动，或者给容器中的 root 保留权能 CHOWN、DAC_OVERRIDE、FOWNER、KILL、SETGID、SETUID"
    "（解释器在不对外开放的文件夹里时，还有 DAC_READ_SEARCH）",
    "a start by an ordinary user, or the capabilities CHOWN, DAC_OVERRIDE, FOWNER, KILL,"
    " SETGID and SETUID for root in its container (DAC_READ_SEARCH too where the interpreter"
    " lies in a folder that is closed to others)",
)
BUBBLEWRAP_NEEDED = Text("安装系统包 bubblewrap", "the system package bubblewrap")
SYSCTL_NEEDED = Text(
    "把 {name} 设为 {value}（由 root 运行 sysctl -w {name}={value}），目前普通用户不能使用命名空间",
    "{name} set to {value} (as root: sysctl -w {name}={value}); now it closes namespaces to"
    " ordinary users",
)
NAMESPACES_NEED = Text(
    "内核和容器允许新的命名空间和挂载（Docker：--cap-add SYS_ADMIN"
    " --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
    " --security-opt systempaths=unconfined）",
    "a kernel and a container that allow new namespaces and mounts (Docker: --cap-add SYS_ADMIN"
    " --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt"
    " systempaths=unconfined)",
)
