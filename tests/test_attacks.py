"""Nothing gets out and nobody else pays: every file of tests/attacks, graded for real.

Each attack meets one warm session per tier that may differ for it, and is followed by an honest
answer, which must get all points. `held` proves that what was tried was stopped: such an attack answers wrong
where it succeeds.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import hashlib
import json
import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import torch

from grader import catalogue
from grader.authoring.errors import Stopped, StudentError
from grader.authoring.student import Student
from grader.bench import Bench
from grader.model import Answer, Form
from grader.render.visible import defuse, visible
from grader.sandbox import confine, landlock, syscalls, tiers
from grader.sandbox.host import OF_ZYGOTE, WITHOUT, Sandbox
from grader.sandbox.remote import Gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MINIATURE = HERE / "course"
DEFAULT = "w1/double"

SECONDS, MEGABYTES = 2, 512
"""Limits of a worker in these tests; it may make the judge wait three times as long."""
JUDGE_SECONDS = 10.0
"""CPU time that the judge may spend on one submission; an honest one takes a tenth of a second."""
JUDGE_MEGABYTES = 700
REPORT_BYTES = 100_000
CACHE = "torchinductor_"
"""What torch itself may make in the folder for temporary files, for every user."""
HUNG = 120.0
"""A session that says nothing for so long is ended and begun again behind the attack."""

CANARY = b"nobody is to read or to change this\n"
SECRET = {"SECRET": "swordfish"}
OLD = "B on Linux 5.13"
"""As the same user, and with the first Landlock: no word on cutting files, networks, signals."""
TIERS = ("A", "B", "B as the same user", OLD, "B as nobody")
ANYWHERE = re.compile(r"^(cheat|patch|report|wire)_")
"""What goes on within the worker and the judge, the same in each tier: tried in one of them."""
OUTSIDE = re.compile(r"^(exit_realtime|read|write|net|process)_")
"""What depends on whose user id a worker has."""
CUTTING = re.compile(r"^(read|write)_")
"""What depends on the version of Landlock."""
ORDINARY_USERS = "ordinary users"


@dataclass(frozen=True)
class Attack:
    """One file: what it expects (outcomes by tier) and which exercise it answers."""

    name: str
    source: str
    expected: dict[str, frozenset[str]]
    exercise: str

    @property
    def course(self) -> Path:
        return MINIATURE if self.exercise == DEFAULT else ROOT

    @property
    def file(self) -> Path:
        """Where it lies among the submissions: the folder tells the exercise."""
        return Path(self.exercise.rpartition("/")[2], f"{self.name}.py")


def _read(file: Path) -> Attack:
    """An attack, from the header of its file.

    The first line is `# verdict: held`, `# verdict: held or died`, or by tiers
    `# verdict: held on A, refused on B`; what differs where no root grades follows as
    `, broke on ordinary users`. The second may be `# exercise: week5/name`.
    """
    source = file.read_text()
    first, second = source.splitlines()[:2]
    expected = {}
    for clause in first.removeprefix("# verdict: ").split(", "):
        outcomes, _, place = clause.partition(" on ")
        for one in [place] if place else ["A", "B"]:
            expected[one] = frozenset(outcomes.split(" or "))
    exercise = second.removeprefix("# exercise: ") if second.startswith("# exercise: ") else DEFAULT
    return Attack(file.stem, source, expected, exercise)


def tried(name: str, tier: str) -> bool:
    """Whether an attack is tried in this tier: where its chances may differ."""
    if ANYWHERE.match(name):
        return tier == ("A" if tiers.bubblewrap() else "B")
    return tier in {"A", "B"} or bool((CUTTING if tier == OLD else OUTSIDE).match(name))


ATTACKS = {file.stem: _read(file) for file in sorted((HERE / "attacks").glob("*.py"))}
CASES = [
    pytest.param(tier, name, id=f"{name}-{tier.replace(' ', '_')}")
    for name in ATTACKS
    for tier in TIERS
    if tried(name, tier)
]


class Yard:
    """What attacks may aim at: a file, listeners. Open to everybody but for the sandbox."""

    def __init__(self, place: str | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attacked-", dir=place))
        self.scratch = self.folder / "tmp"
        self.aim = self.folder / "aim"
        for folder, mode in ((self.folder, 0o755), (self.scratch, 0o777), (self.aim, 0o777)):
            folder.mkdir(exist_ok=True)
            folder.chmod(mode)
        self.canary = self.aim / "canary"
        self.canary.write_bytes(CANARY)
        self.canary.chmod(0o666)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagrams.bind(("127.0.0.1", self.port))
        self.service, self.abstract = (
            socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in range(2)
        )
        self.service.bind(f"{self.canary}.socket")
        os.chmod(f"{self.canary}.socket", 0o666)
        self.abstract.bind(f"\0grader-attack-{self.port}")
        for one in (self.service, self.abstract):
            one.listen()
        for one in self.sockets:
            one.setblocking(False)
        self.before = digest(self.aim)

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        return self.listener, self.datagrams, self.service, self.abstract

    def reached(self) -> list[str]:
        """Kinds of listeners that something has arrived at."""
        found = []
        for one in self.sockets:
            with contextlib.suppress(BlockingIOError):
                one.recv(1) if one.type == socket.SOCK_DGRAM else one.accept()
                found.append(str(one.getsockname()))
        return found

    def changed(self) -> bool:
        """Whether anything there is not as it was."""
        return digest(self.aim) != self.before

    def close(self) -> None:
        for one in self.sockets:
            one.close()
        shutil.rmtree(self.folder)


def digest(folder: Path) -> str:
    """Names, contents, modes and times of all that is below a folder."""
    total = hashlib.sha256()
    for path in sorted([folder, *folder.rglob("*")]):
        if "__pycache__" in path.parts:
            continue
        status = path.lstat()
        total.update(f"{path} {status.st_mode} {status.st_uid}".encode())
        if path.is_file():
            total.update(f"{status.st_mtime_ns}".encode() + path.read_bytes())
    return total.hexdigest()


@dataclass
class Run:
    """What came of the sessions of one tier: lines of the driver by the attack's name."""

    yard: Yard
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    honest: dict[str, dict[str, Any]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Attacks during which the session ended or hung, with its last words."""
    ends: list[dict[str, Any]] = field(default_factory=list)
    tiers: set[str] = field(default_factory=set)
    trees_changed: bool = False


def unavailable(tier: str) -> str:
    """Why this tier cannot be tried here; empty if it can."""
    if not syscalls.available():
        return "libseccomp is not there"
    if tier == "A":
        return "" if tiers.bubblewrap() else "bubblewrap is not installed"
    if not landlock.abi():
        return "this kernel has no Landlock"
    if tier == "B as nobody" and not as_nobody():
        return "needs root, and setpriv or unshare, to become an ordinary user"
    if tier == "B as the same user" and os.getuid() != 0:
        return "tier B is that already, where the tests are not run by root"
    return ""


ORDINARY = (
    ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"),
    ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--"),
)
"""Ways to become an ordinary user. The second may still read root's files, and has no rights."""


@functools.cache
def as_nobody() -> tuple[str, ...]:
    """The first way that leaves the interpreter readable; none where this is no root."""
    tried = f"import torch, grader.cli; open({tiers.interpreter()!r}).close()"
    for way in ORDINARY if os.getuid() == 0 else ():
        command = [*way, sys.executable, "-c", tried]
        if (
            shutil.which(way[0])
            and not subprocess.run(command, capture_output=True, check=False).returncode
        ):
            return way
    return ()


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest) -> Iterator[dict[str, Run]]:
    """All attacks that were asked for, graded; tiers side by side, as they mostly wait."""
    wanted: dict[str, list[Attack]] = {}
    for item in request.session.items:
        chosen = getattr(item, "callspec", None)
        if chosen is not None and "attack" in chosen.params:
            wanted.setdefault(chosen.params["tier"], []).append(ATTACKS[chosen.params["attack"]])
    wanted = {tier: found for tier, found in wanted.items() if not unavailable(tier)}
    before = [digest(tree) for tree in TREES]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = {tier: pool.submit(run, tier, found) for tier, found in wanted.items()}
        found = {tier: one.result() for tier, one in done.items()}
    changed = before != [digest(tree) for tree in TREES]
    for one in found.values():
        one.trees_changed = changed
    yield found
    for one in found.values():
        one.yard.close()


TREES = [ROOT / name for name in ("grader", "exercises", "reference", "solutions", "tests/course")]


def run(tier: str, attacks: list[Attack]) -> Run:
    """Grade attacks in one session for each course; in more where a session breaks."""
    result = Run(Yard())
    folder = result.yard.folder / "submissions"
    for one in attacks:
        file = folder / one.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(aimed(one, result.yard, one.course, ROOT / "grader"))
    for course in sorted({one.course for one in attacks}):
        waiting = [one for one in attacks if one.course == course]
        while waiting:
            graded = session(tier, waiting, folder, result)
            waiting = waiting[graded:]
    return result


def aimed(attack: Attack, yard: Yard, course: Path, grader: Path) -> str:
    """The source with its placeholders filled in."""
    places = {
        "PORT": str(yard.port),
        "CANARY": str(yard.canary),
        "COURSE": str(course),
        "GRADER": str(grader),
    }
    return re.sub(r"\b(PORT|CANARY|COURSE|GRADER)\b", lambda found: places[found[0]], attack.source)


def session(tier: str, attacks: list[Attack], folder: Path, result: Run) -> int:
    """One driver, until it has ended or hangs; how many attacks that settles."""
    course = attacks[0].course
    command = [sys.executable, str(HERE / "drive.py"), "--course", str(course)]
    command += ["--isolation", tier[0], "--attacks"]
    for exercise in sorted({one.exercise for one in attacks}):
        command += ["--exercise", exercise]
    command += ["--seconds", str(SECONDS), "--megabytes", str(MEGABYTES)]
    command += ["--same-user"] if tier in {"B as the same user", OLD} else []
    command += ["--landlock", "1"] if tier == OLD else []
    prefix = as_nobody() if tier == "B as nobody" else ()
    settled = 0
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*prefix, *command, *(str(folder / one.file) for one in attacks)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **SECRET, "TMPDIR": str(result.yard.scratch)},
            cwd=result.yard.folder,
        )
        for line in lines_of(process):
            if "tier" in line:
                result.tiers.add(line["tier"])
            elif "survivors" in line:
                result.ends.append(line)
            elif "report" in line and line["name"] == attacks[settled].name:
                result.lines[line["name"]] = line
            elif "report" in line:
                result.honest[attacks[settled].name] = line
                settled += 1
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        hung = process.poll() is None
        process.kill()
        process.wait()
        if settled < len(attacks):
            errors.seek(0)
            words = errors.read()[-3000:].decode("utf-8", "replace")
            why = "hung" if hung else f"ended with {process.returncode}"
            result.failed[attacks[settled].name] = f"the session {why}: {words}"
            return settled + 1
    return settled


def lines_of(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    """Lines of JSON until there are no more, or none comes for too long."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                waiting.put(line)
        waiting.put(b"")

    threading.Thread(target=read, daemon=True).start()
    with contextlib.suppress(queue.Empty):
        while line := waiting.get(timeout=HUNG):
            yield json.loads(line)


@pytest.fixture
def graded(runs: dict[str, Run], tier: str) -> Run:
    if tier not in runs:
        pytest.skip(unavailable(tier) or "no attack was asked for")
    return runs[tier]


@pytest.mark.parametrize(("tier", "attack"), CASES)
def test_attack(graded: Run, tier: str, attack: str) -> None:
    """An attack gets the verdict that its file names, costs the judge little, harms nobody."""
    assert attack not in graded.failed, graded.failed[attack]
    line = graded.lines[attack]
    (exercise,) = line["report"]["exercises"]
    checks = exercise["checks"]
    outcomes = [check["outcome"] for check in checks]
    first = next((outcome for outcome in outcomes if outcome != "held"), "held")

    reasons = [(check["outcome"], check["error"], check["got"]) for check in checks]
    assert first in ATTACKS[attack].expected[tier[0]], reasons
    assert "ungraded" not in {check["ruling"] for check in checks}, checks
    assert line["cpu"] < JUDGE_SECONDS
    assert line["megabytes"] < JUDGE_MEGABYTES
    assert line["descriptors"] <= graded.honest[attack]["descriptors"]
    assert_presentable(line)
    score = graded.honest[attack]["report"]["score"]
    assert score["earned"] == score["possible"] > 0, "the next submission paid for it"


def assert_presentable(line: dict[str, Any]) -> None:
    """Nothing in a report would be obeyed by whoever opens it, in any format, or fill a disk."""
    assert line["problems"] == {}
    assert len(line["written"]) < REPORT_BYTES
    for text in (line["written"], *line["shown"].values()):
        assert len(text) < REPORT_BYTES
        assert visible(text) == text
        assert defuse(text) == text


@pytest.mark.parametrize("tier", TIERS)
def test_session(graded: Run, tier: str) -> None:
    """Behind a session there is no process, no folder, no changed file, no message sent."""
    assert graded.tiers == {tier[0]}
    assert [line for line in graded.ends if line["survivors"] or line["folders"]] == []
    assert not graded.yard.changed()
    assert graded.yard.reached() == []
    assert not graded.trees_changed
    if not graded.failed:
        left = [one.name for one in graded.yard.scratch.iterdir()]
        assert [name for name in left if not name.startswith(CACHE)] == []


def test_files() -> None:
    """Every attack says in its header what it expects, and in a sentence what it tries."""
    outcomes = {"held", "raised", "died", "timed_out", "out_of_memory", "refused", "broke"}
    for name, attack in ATTACKS.items():
        header = attack.source.split("\n\n", 1)[0].splitlines()
        rest = [line for line in header[1:] if not line.startswith("# exercise: ")]
        assert header[0].startswith("# verdict: "), name
        assert all(line.startswith("# ") for line in header), name
        assert rest[-1].endswith("."), name
        assert attack.expected.keys() - {ORDINARY_USERS} == {"A", "B"}, name
        assert frozenset().union(*attack.expected.values()) <= outcomes | {"unreached"}, name


def limited(course: Path, place: Path) -> Path:
    """A copy of a course whose exercises have the limits of these tests."""
    for name in ("course.toml", "exercises", "reference", "solutions"):
        copy = shutil.copytree if (course / name).is_dir() else shutil.copy
        place.mkdir(parents=True, exist_ok=True)
        copy(course / name, place / name)
    for week in place.glob("exercises/*/week.toml"):
        text = re.sub(
            r"^(seconds|megabytes) = .*\n", "", week.read_text("utf-8"), flags=re.MULTILINE
        )
        limits = f"[[exercise]]\nseconds = {SECONDS}\nmegabytes = {MEGABYTES}\n"
        week.write_text(text.replace("[[exercise]]\n", limits), "utf-8")
    return place


def submitting(folder: Path, course: Path, exercise: str) -> list[str]:
    """The command that grades a student's folder for one exercise."""
    command = [sys.executable, "-P", "-m", "grader.cli", "submit", str(folder), "--json"]
    return [*command, "--course", str(course), "--exercise", exercise]


@pytest.fixture(scope="module")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature course with the limits of these tests."""
    return limited(MINIATURE, tmp_path_factory.mktemp("limited") / "course")


COMMANDED = ("exit_at_import", "read_reference", "report_escapes")
"""tests/every_attack.py has the command meet them all."""


@pytest.mark.parametrize("name", COMMANDED)
def test_command(
    request: pytest.FixtureRequest, tmp_path: Path, small_course: Path, name: str
) -> None:
    """The command survives an attack: an exit code of its own, one JSON report, no traceback."""
    folder = tmp_path / "student"
    folder.mkdir()
    yard = Yard()
    request.addfinalizer(yard.close)
    source = aimed(ATTACKS[name], yard, small_course, ROOT / "grader")
    (folder / "double.py").write_text(source)
    for planted in ("conftest", "sitecustomize", "torch", "grader/__init__", "reference/__init__"):
        (folder / planted).parent.mkdir(exist_ok=True)
        (folder / f"{planted}.py").write_text("raise SystemExit(0)\n")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    os.mkfifo(folder / "pipe.py")
    (folder / "link.py").symlink_to("/etc/passwd")
    command = submitting(folder, small_course, DEFAULT)

    done = subprocess.run(command, check=False, capture_output=True, cwd=folder, timeout=HUNG)

    assert done.returncode in {0, 1}, done.stderr
    assert b"Traceback" not in done.stderr
    report = json.loads(done.stdout)
    expected = ATTACKS[name].expected[report["isolation"]["tier"]]
    assert report["score"]["withheld"] == 0
    assert report["score"]["earned"] == (report["score"]["possible"] if "held" in expected else 0)


# What each layer alone stops


LEFT_OUT = {
    "net_other_numbers": "succeeds or not by how the kernel was built",
    "net_rings": "succeeds or not by how the kernel was built",
    "process_daemon": "would leave a process behind that nobody ends",
    "process_devices": "would talk to whatever devices the machine has",
    "process_renames_itself": "is allowed to",
    "process_undoes_limits": "ends itself by a limit of no time where there was none",
    "process_shared_memory": "would leave memory behind that nobody frees",
}
"""Attacks of the classes tried that are run with all layers on only, and why."""
TRIED = [
    *(
        name
        for name in ATTACKS
        if re.match("(read|write|net|process)_", name) and name not in LEFT_OUT
    ),
    *("memory_descriptors", "memory_fork_bomb", "memory_thread_bomb"),
    *("disk_many_files", "disk_under_chatter"),
]
SECURITY = ROOT / "docs" / "security.md"


def test_what_each_layer_alone_stops(request: pytest.FixtureRequest) -> None:
    """docs/security.md shows, for each layer, the attacks that succeed where it alone is missing.

    `pytest --update-golden` rewrites the table.
    """
    for tier in ("A", "B"):
        if why := unavailable(tier):
            pytest.skip(why)
    if os.getuid() != 0 or landlock.abi() < 6:
        pytest.skip(
            "the table is of root on a kernel with Landlock ABI 6: others have other layers"
        )
    text = SECURITY.read_text(encoding="utf-8")
    updates = request.config.getoption("--update-golden")
    kernel = "Linux " + ".".join(os.uname().release.split(".")[:2])
    if not updates and f"<!-- layers: {kernel} -->" not in text:
        pytest.skip("the table is of another kernel, which may have other families and calls")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = dict(zip("AB", pool.map(_succeed, "AB"), strict=True))
    table = ["| | A | B |", "|---|---|---|"]
    for layer in WITHOUT["A"]:
        cells = [_cell(found[tier].get(layer)) for tier in found]
        table.append(f"| {layer} | {cells[0]} | {cells[1]} |")
    made = "\n".join(table)
    marked = re.compile("<!-- layers: .*?<!-- /layers -->", re.DOTALL)
    block = f"<!-- layers: {kernel} -->\n{made}\n<!-- /layers -->"
    if updates:
        SECURITY.write_text(marked.sub(block, text), encoding="utf-8")
        return

    assert marked.findall(text) == [block, block]


def _cell(names: list[str] | None) -> str:
    """Empty for a layer that the tier does not have."""
    return "" if names is None else ", ".join(f"`{name}`" for name in names) or "–"


def _succeed(tier: str) -> dict[str, list[str]]:
    """By the layer left out, the attacks that do what they try, by their own answer."""
    yard = Yard("/var/tmp")
    course, grader = yard.folder / "course", yard.folder / "grader"
    shutil.copytree(MINIATURE, course)
    shutil.copytree(ROOT / "grader", grader)
    sources = {name: aimed(ATTACKS[name], yard, course, grader) for name in TRIED}
    found = {}
    try:
        disk = small_disk(yard.scratch) if tier == "B" else contextlib.nullcontext()
        with disk, Sandbox(tier, course) as sandbox:
            sandbox.ready()
            for sandbox.without in WITHOUT[tier]:
                if sandbox.without in OF_ZYGOTE:
                    sandbox.restart()
                found[sandbox.without] = [
                    name for name in TRIED if _succeeds(sandbox, sources[name])
                ]
    finally:
        yard.close()
    return found


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """Temporary files lie on a small file system, which only this thread and its children see."""
    confine.unshare(confine.CLONE_NEWNS)
    for words in ("--make-rprivate /", f"-t tmpfs -o size=400m tmpfs {place}"):
        subprocess.run(["mount", *words.split()], check=True)
    try:
        with mock.patch.object(tempfile, "tempdir", str(place)):
            yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def _succeeds(sandbox: Sandbox, source: str) -> bool:
    """Whether an attack answers wrong."""
    (exercise,) = (one for one in catalogue.load(MINIATURE).exercises if one.key == DEFAULT)
    x = torch.tensor([1.0, 2.0, 3.0])
    bench = Bench(
        sandbox, exercise, Answer(Form.FUNCTIONS, "double.py", {"double.py": source.encode()})
    )
    try:
        bench.load([])
        return bool(torch.equal(Student(bench, exercise, seed=1).double(x), 3 * x))
    except (Gone, Stopped, StudentError):
        return False
    finally:
        bench.close()
