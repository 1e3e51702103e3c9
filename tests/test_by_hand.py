"""Written by hand: uses of what is forbidden are seen, named and placed, however they are made."""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from grader.authoring.by_hand import (
    FORBIDDEN,
    TOO_FEW_RIGHT,
    assert_by_hand,
    assert_mostly_by_hand,
)
from grader.authoring.errors import Mismatch, NotWritten
from grader.authoring.student import InPlace, Student
from grader.model import Exercise, Text
from grader.sandbox import source
from grader.sandbox.perform import Namespace

NAMES = (
    "torch.nn.functional.mse_loss",
    "torch.nn.functional.cross_entropy",
    "torch.nn.functional.nll_loss",
    "torch.kl_div",
    "torch.matmul",
    "torch.nn.modules.loss",
    "torch.optim",
    "torch.autograd.backward",
)
IMPORTS = "import torch\nimport torch.nn.functional as F\nfrom torch import nn, optim\n"
CASE = {"x": torch.eye(2), "t": torch.tensor([0, 1])}


def written(text: str) -> Student:
    """The functions of a source text, in this process, its mentions read."""
    file = "answer.py"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    space: dict[str, Any] = {"__name__": "answer"}
    exec(compile(text, file, "exec"), space)
    facts = source.read(text.encode(), file, NAMES)
    functions = tuple(facts["definitions"])
    exercise = Exercise("w1", "answer", Text("题", "f"), functions, (), forbids=NAMES)
    subject = InPlace(Namespace(SimpleNamespace(**{name: space[name] for name in functions})))
    return Student(subject, exercise, mentions=facts["mentions"])


def mismatch(function: Callable[..., Any], *calls: Any) -> Mismatch:
    with pytest.raises(Mismatch) as caught:
        function(*calls)
    return caught.value


USES = {
    "direct": ("return F.mse_loss(x, x)", "torch.nn.functional.mse_loss"),
    "getattr": ("return getattr(F, 'mse_loss')(x, x)", "torch.nn.functional.mse_loss"),
    "getattr at run time": ("return getattr(F, 'mse' + '_loss')(x, x)", ".mse_loss"),
    "table of a module": ("return vars(F)['mse_loss'](x, x)", "torch.nn.functional.mse_loss"),
    "class": ("return nn.CrossEntropyLoss()(x, t)", "torch.nn.modules.loss.CrossEntropyLoss"),
    "class without a constructor": ("return nn.L1Loss()(x, x)", "torch.nn.modules.loss.L1Loss"),
    "packet": ("return torch.ops.aten.mse_loss(x, x)", "torch.ops.aten.mse_loss"),
    "overload": ("return torch.ops.aten.mse_loss.default(x, x)", "aten.mse_loss.default"),
    "kernel": (
        "return torch.ops.aten.nll_loss_forward(x, t, None, 1, -100)[0]",
        "nll_loss_forward",
    ),
    "another name": ("return torch.ops.aten.cross_entropy_loss(x, t)", "cross_entropy_loss"),
    "private": ("return torch._C._nn.mse_loss(x, x)", "torch._C._nn.mse_loss"),
    "twin": ("return torch._C._VariableFunctions.kl_div(x, x)", ".kl_div"),
    "method": ("return x.matmul(x)", "torch.Tensor.matmul"),
    "operator": ("return x @ x", "torch.Tensor.matmul"),
    "optimiser": ("return optim.SGD([x], 0.1)", "torch.optim.SGD"),
    "backward": ("return x.requires_grad_().sum().backward()", "backward"),
    "import inside": (
        "from torch.nn.functional import mse_loss as mine; return mine(x, x)",
        "torch.nn.functional.mse_loss",
    ),
    "partial": (
        "import functools; return functools.partial(F.mse_loss, x)(x)",
        "torch.nn.functional.mse_loss",
    ),
    "imported by name": (
        "import importlib; return importlib.import_module('torch.nn.functional').mse_loss(x, x)",
        "torch.nn.functional.mse_loss",
    ),
    "refused at run time": ("return F.mse_loss(x, x) if x is None else x", "mse_loss"),
}


@pytest.mark.parametrize("use", USES)
def test_a_use_is_named_with_its_line(use):
    """However the function is reached, the message says what was called, once, and where."""
    body, name = USES[use]
    student = written(f"{IMPORTS}def f(x, t):\n    {body}\n")

    error = mismatch(assert_by_hand, (student.f, CASE))

    assert error.note == FORBIDDEN
    assert error.got.startswith("f: torch.")
    assert error.got.endswith(f"{name} (answer.py:5)")


ELSEWHERE = {
    "helper": "def g(x):\n    return F.mse_loss(x, x)\n",
    "lambda": "g = (lambda x:\n    F.mse_loss(x, x))\n",
    "partial": "import functools\ng = functools.partial(F.mse_loss, torch.eye(2))\n",
    "table": "g = {\n    'mse': F.mse_loss}['mse']\n",
}


@pytest.mark.parametrize("way", ELSEWHERE)
def test_a_use_through_something_else_is_seen(way):
    """What the file defines besides is followed, also where the call is never made."""
    student = written(
        f"{IMPORTS}{ELSEWHERE[way]}def f(x, t):\n    return x if len(t) == 2 else g(x)\n"
    )

    error = mismatch(assert_by_hand, (student.f, CASE))

    assert error.got == "f: torch.nn.functional.mse_loss (answer.py:5)"


HONEST = {
    "helpers": "return (x.log_softmax(1) - x.logsumexp(1)).mean()",
    "own function of that name": "return mse_loss(x, x)",
    "a parameter of that name": "return (lambda optim: optim)(x)",
    "a local name": "loss = x.sum(); return loss",
    "no call of torch": "return x.numpy() @ x.numpy()",
}


@pytest.mark.parametrize("body", HONEST.values(), ids=HONEST)
def test_honest_code_is_by_hand(body):
    """What only resembles a forbidden name is none, and other functions' names are their own."""
    student = written(
        f"{IMPORTS}from torch.nn.functional import mse_loss\n"
        "def mse_loss(a, b): return (a - b).square().mean()\n"
        "def other(x): loss = nn.modules.loss; return loss\n"
        f"def f(x, t):\n    {body}\n"
    )

    (value,) = assert_by_hand((student.f, CASE))

    assert value is not None


def test_each_use_is_named_once():
    """Functions that come to the same line share an entry; calling one twice changes nothing."""
    student = written(
        f"{IMPORTS}def helper(x): return F.mse_loss(x, x)\n"
        "def f(x): return helper(x)\n"
        "def g(x): return helper(x) + F.cross_entropy(x, x)\n"
    )
    case = {"x": torch.eye(2)}

    error = mismatch(assert_by_hand, (student.f, case), (student.g, case), (student.g, case))

    assert error.got == (
        "f, g: torch.nn.functional.mse_loss (answer.py:4); g: torch.nn.functional.cross_entropy (answer.py:6)"
    )


def test_many_uses_fit_into_a_message():
    """Thirty functions at fault take no more lines than a report shows, each of them there."""
    names = [f"f{number}" for number in range(30)]
    lines = [f"def {name}(x): return F.mse_loss(x, x)" for name in names]
    student = written(IMPORTS + "\n".join(lines) + "\n")

    calls = [(getattr(student, name), {"x": torch.eye(2)}) for name in names]
    error = mismatch(assert_by_hand, *calls)

    assert len(error.got.splitlines()) <= 20
    assert all(f"{name}: " in error.got for name in names)


SLIPS = IMPORTS + inspect.cleandoc(
    """
    def right(x): return x + 1
    def wrong(x): return x
    def raises(x): return [][0]
    def torchs(x): return F.mse_loss(x, x)
    def broken_torchs(x): return F.mse_loss(x, [][0])
    """
)


def mostly(*names: str) -> list[Any]:
    student = written(SLIPS)
    return [(getattr(student, name), {"x": torch.zeros(1)}, 1.0) for name in names]


def test_a_slip_does_not_cost_the_claim():
    """Half of the values right are enough, whatever the others do."""
    assert assert_mostly_by_hand(*mostly("right", "wrong", "right", "raises")) is None


def test_functions_that_do_nothing_are_not_by_hand():
    """With fewer than half of the values right there is no claim."""
    error = mismatch(assert_mostly_by_hand, *mostly("right", "wrong", "raises"))

    assert (error.got, error.want, error.note) == ("1 / 3", "≥ 2", TOO_FEW_RIGHT)


@pytest.mark.parametrize("name", ["torchs", "broken_torchs"])
def test_a_forbidden_use_among_right_values(name):
    """One forbidden function is enough, also where the call raises."""
    error = mismatch(assert_mostly_by_hand, *mostly("right", "right", name))

    assert error.got.startswith(f"{name}: torch.nn.functional.mse_loss (answer.py:")


def test_nothing_but_exceptions():
    """Where no call gives a value, the first exception goes on: a stub is not started."""
    with pytest.raises(IndexError):
        assert_mostly_by_hand(*mostly("raises", "raises"))
    student = written(SLIPS)
    student._subject = InPlace(Namespace(SimpleNamespace()))
    with pytest.raises(NotWritten):
        assert_mostly_by_hand((student.right, {"x": 1}, 1.0))
