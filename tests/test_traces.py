"""What is noted of a script: told by type, as plain values, whatever the script is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from grader import bench
from grader.bench import run_script
from grader.model import Answer, Exercise, Form, Outcome, Text
from grader.sandbox import source
from grader.sandbox.host import Sandbox
from grader.sandbox.perform import Facts
from grader.sandbox.remote import KILLED, Gone
from grader.sandbox.traces import GridNote, LoaderNote, LossNote, ModuleNote, Traces

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")
EXERCISE = Exercise("w", "e", Text("题", "an exercise"), ("f",), (), seconds=30)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One warm zygote."""
    with Sandbox("full", Path(__file__).resolve().parent.parent) as started:
        yield started


@pytest.fixture
def traces(sandbox: Sandbox, request: pytest.FixtureRequest) -> Traces:
    """Of a script, whose lines are the parameter."""
    script = Answer(Form.SCRIPT, "a.py", {"a.py": "\n".join(request.param).encode()})
    facts = run_script(sandbox, EXERCISE, script)
    assert isinstance(facts, Facts)
    assert facts.traces is not None
    return facts.traces


TRAINING = (
    "import torch",
    "class Data(torch.utils.data.Dataset):",
    "    def __len__(self): return 5",
    "    def __getitem__(self, i): return torch.ones(2), i % 2",
    "class Net(torch.nn.Module):",
    "    def __init__(self): super().__init__(); self.a = torch.nn.Linear(2, 2)",
    "    def forward(self, x): return self.a(x)",
    "net, criterion = Net(), torch.nn.CrossEntropyLoss()",
    "sgd = torch.optim.SGD(net.parameters(), lr=0.1)",
    "for x, y in torch.utils.data.DataLoader(Data(), batch_size=2):",
    "    (criterion(net(x), y) + 0).backward()",
    "    sgd.step()",
    "criterion(net(x), y)",
    "with torch.no_grad(): criterion(net(x), y)",
)


@pytest.mark.parametrize("traces", [TRAINING], indirect=True)
def test_a_training(traces):
    """Losses with and without gradients, the loader's batches, the own network, the steps."""
    trained, recorded, plain = (traces.losses[i] for i in (0, 3, 4))

    assert len(traces.losses) == 5
    assert (trained.graph, trained.backward) == (True, True)
    assert (recorded.graph, recorded.backward) == (True, False)
    assert plain == LossNote("CrossEntropyLoss", recorded.value)
    assert traces.loaders == [LoaderNote("__main__.Data", 5, [2, 2, 1], [2, 2])]
    shapes = {"a.weight": [2, 2], "a.bias": [2]}
    assert traces.modules == [ModuleNote("__main__.Net", shapes, [1, 2])]
    assert traces.steps == 3


GRID = (
    "import torch",
    "from torchvision.utils import make_grid, save_image",
    "batch = torch.linspace(-1, 1, 2 * 3 * 4 * 4).view(2, 3, 4, 4)",
    "make_grid(batch, nrow=1)",
    "save_image(batch, 'a.png', normalize=True)",
    "make_grid([batch[0], batch[1]])",
)


@pytest.mark.parametrize("traces", [GRID], indirect=True)
def test_grids(traces):
    """Each grid of a batch is noted, those of save_image too."""
    assert traces.grids == [
        GridNote([2, 3, 4, 4], [14, 8], -1, 1, normalized=False),
        GridNote([2, 3, 4, 4], [8, 14], -1, 1, normalized=True),
    ]


HOOKS = (
    "import torch",
    "for inplace in (True, False):",
    "    net = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 1), torch.nn.ReLU(inplace))",
    "    net[0].register_forward_hook(lambda m, i, o: None)",
    "    net(torch.randn(1, 3, 9, 9))",
)


@pytest.mark.parametrize("traces", [HOOKS], indirect=True)
def test_what_a_hook_holds_in_the_end(traces):
    """ReLU in place has overwritten the one output, and left the other alone."""
    first, second = traces.hooks

    assert first.weight == second.weight == [2, 3, 1, 1]
    assert (first.low, first.negative) == (0, 0)
    assert second.low < 0 < second.negative < 1


VALUES = (
    "import torch, numpy as np",
    "a, b, c = 1, [2.5, torch.ones(2)], {'k': (True, None)}",
    "d, e, _f = np.float32(0.5), torch.ones(1000), 7",
    "g = []",
    "g.append(g)",
    "class Odd:",
    "    @property",
    "    def __class__(self): raise KeyError",
    "odd = Odd()",
    "1 / 0",
)


@pytest.mark.parametrize("traces", [VALUES], indirect=True)
def test_what_is_left_in_variables(traces):
    """Small plain values stay when an exception ends the script; odd objects are passed over."""
    assert traces.values == {
        "a": 1,
        "b": [2.5, [1.0, 1.0]],
        "c": {"k": [True, None]},
        "d": 0.5,
        "g": [[[None]]],
    }


HOSTILE = (
    "import sys, torch",
    "class Rows(torch.utils.data.IterableDataset):",
    "    def __iter__(self): return iter([1, 2])",
    "print(*torch.utils.data.DataLoader(Rows()))",
    "class Net(torch.nn.Module):",
    "    def forward(self, x): return x",
    "    def named_parameters(self, *a, **k): raise SystemError",
    "print(Net()(torch.ones(1)))",
    "sys.modules['matplotlib.pyplot'] = None",
)


@pytest.mark.parametrize("traces", [HOSTILE], indirect=True)
def test_looking_raises_nothing(traces):
    """A data set without a length, a network that hides its parameters: the script runs on."""
    assert (traces.loaders, traces.modules, traces.curves) == ([], [], 0)


PLOT = (
    "import matplotlib.pyplot as plt",
    "plt.plot([1, 2]); plt.plot([2, 1])",
    "plt.show()",
)


@pytest.mark.parametrize("traces", [PLOT], indirect=True)
def test_curves_of_matplotlib(traces):
    """Curves in figures that are still open are counted."""
    assert traces.curves == 2


def test_texts_of_a_source():
    """Comments and strings that stand alone are text; strings in code are not."""
    code = '"""Doc."""\nx = "code"  # why\nif x:\n    \'alone\'\nprint("said")\nd = {\n\n"key": 1}\n#| # cell\n'

    assert source.texts(code.encode()) == "Doc.\nwhy\nalone\n# cell"


@pytest.mark.parametrize("code", [b"'''open", b"\xff\xfe", b"  x\n y", b"("])
def test_no_texts_where_nothing_can_be_read(code):
    """A file that is no Python has no text."""
    assert source.texts(code) == ""


def test_copies_share_the_patience_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script's copies with blocks switched on keep the grader no longer than one script may."""
    given = []

    def run(worker: mock.Mock, *_: object) -> Facts | Gone:
        given.append(worker.patience)
        worker.patience -= 20
        return Gone(Outcome.DIED, KILLED) if len(given) == 1 else Facts()

    monkeypatch.setattr(bench, "_worker", lambda *_: mock.Mock(patience=90))
    monkeypatch.setattr(bench, "_run_script", run)
    script = Answer(Form.SCRIPT, "a.py", {"a.py": b""})

    left = [*bench.run_copies(mock.Mock(), EXERCISE, script, [[1], [2], [1, 2]])]

    assert left == [Facts()] * 3
    assert given == [90, 70, 50, 30]
