"""What `grader sandbox` says, and that grading works where a machine gives less than all.

Machines are simulated: a filter of system calls stands for a kernel or a container that refuses
namespaces and mounts, dropped capabilities for a container without extra privileges.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.model import Isolation
from grader.render import terminal
from grader.sandbox import landlock, syscalls, tiers

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux"),
    pytest.mark.skipif(not syscalls.available(), reason="libseccomp is not there"),
]
needs_landlock = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
needs_root = pytest.mark.skipif(
    os.getuid() != 0 or not shutil.which("setpriv"), reason="needs root and setpriv"
)

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"
REFUSING = """
import errno, os, sys
import pyseccomp as seccomp

NEWUSER, LANDLOCK_CREATE_RULESET = 0x10000000, 444
rules = seccomp.SyscallFilter(seccomp.ALLOW)
refused = seccomp.ERRNO(errno.EPERM)
rules.add_rule(refused, "mount")
for name in ("unshare", "clone"):
    rules.add_rule(refused, name, seccomp.Arg(0, seccomp.MASKED_EQ, NEWUSER, NEWUSER))
rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
if sys.argv.pop(1) == "without Landlock":
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), LANDLOCK_CREATE_RULESET)
rules.load()
os.execv(sys.executable, [sys.executable, "-m", "grader.cli", *sys.argv[1:]])
"""
"""Runs the command where namespaces for users and mounts are refused, as by a container."""
AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
WITHOUT_RIGHTS = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
"""An ordinary user who may read root's files."""
NO_CAPABILITIES = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--")
OF_DOCKER = (
    "chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw"
    " sys_chroot mknod audit_write setfcap"
).split()
AS_IN_DOCKER = ("setpriv", f"--bounding-set=-all,+{',+'.join(OF_DOCKER)}", "--inh-caps=-all", "--")


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for temporary files that is everybody's."""
    folder = Path(tempfile.mkdtemp(prefix="isolation-", dir="/var/tmp"))
    folder.chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


def run(scratch: Path, *words: str, prefix: tuple[str, ...] = (), kernel: str = "with Landlock"):
    """A command of the grader behind the filter; the finished process."""
    command = [*prefix, sys.executable, "-c", REFUSING, kernel, *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)}
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd="/", timeout=300, check=False
    )


def layers(isolation: dict) -> dict[str, bool]:
    return {layer["name"]: layer["active"] for layer in isolation["layers"]}


def needs(isolation: dict) -> dict[str, str]:
    return {layer["name"]: layer["needs"]["en"] for layer in isolation["layers"] if layer["needs"]}


def closed_to_nobody() -> bool:
    tried = "import os, torch, grader.cli; os.listdir('/proc/self/task');"
    tried += f"open({tiers.interpreter()!r}).close()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [*AS_NOBODY, sys.executable, "-c", tried]
    done = subprocess.run(command, check=False, capture_output=True, env=environment, cwd="/")
    return done.returncode != 0


@needs_landlock
@pytest.mark.parametrize(
    ("prefix", "unprivileged"),
    [
        pytest.param((), True, id="user namespaces and mounts refused"),
        pytest.param(AS_NOBODY, True, id="the same, an ordinary user", marks=needs_root),
        pytest.param(WITHOUT_RIGHTS, True, id="the same, a user without rights", marks=needs_root),
        pytest.param(AS_IN_DOCKER, None, id="a container of Docker's", marks=needs_root),
        pytest.param(NO_CAPABILITIES, False, id="a container without rights", marks=needs_root),
    ],
)
def test_grading_without_namespaces(scratch, prefix, unprivileged):
    """Where namespaces are refused tier B grades, and the report says which layer is missing."""
    if prefix is AS_NOBODY and closed_to_nobody():
        pytest.skip("the interpreter or /proc is closed to other users")
    solutions, course = str(MINIATURE / "solutions"), str(MINIATURE)

    done = run(scratch, "submit", solutions, "--json", "--course", course, prefix=prefix)

    assert (done.stderr, done.returncode) == ("", 0)
    report = json.loads(done.stdout)
    active = layers(report["isolation"])
    assert report["score"]["earned"] == report["score"]["possible"] > 0
    assert report["isolation"]["tier"] == "B"
    assert active.pop("unprivileged") in (
        {unprivileged} if unprivileged is not None else {True, False}
    )
    assert [name for name, there in active.items() if not there] == ["namespaces"]
    if tiers.bubblewrap() and os.getuid() == 0 and prefix is not AS_NOBODY:
        assert "bwrap:" in needs(report["isolation"])["namespaces"]
    assert list(scratch.iterdir()) == []


@needs_landlock
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_where_namespaces_are_refused(scratch, lang):
    """Tier B suffices for full isolation: exit code 0, and what would make it tier A."""
    done = run(scratch, "sandbox", "--lang", lang)

    assert (done.returncode, done.stderr) == (0, "")
    assert {"zh": "B 级", "en": "tier B"}[lang] in done.stdout
    assert {"zh": "需要：", "en": "needs: "}[lang] in done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_where_too_little_is_there(scratch, lang):
    """With neither namespaces nor Landlock the exit code is 2, and the remedy is named."""
    done = run(scratch, "sandbox", "--json", "--lang", lang, kernel="without Landlock")
    isolation = json.loads(done.stdout)

    assert done.returncode == 2
    assert isolation["tier"] == "none"
    assert "5.13" in needs(isolation)["landlock"]
    assert "landlock" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(scratch.iterdir()) == []


def test_the_command_here(scratch):
    """Every layer that is not active and not a matter of choice says what it needs."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)}
    command = [sys.executable, "-X", "importtime", "-m", "grader.cli", "sandbox", "--json"]

    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    isolation = json.loads(done.stdout)
    assert done.returncode == (2 if isolation["tier"] == "none" else 0)
    assert needs(isolation).keys() == {name for name, on in layers(isolation).items() if not on}
    assert " torch\n" not in done.stderr


OFFERS = {"seccomp": True, "landlock": 7, "namespaces": False}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"apparmor_restrict_unprivileged_userns": "1"}, "apparmor_restrict_unprivileged_userns=0"),
        ({"unprivileged_userns_clone": "0"}, "unprivileged_userns_clone=1"),
        ({"unprivileged_userns_clone": "1"}, "--cap-add"),
        ({}, "--cap-add"),
    ],
)
def test_a_setting_that_closes_namespaces_is_named(monkeypatch, tmp_path, settings, named):
    """To an ordinary user the setting of the kernel that stands in the way is named, with a cure."""
    (tmp_path / "kernel").mkdir()
    for name, value in settings.items():
        (tmp_path / "kernel" / name).write_text(f"{value}\n")
    monkeypatch.setattr(tiers, "SETTINGS", tmp_path)
    monkeypatch.setattr(tiers, "bubblewrap", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(tiers.os, "getuid", lambda: 1000)

    isolation = tiers.describe("B", OFFERS, spare=False)

    (layer,) = [one for one in isolation.layers if one.needs]
    assert layer.name == "namespaces"
    assert named in layer.needs.zh
    assert named in layer.needs.en


@pytest.mark.parametrize("tier", ["A", "B", "none"])
def test_what_the_command_prints(tier):
    """Each layer has a line, in both languages, whatever bubblewrap has said."""
    offers = {**OFFERS, "landlock": 0, "seccomp": tier != "none"}
    isolation = tiers.describe(tier, offers, spare=False, refusal="x\nbwrap: \x1b[31mno\n")
    assert isinstance(isolation, Isolation)

    for lang in ("zh", "en"):
        text = terminal.render_isolation(isolation, lang)
        assert all(layer.name in text for layer in isolation.layers)
        assert all(layer.stops[lang] in text for layer in isolation.layers)
        assert "\x1b" not in text
