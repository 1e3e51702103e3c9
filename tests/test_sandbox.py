"""The border, with real workers on every tier: what goes in, what comes out, how it ends.

What student code may try against it is in tests/attacks; here it is asked in earnest.
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from grader import events
from grader.authoring import blame
from grader.authoring.errors import NotWritten, Stopped, StudentError
from grader.authoring.student import Student
from grader.bench import Bench, run_script
from grader.model import Answer, Exercise, Form, Outcome, Text
from grader.sandbox import remote, tiers, wire
from grader.sandbox.host import Sandbox, Unavailable
from grader.sandbox.perform import Call, Facts
from grader.sandbox.remote import Broken, Gone, Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

ROOT = Path(__file__).resolve().parent.parent
BOTH = Text("题", "f")
SECRET = "GRADER_SECRET_OF_THE_ENVIRONMENT"
CONFINED = ["A", "B"]


def started(isolation: str) -> Sandbox:
    """A sandbox of that tier, or a skipped test where this machine cannot give it."""
    sandbox = Sandbox(isolation, ROOT)
    try:
        sandbox.ready()
    except Unavailable as error:
        pytest.skip(error.text.en)
    return sandbox


@pytest.fixture(scope="module", params=["A", "B", "process"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """One zygote per tier for all tests here."""
    os.environ[SECRET] = "1"
    if request.param == "A" and tiers.bubblewrap() is None:
        pytest.skip("bubblewrap is not installed")
    try:
        sandbox = started(request.param)
    finally:
        del os.environ[SECRET]
    with sandbox:
        yield sandbox


confined = pytest.mark.parametrize("sandbox", CONFINED, indirect=True)
on_b = pytest.mark.parametrize("sandbox", ["B"], indirect=True)


def exercise(**limits: Any) -> Exercise:
    forbids = ("torch.nn.functional.cross_entropy",)
    return Exercise("w1", "f", BOTH, ("f", "g"), (), forbids=forbids, **{"seconds": 10, **limits})


def answer(source: str, **beside: bytes) -> Answer:
    files = {"w1/f.py": source.encode(), **{f"w1/{k}": v for k, v in beside.items()}}
    return Answer(Form.FUNCTIONS, "w1/f.py", files)


@contextmanager
def benched(
    sandbox: Sandbox, source: str, beside: dict[str, bytes] | None = None, **limits: Any
) -> Iterator[Bench]:
    """An answer on its bench, loaded."""
    bench = Bench(sandbox, exercise(**limits), answer(source, **beside or {}))
    try:
        bench.load([])
        yield bench
    finally:
        bench.close()


@contextmanager
def loaded(sandbox: Sandbox, source: str, **more: Any) -> Iterator[Any]:
    """`student` for an answer with functions `f` and `g`."""
    with benched(sandbox, source, **more) as bench:
        yield Student(bench, bench.exercise, seed=5)


def outcome_of(function: Callable[[], object]) -> tuple[Outcome, str]:
    """What is observed of a check that makes the call."""
    try:
        function()
    except BaseException as error:
        seen = blame.observe("check", error, lambda file: None)
        return seen.outcome, seen.error
    return Outcome.HELD, ""


HEAVY = """
import sys
import torch

def f(x):
    heavy = {"sympy", "torch._dynamo.convert_frame", "torch.distributed.tensor"}
    model = torch.nn.Linear(2, 2)
    torch.autograd.grad(model(x), model.weight, torch.ones(1, 2))
    torch.optim.SGD(model.parameters(), lr=0.1).step()
    torch.jit.trace(model, x)
    return sorted(heavy & {*sys.modules})
"""


def test_homework_imports_nothing_heavy(sandbox):
    """Gradients, optimisers and traces do not bring what takes long to import."""
    with loaded(sandbox, HEAVY) as student:
        assert student.f(torch.ones(1, 2)) == []


# What goes in and what comes out


def test_the_tier_is_the_one_asked_for(sandbox):
    """The isolation that is reported is the one that was asked for, layer by layer."""
    isolation = sandbox.ready()
    active = {layer.name for layer in isolation.layers if layer.active}

    assert isolation.tier == sandbox.asked
    assert ("namespaces" in active) == (isolation.tier == "A")
    assert ({"seccomp", "landlock"} <= active) == (isolation.tier in CONFINED)
    assert all(layer.stops.zh and layer.stops.en for layer in isolation.layers)


@pytest.mark.parametrize(
    ("body", "arguments", "value"),
    [
        pytest.param("return x + 1", (41,), 42, id="int"),
        pytest.param("return None", (1,), None, id="None"),
        pytest.param("return '作业'", (1,), "作业", id="text"),
        pytest.param("return [x, (x, {'k': x})]", (0.5,), [0.5, (0.5, {"k": 0.5})], id="nested"),
        pytest.param("return sorted(x)", ({3, 1},), [1, 3], id="an object of ours"),
        pytest.param("return x.is_contiguous()", (torch.ones(2, 3).t(),), False, id="layout"),
        pytest.param("return x.requires_grad", (torch.ones(1, requires_grad=True),), True, id="grad"),
        pytest.param("return x.training", (torch.nn.ReLU(),), True, id="module"),
        pytest.param("return x(1)", (lambda y: y + 1,), 2, id="function"),
        pytest.param("return type(x).__name__", (np.float64(1),), "ndarray", id="numpy scalar"),
    ],
)  # fmt: skip
def test_a_call(sandbox, body, arguments, value):
    """A call takes values and objects of ours there and brings plain values back."""
    with loaded(sandbox, f"def f(x):\n    {body}") as student:
        assert student.f(*arguments) == value


def test_keyword_arguments(sandbox):
    """Positional and keyword arguments arrive as they were written."""
    with loaded(sandbox, "def f(a, /, b, *, c=3): return [a, b, c]") as student:
        assert student.f(1, b=2) == [1, 2, 3]
        assert student.f(1, 2, c=4) == [1, 2, 4]


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.bool, torch.complex64])
def test_tensors_of_any_size(sandbox, dtype):
    """Tensors go there and back unchanged, small, empty, and larger than any pipe."""
    with loaded(sandbox, "def f(x): return x") as student:
        for shape in ((), (0, 3), (2, 3), (1000, 1000)):
            x = torch.ones(shape, dtype=dtype)
            assert torch.equal(student.f(x), x)


def test_gradients(sandbox):
    """`vjp` gives the value and the gradients of the arguments that require them."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.tensor([3.0, 4.0], requires_grad=True)

    with loaded(
        sandbox, "def f(x, n, y): return x * n * y\ndef g(x): return x.detach()"
    ) as student:
        value, gradients = student.f.vjp(x, 2, y, cotangent=torch.tensor([1.0, 10.0]))
        cut = student.g.vjp(x)

    assert torch.equal(value, torch.tensor([6.0, 16.0]))
    assert [grad.tolist() for grad in gradients] == [[6.0, 80.0], [2.0, 40.0]]
    assert cut[1] is None


def test_arguments_after_a_call(sandbox):
    """What a call did to its arguments comes back; ours are as they were."""
    x, names = torch.zeros(2), ["a"]
    source = "def f(x, *, names):\n    x.add_(1)\n    names.append('b')\n    return 'done'"

    with loaded(sandbox, source) as student:
        value, after = student.f.arguments_after(x, names=names)

    assert value == "done"
    assert torch.equal(after[0][0], torch.ones(2))
    assert after[1] == {"names": ["a", "b"]}
    assert (x.sum(), names) == (0, ["a"])


def test_forbidden_calls_are_noted(sandbox):
    """Calls of what the exercise forbids are noted with their lines, through a class too."""
    source = (
        "import torch\n"
        "def f(x, t):\n"
        "    y = torch.nn.functional.log_softmax(x, 1)\n"
        "    return torch.nn.CrossEntropyLoss()(x, t)\n"
        "def g(x, t): return x.sum()\n"
    )
    case = (torch.ones(1, 2), torch.tensor([0]))

    with loaded(sandbox, source) as student:
        _, called = student.f.watched(*case)
        _, nothing = student.g.watched(*case)

    assert called == {"f.py:4": "torch.nn.functional.cross_entropy"}
    assert nothing == {}


def test_output(sandbox):
    """What is printed comes back, each call's by itself, stderr and other processes' writes too."""
    source = (
        "import os, sys\n"
        "print('at import')\n"
        "def f(x):\n"
        "    print('out', x, '作业')\n"
        "    print('err', file=sys.stderr)\n"
        "    os.write(1, b'raw')\n"
    )
    with loaded(sandbox, source) as student:
        first, second = student.output(student.f, 1), student.output(student.f, 2)

    assert sorted(first.replace("raw", "raw\n").split("\n")) == ["", "err", "out 1 作业", "raw"]
    assert "out 2" in second
    assert "out 1" not in second


def test_output_is_cut(sandbox):
    """Of endless output the first part is kept and the number of bytes left out is said."""
    with loaded(sandbox, "def f(x): print('x' * x)") as student:
        text = student.output(student.f, remote.MAX_OUTPUT + 100_000)
        after = student.output(student.f, 3)

    assert text.startswith("x" * remote.MAX_OUTPUT)
    assert text.endswith("\n… (+100001 bytes)")
    assert after == "xxx\n"


def test_optimizers_are_recorded(sandbox):
    """Optimisers that a call builds are noted with groups, options and places of parameters."""
    source = (
        "import torch\n"
        "def f(first, second):\n"
        "    o = torch.optim.SGD(first, lr=0.1, momentum=0.9)\n"
        "    o.add_param_group({'params': second, 'lr': 0.2})\n"
        "    return o\n"
    )
    first, second = ([torch.ones(n, requires_grad=True)] for n in (1, 2))

    with loaded(sandbox, source) as student:
        record = student.record(student.f, first, second)

    (note,) = record.optimizers
    assert (note.type, note.added) == ("SGD", 1)
    assert [group.options["lr"] for group in note.groups] == [0.1, 0.2]
    assert [[one.place for one in group.params] for group in note.groups] == [[0], [1]]
    assert record.value.type.endswith("SGD")


WRITES = (
    "from torch.utils.tensorboard import SummaryWriter\n"
    "def f(log_dir, n=3):\n"
    "    writer = SummaryWriter(log_dir)\n"
    "    for x in range(n):\n"
    "        writer.add_scalar('y', 2.0 * x, x)\n"
    "    writer.close()\n"
    "    return log_dir\n"
)


def test_event_files_come_back(sandbox):
    """`log` passes a fresh folder and brings its event files back, read."""
    with loaded(sandbox, WRITES) as student:
        first, second = student.log(student.f), student.log(student.f, n=1)

    assert [(one.tag, one.steps, one.values) for one in first.scalars] == [
        ("y", (0, 1, 2), (0.0, 2.0, 4.0))
    ]
    assert [one.steps for one in second.scalars] == [(0,)]
    assert first.notes == ()


def test_a_writer_left_open_is_counted(sandbox):
    """Points that were left in memory are flushed for the log, and the writers counted."""
    with loaded(sandbox, WRITES.replace("    writer.close()\n", "")) as student:
        record = student.record_log(student.f)

    assert record.unflushed == 1
    assert record.log.scalars[0].steps == (0, 1, 2)


def test_a_probe_runs_beside_the_answer(sandbox):
    """A function of ours gets the answer's functions and brings back what it returns."""

    def probe(student: Any, times: int, *, plus: float) -> list[float]:
        return [student.f(number) + plus for number in range(times)]

    with loaded(sandbox, "def f(x): return 10 * x") as student:
        assert student.probe(probe, 3, plus=0.5) == [0.5, 10.5, 20.5]


def test_a_probe_takes_its_module_along(sandbox):
    """Functions and constants that a probe mentions travel with it, and are sent once."""
    space: dict[str, Any] = {}
    source = (
        "OFFSET = 5\ndef add(x): return x + OFFSET\ndef probe(student): return add(student.f())"
    )
    exec(source, space)

    with loaded(sandbox, "def f(): return 1") as student:
        assert [student.probe(space["probe"]) for _ in range(2)] == [6, 6]


def test_chance_begins_anew_for_every_call(sandbox):
    """Random numbers are the same in every call of one seed, in torch, numpy and Python."""
    source = (
        "import random, numpy, torch\n"
        "def f(): return [random.random(), numpy.random.rand(1), torch.rand(1)]\n"
    )
    with benched(sandbox, source) as bench:
        draws = [
            repr(bench.perform(Call("f", seed=seed)).value) for seed in (1, 1, 2, 4_294_967_295)
        ]

    assert draws[0] == draws[1]
    assert len(set(draws)) == 3


def test_state_stays_within_one_worker(sandbox):
    """An answer keeps its module from call to call; the next worker knows nothing of it."""
    source = "seen = []\ndef f(x):\n    seen.append(x)\n    return seen"

    with loaded(sandbox, source) as student:
        assert [student.f(1), student.f(2)] == [[1], [1, 2]]
    with loaded(sandbox, source) as student:
        assert student.f(3) == [3]


def test_what_lies_beside_is_there(sandbox):
    """Helper modules can be imported and data read by a relative path."""
    source = "import helper\ndef f(): return [helper.two, open('data/数.txt').read()]"
    beside = {"helper.py": b"two = 2", "data/数.txt": "三".encode()}

    with loaded(sandbox, source, beside=beside) as student:
        assert student.f() == [2, "三"]


def test_what_a_file_says(sandbox):
    """A file is read, not run, in the worker: its definitions, or its problem."""
    bench = Bench(sandbox, exercise(), answer("print('run')\ndef f(): pass"))
    try:
        facts = bench.read()
        assert list(facts["definitions"]) == ["f"]
        assert bench.worker.take_output() == ""
    finally:
        bench.close()


def test_a_file_with_too_many_definitions(sandbox):
    """A source whose facts do not fit into a frame ends the answer, not the grading."""
    bench = Bench(
        sandbox,
        exercise(),
        answer("def f():0\n" + "".join(f"def f{n}():0\n" for n in range(20_000))),
    )
    try:
        with pytest.raises(Gone):
            bench.read()
    finally:
        bench.close()


def test_unwritten_functions(sandbox):
    """What is missing, left as it was or raises NotImplementedError itself is not written."""
    source = (
        "import torch\n"
        "def f(x): raise NotImplementedError\n"
        "def g(x): return torch.ones(1, device='meta').tolist()\n"
    )
    bench = Bench(sandbox, exercise(), answer(source))
    try:
        bench.load(["h"])
        student = Student(bench, exercise())
        for call in (lambda: student.f(1), lambda: bench.perform(Call("h"))):
            with pytest.raises(NotWritten):
                call()
        with pytest.raises(StudentError, match="NotImplementedError"):
            student.g(1)
    finally:
        bench.close()


def test_a_script(sandbox):
    """A script is run once as __main__, in its own folder; what it left behind comes back."""
    source = (
        "import torch\n"
        "from torch.utils.tensorboard import SummaryWriter\n"
        "assert __name__ == '__main__'\n"
        "writer = SummaryWriter('runs/a')\n"
        "writer.add_scalar('y', 1.0, 0)\n"
        "torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)\n"
        "print(open('data.txt').read())\n"
        "raise SystemExit\n"
    )
    files = {"作业 1.py": source.encode(), "data.txt": b"beside"}

    facts = run_script(sandbox, exercise(), Answer(Form.SCRIPT, "作业 1.py", files))

    assert isinstance(facts, Facts)
    assert facts.output == "beside\n"
    assert (facts.unflushed, facts.fault) == (1, None)
    assert [one.type for one in facts.optimizers] == ["SGD"]
    assert events.read(facts.files).scalars[0].run == "runs/a"


def test_a_script_that_stops(sandbox):
    """What a script did before its exception counts, and the exception is told."""
    script = Answer(Form.SCRIPT, "a.py", {"a.py": b"print(1)\nx = {}['k']\nprint(2)"})

    facts = run_script(sandbox, exercise(), script)

    assert isinstance(facts, Facts)
    assert facts.output == "1\n"
    assert facts.fault is not None
    assert facts.fault.types[0] == "KeyError"
    assert facts.fault.frames == [("a.py", 2, "<module>")]


def test_the_world_of_a_lesson(sandbox):
    """A script finds the lesson's data in its folder and above, its packages, and does without GPU."""
    source = (
        "import os, torch, numpy as np\n"
        "import matplotlib.pyplot as plt\n"
        "from torch.utils.data import DataLoader\n"
        "from torchvision.models import alexnet\n"
        "from model import Own\n"
        "from tools.common_tools import set_seed, transform_invert\n"
        "from tools.my_dataset import RMBDataset\n"
        "for place in ('.', '..', '../..', os.path.dirname(os.path.abspath(__file__)) + '/..'):\n"
        "    for part in ('train', 'valid', 'test'):\n"
        "        data = RMBDataset(f'{place}/data/rmb_split/{part}')\n"
        "        assert {label for _, label in data} == {0, 1}\n"
        "del place\n"
        "assert plt.imread('lena.png').shape == (512, 512, 3)\n"
        "plt.show()\n"
        "x = torch.ones(1, device='cuda').cuda().to('cuda:0').to(torch.device('cuda'))\n"
        "net = torch.nn.Linear(1, 1).cuda().to('cuda')\n"
        "print(x.device, net(x).device, list(DataLoader([1, 2], num_workers=2, prefetch_factor=2)))\n"
        "print(round(alexnet(weights='DEFAULT').state_dict()['features.0.bias'].sum().item(), 4))\n"
    )
    files = {"w4/作业.py": source.encode(), "w4/model.py": b"Own = 1"}
    script = Answer(Form.SCRIPT, "w4/作业.py", files)

    first, second = (run_script(sandbox, exercise(), script) for _ in range(2))

    assert isinstance(first, Facts)
    assert first.fault is None
    assert first.output.startswith("cpu cpu [tensor([1]), tensor([2])]\n")
    assert first == second


def test_a_lesson_is_for_scripts_only(sandbox):
    """Functions are called without that world: there nothing pretends to be a GPU."""
    bench = Bench(sandbox, exercise(), answer("import os\ndef f(): return os.listdir()\n"))
    try:
        bench.load([])
        assert Student(bench, exercise()).f() == ["f.py"]
    finally:
        bench.close()


def test_event_files_that_were_handed_in_are_no_evidence(sandbox):
    """Of the event files in the folder only those count that the run has written."""
    old = b"from an earlier day"
    source = b"open('events.out.tfevents.2', 'w').write('new')"
    files = {"a.py": source, "events.out.tfevents.1": old, "deep/events.out.tfevents.1": old}

    facts = run_script(sandbox, exercise(), Answer(Form.SCRIPT, "a.py", files))

    assert isinstance(facts, Facts)
    assert facts.files == {"events.out.tfevents.2": b"new"}


# How it ends


@pytest.mark.parametrize(
    ("statement", "kind", "text"),
    [
        ("raise ValueError('no')", ValueError, "ValueError: no"),
        ("{}['k']", KeyError, "KeyError: 'k'"),
        ("assert 1 == 2, 'no'", AssertionError, "AssertionError: no"),
        ("class Own(LookupError): pass\n    raise Own('no')", LookupError, "Own: no"),
        ("raise SystemExit(3)", StudentError, "SystemExit: 3"),
        ("raise KeyboardInterrupt", StudentError, "KeyboardInterrupt: "),
        ("raise BaseException('no')", StudentError, "BaseException: no"),
        ("raise ExceptionGroup('no', [ValueError()])", StudentError, "ExceptionGroup: no (1 sub-exception)"),
        ("return undefined", StudentError, "NameError: name 'undefined' is not defined"),
        ("return f()", TypeError, "TypeError: f() missing 1 required positional argument: 'x'"),
        ("return f(x)", RuntimeError, "RecursionError: maximum recursion depth exceeded"),
    ],
)  # fmt: skip
def test_an_exception(sandbox, statement, kind, text):
    """An exception arrives with its type, its text and the line of the answer; work goes on."""
    source = f"def f(x):\n    {statement}\ndef g(): return 'still here'"

    with loaded(sandbox, source) as student:
        with pytest.raises(kind) as caught:
            student.f(1)
        assert student.g() == "still here"

    assert isinstance(caught.value, StudentError)
    assert str(caught.value).startswith(text)
    assert blame.place(caught.value.fault).startswith("w1/f.py:")


def test_texts_do_not_tell_where_it_ran(sandbox):
    """An exception's text has no folder and no address, so that it is the same in every run."""
    source = "import os\ndef f(): raise ValueError(os.getcwd() + '/a.txt', object())"

    with loaded(sandbox, source) as student:
        _, text = outcome_of(student.f)

    assert "/scratch" not in text
    assert str(sandbox.folder) not in text
    assert " at 0x" not in text


ENDS = [
    pytest.param("import os; os._exit(0)", Outcome.DIED, "exit 0", id="leaves quietly"),
    pytest.param("import os; os._exit(7)", Outcome.DIED, "exit 7", id="leaves"),
    pytest.param("import ctypes; ctypes.string_at(0)", Outcome.DIED, "SIGSEGV", id="crashes"),
    pytest.param("import os; os.close(3)", Outcome.DIED, "", id="closes the channel"),
    pytest.param("while True: pass", Outcome.TIMED_OUT, "", id="loops"),
]


@pytest.mark.parametrize(("statement", "outcome", "detail"), ENDS)
def test_a_worker_that_ends(sandbox, statement, outcome, detail):
    """A worker that dies or runs out of time stops the check; the next worker answers."""
    source = f"def f():\n    {statement}\ndef g(): return 'here'"

    with benched(sandbox, source, seconds=1) as bench:
        student: Any = Student(bench, bench.exercise)
        with pytest.raises(Stopped) as caught:
            student.f()
        with pytest.raises(Stopped) as again:
            student.g()
        bench.worker.patience = 60.0  # on a busy machine nothing may be left of it
        bench.revive()
        assert student.g() == "here"

    assert caught.value.outcome is outcome
    assert detail in caught.value.detail
    assert again.value.outcome is Outcome.DIED


@on_b
def test_a_worker_that_waits(sandbox):
    """A worker that sleeps is ended when the grader's patience, three times its CPU time, is over."""
    started = time.monotonic()
    with loaded(sandbox, "import time\ndef f(): time.sleep(60)", seconds=1) as student:
        assert outcome_of(student.f)[0] is Outcome.TIMED_OUT

    assert 2.5 < time.monotonic() - started < 10


def test_memory_is_measured(sandbox):
    """How much a worker had for itself at most is known when it has ended."""
    with benched(sandbox, "def f(): return len(bytearray(300 << 20))\ndef g(): return 1") as bench:
        Student(bench, bench.exercise).f()

    assert 300 << 20 <= bench.memory < 400 << 20


@on_b
@pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="the kernel does not count waiting"
)
def test_a_worker_on_a_crowded_machine(sandbox):
    """What a worker waits for a processor is not its own time, however long it takes."""
    source = (
        "import time\n"
        "def f():\n"
        "    end = time.process_time() + 0.5\n"
        "    while time.process_time() < end: pass\n"
        "    return 'done'\n"
        "def g(): return 'here'\n"
    )
    hog = "import time; end = time.monotonic() + 30\nwhile time.monotonic() < end: pass"
    here = {min(os.sched_getaffinity(0))}
    with benched(sandbox, source) as bench, ExitStack() as crowd:
        student: Any = Student(bench, bench.exercise)
        student.g()
        os.sched_setaffinity(process_of(bench.worker), here)
        for _ in range(4):
            busy = subprocess.Popen([sys.executable, "-S", "-c", hog])
            crowd.callback(busy.wait)
            crowd.callback(busy.kill)
            os.sched_setaffinity(busy.pid, here)
        bench.worker.patience = 0.8
        started = time.monotonic()
        said = student.f()
        waited = time.monotonic() - started

    assert waited > 0.8, "the crowd was not large enough"
    assert said == "done"


def process_of(worker: remote.Worker) -> int:
    """Its number, as this process sees it."""
    facts = Path(f"/proc/self/fdinfo/{worker.handle}").read_text().splitlines()
    return next(int(line.split()[1]) for line in facts if line.startswith("Pid:"))


@pytest.mark.parametrize(
    "statement",
    [
        "return bytearray(2 << 30)",
        "import numpy; return numpy.ones(1 << 28)",
        "import torch; return torch.ones(1 << 29)",
        "x = [0]\n    while True: x += x",
    ],
)
def test_memory_is_limited(sandbox, statement):
    """More memory than the limit is an outcome of its own, whoever notices; work goes on."""
    source = f"def f():\n    {statement}\ndef g(): return 'here'"

    with loaded(sandbox, source, megabytes=512) as student:
        assert outcome_of(student.f)[0] is Outcome.OUT_OF_MEMORY
        assert student.g() == "here"


@confined
@pytest.mark.parametrize(
    "statement",
    [
        "import socket; socket.socket()",
        "import os; os.fork()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.kill(os.getppid() or 1, 0) or os.execv('/bin/true', ['true'])",
    ],
)
def test_what_the_confinement_refuses(sandbox, statement):
    """What the confinement stops is REFUSED, not just any exception."""
    with loaded(sandbox, f"def f():\n    {statement}") as student:
        assert outcome_of(student.f)[0] is Outcome.REFUSED


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("def f(:", "SyntaxError: "),
        ("raise ValueError('at import')", "ValueError: at import"),
        ("exit()", "SystemExit: "),
        ("from helper import nothing", "ImportError: cannot import name 'nothing'"),
    ],
)
def test_an_answer_that_does_not_load(sandbox, source, text):
    """An exception at import time is told like any other."""
    with (
        pytest.raises(StudentError) as caught,
        loaded(sandbox, source, beside={"helper.py": b""}),
    ):
        pass

    assert str(caught.value).startswith(text)


@pytest.mark.parametrize(
    ("source", "outcome"),
    [("import os\nos._exit(0)", Outcome.DIED), ("while True: pass", Outcome.TIMED_OUT)],
)
def test_an_answer_that_ends_the_worker_as_it_loads(sandbox, source, outcome):
    """A worker that ends while it loads the answer is Gone, with the outcome."""
    with pytest.raises(Gone) as caught, loaded(sandbox, source, seconds=1):
        pass

    assert caught.value.outcome is outcome


def test_a_worker_may_be_closed_twice(sandbox):
    """Closing is final and can be repeated; a closed worker says that it has ended."""
    worker = sandbox.worker(Limits())
    worker.close()
    worker.close()

    with pytest.raises(Gone):
        worker.ask({"do": "read", "source": b"", "name": "a.py"})
    assert worker.take_output() == ""


def test_workers_side_by_side(sandbox):
    """Several workers live at once and answer each for itself."""
    with (
        loaded(sandbox, "def f(): return 1") as one,
        loaded(sandbox, "def f():\n    import os\n    os._exit(1)") as bad,
        loaded(sandbox, "def f(): return 3") as three,
    ):
        assert (three.f(), one.f()) == (3, 1)
        assert outcome_of(bad.f)[0] is Outcome.DIED
        assert (three.f(), one.f()) == (3, 1)


# Replies that break the rules


FORGES = """
import os, threading, torch
from sandbox import wire

def send(value, number):
    head, buffers = wire.pack(value)
    os.write(3, wire.numbered(head, number) + b"".join(buffers))

def asked():
    import sys
    frame = sys._getframe()
    while "number" not in frame.f_locals or not isinstance(frame.f_locals["number"], int):
        frame = frame.f_back
    return frame.f_locals["number"]

def f(kind):
    if kind == "another number": send({"facts": {"value": "forged"}}, 1)
    if kind == "no number": send({"facts": {"value": "forged"}}, 0)
    if kind == "the next number": send({"facts": {"value": "forged"}}, asked() + 1)
    if kind == "no dict": send([1], asked())
    if kind == "garbage": os.write(3, b"x" * 100)
    if kind == "a giant": os.write(3, wire.HEADER.pack(wire.MAGIC, asked(), 1, 1 << 60))
    if kind == "code":
        os.write(3, wire.HEADER.pack(wire.MAGIC, asked(), 4, 0) + b"\\x93\\x09\\x00\\xc2")
    return "honest"

def g(kind):
    if kind == "twice":
        send({"facts": {"value": "forged"}}, asked())
    if kind == "later":
        threading.Timer(0.1, lambda: os.write(3, b"x" * 100)).start()
    return "honest"
"""


@pytest.mark.parametrize(
    "kind",
    [
        "another number",
        "no number",
        "the next number",
        "no dict",
        "garbage",
        "a giant",
        "code",
    ],
)
def test_a_reply_that_answers_no_question(sandbox, kind):
    """A frame that is not the answer to the request ends the worker: it DIED, nothing else."""
    with loaded(sandbox, FORGES) as student:
        outcome, error = outcome_of(lambda: student.f(kind))

    assert outcome is Outcome.DIED
    assert error.startswith("wire: ")


@pytest.mark.parametrize("kind", ["twice", "later"])
def test_bytes_after_a_reply(sandbox, kind):
    """Bytes that come after an answer end the worker at the next question."""
    with loaded(sandbox, FORGES) as student:
        assert student.g(kind) in {"honest", "forged"}
        time.sleep(0.3)
        outcome, error = outcome_of(lambda: student.f("honest"))

    assert outcome is Outcome.DIED
    assert error.startswith("wire: ")


def test_a_value_that_is_too_large(sandbox):
    """A return value beyond the cap is the answer's OverflowError; the worker goes on."""
    source = "import torch\ndef f(): return [[torch.zeros(1).expand(1 << 40)]]\ndef g(): return 1"

    with loaded(sandbox, source) as student:
        with pytest.raises(OverflowError, match="too large"):
            student.f()
        assert student.g() == 1


def test_a_request_that_is_too_large_is_our_fault(sandbox):
    """A request beyond the cap raises TooLarge here; the worker does not pay for it."""
    with loaded(sandbox, "def f(x): return 1") as student:
        with pytest.raises(wire.TooLarge):
            student.f(torch.zeros(1).expand(1 << 40))
        assert student.f(1) == 1


# What a worker can see


def test_the_environment(sandbox):
    """A worker's environment is made by us: nothing of the grader's is in it."""
    source = (
        "import os\n"
        "def f(): return dict(os.environ)\n"
        "def g(): return open('/proc/self/environ', 'rb').read()\n"
    )
    with loaded(sandbox, source) as student:
        seen, raw = student.f(), outcome_of(student.g)
        inherited = student.g() if raw[0] is Outcome.HELD else b""

    names = "PATH HOME TMPDIR USER LANG MPLBACKEND MPLCONFIGDIR OMP_NUM_THREADS"
    assert set(seen) == set(names.split())
    assert SECRET.encode() not in inherited


def test_home_and_working_folder(sandbox):
    """HOME, the temporary folder and the working folder are the worker's own scratch."""
    source = (
        "import os, tempfile\n"
        "def f():\n"
        "    open(os.path.expanduser('~/note'), 'w').close()\n"
        "    with tempfile.NamedTemporaryFile() as file: pass\n"
        "    return [os.environ['HOME'], os.getcwd(), file.name, os.listdir('.')]\n"
    )
    with loaded(sandbox, source) as student:
        home, here, temporary, listed = student.f()

    assert here == f"{home}/home/course/submission/w1"
    assert temporary.startswith(f"{home}/")
    assert listed == ["f.py"]
    assert home != os.path.expanduser("~")


def test_arguments_and_descriptors(sandbox):
    """A worker has its three streams, its channel, and nothing else open."""
    source = (
        "import os, sys\n"
        "def f():\n"
        "    return [sys.argv, [n for n in range(256) if is_open(n)], sys.stdin.read()]\n"
        "def is_open(n):\n"
        "    try: os.fstat(n)\n"
        "    except OSError: return False\n"
        "    return True\n"
    )
    with loaded(sandbox, source) as student:
        argv, descriptors, typed = student.f()

    assert [Path(word).name for word in argv] == ["f.py"]
    assert descriptors == [0, 1, 2, 3]
    assert typed == ""


@confined
def test_the_course_cannot_be_read(sandbox):
    """Oracles, solutions, tests and the grader are out of reach: as files and as modules."""
    source = (
        "import importlib, os\n"
        "def f(path):\n"
        "    try:\n"
        "        return os.listdir(path) if os.path.isdir(path) else open(path).read()\n"
        "    except OSError as error:\n"
        "        return type(error).__name__\n"
        "def g(name):\n"
        "    try:\n"
        "        importlib.import_module(name)\n"
        "    except ImportError:\n"
        "        return 'no such module'\n"
    )
    files = [
        ROOT / "course.toml",
        ROOT / "reference/week5/tensorboard_line.py",
        ROOT / "solutions/week5/tensorboard_line.py",
        ROOT / "exercises/week5/test_tensorboard_line.py",
        ROOT / "grader/judge.py",
        ROOT / "grader/authoring/compare.py",
        Path(__file__),
    ]
    with loaded(sandbox, source) as student:
        for file in files:
            assert student.f(str(file)) in {"PermissionError", "FileNotFoundError"}, file
        for name in ("reference", "reference.week5.tensorboard_line", "grader", "grader.judge"):
            assert student.g(name) == "no such module"


def fresh_reference(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Import `reference` from that folder, within this test only."""
    for name in list(sys.modules):
        if name.partition(".")[0] == "reference":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setitem(sys.modules, "reference", importlib.import_module("reference"))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every byte that goes over the border towards a worker."""
    bytes_sent: list[bytes] = []
    pack = wire.pack

    def packed(*args: Any) -> tuple[bytes, list[bytes]]:
        head, buffers = pack(*args)
        bytes_sent.append(b"".join([head, *buffers]))
        return head, buffers

    monkeypatch.setattr(wire, "pack", packed)
    return bytes_sent


@on_b
def test_a_probe_brings_nothing_of_the_oracle(sandbox, sent, monkeypatch, tmp_path):
    """With a probe travels what it mentions, and nothing else of `reference`."""
    folder = tmp_path / "reference" / "w1"
    folder.mkdir(parents=True)
    for file, text in {
        "../__init__.py": "",
        "__init__.py": "",
        "f.py": "ANSWER = 'ANSWER-OF-THE-ORACLE'\ndef f(): return ANSWER\n",
        "probes_f.py": (
            "OTHER = 'OTHER-DATA-OF-THE-PROBES'\nUSED = 'USED-BY-THE-PROBE'\n"
            "def probe(student): return [student.f(), USED]\n"
            "def unused(student): return OTHER\n"
        ),
    }.items():
        (folder / file).write_text(text)
    fresh_reference(monkeypatch, tmp_path)
    oracle = importlib.import_module("reference.w1.f")
    probes = importlib.import_module("reference.w1.probes_f")

    with loaded(sandbox, "def f(): return 'STUDENT'") as student:
        want = [oracle.f(), probes.USED]
        assert student.probe(probes.probe) == ["STUDENT", "USED-BY-THE-PROBE"]

    data = b"".join(sent)
    assert b"USED-BY-THE-PROBE" in data
    assert want[0].encode() not in data
    assert b"OTHER-DATA-OF-THE-PROBES" not in data


@on_b
def test_the_probes_of_the_course_bring_no_answers(sandbox, sent, monkeypatch):
    """What is sent for the course's own probes names no module of `reference` but their own."""
    fresh_reference(monkeypatch, ROOT)
    sgd = importlib.import_module("reference.week4.probes_sgd_param_groups")
    oracle = importlib.import_module("reference.week4.sgd_param_groups")
    source = (ROOT / "solutions/week4/sgd_param_groups.py").read_text()
    task = Exercise("w4", "sgd", BOTH, ("build_optimizer", "print_param_groups"), (), seconds=10)
    bench = Bench(sandbox, task, answer(source))
    try:
        bench.load([])
        student = Student(bench, task)
        parameters = [[one.detach() for one in group] for group in oracle.homework_parameters()]
        gradients = [torch.ones_like(tensor) for group in parameters for tensor in group]
        moved = student.probe(sgd.two_steps, parameters, gradients)
        description = {"type": "SGD", "groups": [{"shapes": [(2,)], "lr": 0.125}]}
        printed = student.output(sgd.print_groups, description)
    finally:
        bench.close()

    data = b"".join(sent)
    assert torch.allclose(moved, sgd.two_steps(oracle, parameters, gradients))
    assert "0.125" in printed
    assert all(part.startswith(b"week4") for part in data.split(b"reference.")[1:])
    assert b"misconception" not in data
    assert b"HOMEWORK" not in data


# What is left behind


def children(pid: int) -> set[int]:
    """A process and all that descend from it."""
    found = {pid}
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(after[1])
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: set[int], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while any(map(alive, pids)):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("isolation", CONFINED)
def test_closing_leaves_nothing(isolation):
    """After closing there is no process and no folder, whatever the workers were doing."""
    if isolation == "A" and tiers.bubblewrap() is None:
        pytest.skip("bubblewrap is not installed")
    with started(isolation) as sandbox:
        idle, busy = sandbox.worker(Limits()), sandbox.worker(Limits())
        files = {"f.py": b"import os\nos.mkdir('a')\nopen('a/b', 'w').write('c')\nos.chmod('a', 0)"}
        idle.ask({"do": "load", "files": files, "main": "f.py", "unwritten": []})
        busy.ask({"do": "read", "source": b"", "name": "f.py"})
        busy.channel.send(b"half a question")
        processes = children(sandbox.process.pid)
        assert len(processes) >= 3

    # workers are waited for, or their files could not be unmounted; bubblewrap itself is not
    assert gone(processes, within=0 if isolation == "B" else 5)
    assert sandbox.folder is None or not sandbox.folder.exists()


def test_restarts_take_no_descriptors():
    """With a zygote go the descriptors of all its workers, of one forked ahead as well."""
    held = []
    with started("B") as sandbox:
        for restarts in range(3):
            if restarts:
                sandbox.restart()
            while not sandbox.births:
                sandbox._listen(30)
            held.append(len(os.listdir("/proc/self/fd")))

    assert len(set(held)) == 1, held


@on_b
def test_a_closed_worker_leaves_nothing(sandbox):
    """With a worker its folder goes, whatever modes and links its code has left there."""
    source = (
        "import os\n"
        "os.makedirs('a/b/c')\n"
        "os.symlink('/', 'a/root')\n"
        "open('a/b/file', 'w').close()\n"
        "os.mkdir('a/closed', 0)\n"
        "def f(): return os.getcwd()\n"
    )
    with loaded(sandbox, source) as student:
        scratch = Path(student.f()).relative_to(sandbox.folder).parts[0]

    assert not (sandbox.folder / scratch).exists()
    assert [*sandbox.folder.glob("*/*")] == []


def test_a_worker_that_died_before_it_was_wanted(sandbox):
    """What was forked ahead and has ended is replaced: nobody gets it."""
    first = sandbox.worker(Limits())
    assert sandbox.spare is not None
    spare = sandbox.spare.born()
    sandbox.spare = sandbox.spare._replace(born=lambda: spare)
    signal.pidfd_send_signal(spare.handle, signal.SIGKILL)
    while not spare.has_ended():
        time.sleep(0.01)

    second = sandbox.worker(Limits())

    assert second is not spare
    assert "definitions" in second.ask({"do": "read", "source": b"", "name": "a.py"})
    for worker in (first, second):
        worker.close()


def test_a_zygote_that_is_killed(sandbox):
    """A worker is not the zygote: where that is gone, Broken is raised, which blames us."""
    if sandbox.tier != "B":
        pytest.skip("once is enough")
    with started("B") as mine:
        worker = mine.worker(Limits())
        os.kill(mine.process.pid, signal.SIGKILL)
        mine.process.wait()  # only now have its workers been told
        for _ in range(2):
            with pytest.raises(Broken):
                mine.worker(Limits())
        with pytest.raises(Broken):
            worker.ask({"do": "read", "source": b"", "name": "a.py"})
    assert not mine.folder.exists()


# Isolation that cannot be had


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("grader-*"))


def no_bubblewrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A PATH on which everything is but bwrap."""
    for folder in os.environ["PATH"].split(os.pathsep):
        for program in Path(folder).glob("*") if Path(folder).is_dir() else ():
            if program.name != "bwrap" and not (tmp_path / program.name).is_symlink():
                (tmp_path / program.name).symlink_to(program)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("bwrap") is None
    assert shutil.which("rm") is not None


def test_tier_a_without_bubblewrap(monkeypatch, tmp_path):
    """Tier A without bubblewrap is Unavailable, says so in both languages, and leaves nothing."""
    no_bubblewrap(monkeypatch, tmp_path)
    before = folders()

    with pytest.raises(Unavailable) as caught:
        Sandbox("A")

    assert "bubblewrap" in caught.value.text.zh
    assert "bubblewrap" in caught.value.text.en
    assert "--isolation process" in caught.value.text.en
    assert caught.value.text.zh != caught.value.text.en
    assert folders() <= before


def test_full_isolation_without_bubblewrap(monkeypatch, tmp_path):
    """Without bubblewrap the fullest isolation is tier B."""
    no_bubblewrap(monkeypatch, tmp_path)

    with Sandbox("full") as sandbox:
        assert sandbox.tier == "B"


@pytest.mark.parametrize("isolation", ["", "none", "a", "b", "FULL", "docker"])
def test_an_isolation_of_another_name(isolation):
    """Only the known names are taken, and nothing is started for others."""
    before = folders()

    with pytest.raises(ValueError, match="isolation"):
        Sandbox(isolation)
    assert folders() <= before


def test_a_sandbox_that_leaks(monkeypatch):
    """Where the self-test of a few attacks succeeds, the isolation is not to be had."""
    monkeypatch.setattr(tiers, "secrets", lambda course: [])
    canary = Path(torch.__file__)
    monkeypatch.setattr(tiers, "readable", lambda holes: ["/"])
    real = Sandbox._prove

    def prove(self: Sandbox) -> None:
        self.holes = [canary.parent]
        real(self)

    monkeypatch.setattr(Sandbox, "_prove", prove)
    sandbox = Sandbox("B")
    with sandbox, pytest.raises(Unavailable) as caught:
        sandbox.ready()

    assert "read" in caught.value.text.en
    assert "read" in caught.value.text.zh
    assert not sandbox.folder.exists()


def test_modules_of_the_far_side_import_nothing_of_the_grader():
    """What runs beside student code imports only its own package, which holds no answer."""
    far = ROOT / "grader" / "sandbox"
    near = {"host.py", "remote.py", "scratch.py", "tiers.py"}

    for file in far.glob("*.py"):
        if file.name not in near:
            assert "from grader" not in file.read_text(), file.name
            assert "import grader" not in file.read_text(), file.name


def test_no_port_is_open(sandbox):
    """Where there is no network even a listener of this machine cannot be reached."""
    if sandbox.tier == "process":
        pytest.skip("process confines nothing")
    source = "import socket\ndef f(port): socket.create_connection(('127.0.0.1', port), timeout=2)"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        with loaded(sandbox, source) as student:
            outcome, _ = outcome_of(lambda: student.f(server.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            server.accept()

    assert outcome is Outcome.REFUSED


def test_the_module_of_the_far_side_is_this_one():
    """What is imported here as `grader.sandbox.wire` and there as `sandbox.wire` is one file."""
    assert isinstance(wire, ModuleType)
    assert Path(wire.__file__).parent == tiers.HERE
