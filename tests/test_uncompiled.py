"""The compiler of torch stays out of the way, and comes when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.uncompiled import Finder

HOMEWORK = """
import sys
from grader.sandbox import uncompiled

uncompiled.install()
import torch, torchvision

def compiler():
    return {"torch._dynamo.convert_frame", "sympy"} & {*sys.modules}

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
before = model.weight.detach().clone()
model(torch.ones(1, 2)).backward(torch.ones(1, 2))
optimizer.step()
torch.optim.lr_scheduler.StepLR(optimizer, 1).step()
assert torch.equal(model.weight, before - 0.1 * model.weight.grad)
try:
    model(torch.ones(1, 2)).backward(torch.ones(3, 2))
except RuntimeError as error:
    assert "Mismatch in shape" in str(error)
assert not compiler()
assert torch.compile(model, backend="eager")(torch.ones(1, 2)).shape == (1, 2)
assert compiler()
"""


def test_homework_does_without():
    """Optimisers, gradients and torchvision need no compiler; who compiles has it."""
    command = [sys.executable, "-W", "ignore", "-c", HOMEWORK]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


LAZY = """
import importlib

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return importlib.import_module(f"{__name__}.{name}")
"""
"""A package that imports its parts when they are asked for, as torch does."""


@pytest.fixture
def heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Finder:
    """Of stand-ins for a package and one of its two parts."""
    package = tmp_path / "above" / "heavy"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text(LAZY)
    (package / "__init__.py").write_text(
        "import above\nlight, more = 0, 1\nassert above.heavy.more"
    )
    (package / "part.py").write_text("from above import heavy\nlight, more = 0, heavy.more")
    (package / "other.py").write_text("more = 1")
    finder = Finder({"above.heavy": {"light": 5}, "above.heavy.part": {"light": 6}})
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    for name in ("above", "above.heavy", "above.heavy.part", "above.heavy.other"):
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.delitem(sys.modules, name)
    return finder


@pytest.mark.parametrize(
    ("asks", "real"),
    [
        ("import above.heavy; above.heavy.light", False),
        ("from above.heavy.part import light", False),
        ("import above.heavy.part; above.heavy.part.light", False),
        ("import above.heavy; hasattr(above.heavy, '__wrapped__')", False),
        ("from above.heavy import light", True),  # Python asks whether it is a part
        ("import above.heavy; assert above.heavy.more", True),
        ("from above.heavy.part import light, more", True),
        ("import above.heavy.part; assert above.heavy.part.more", True),
        ("from above.heavy.other import more", True),
        ("import above.heavy.other; assert above.heavy.other.more", True),
    ],
)
@pytest.mark.usefixtures("heavy")
def test_the_real_one_is_had_for_the_asking(asks, real):
    """A name that the stand-in has not, or another part, brings the real package with all parts."""
    exec(asks)
    import above.heavy.part

    assert (above.heavy.light, above.heavy.part.light) == ((0, 0) if real else (5, 6))


def test_what_has_been_imported_stays(heavy, monkeypatch):
    """It is not replaced."""
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[1:])
    import above.heavy.part as real

    monkeypatch.setattr(sys, "meta_path", [Finder({"above.heavy.part": {}}), *sys.meta_path])
    import above.heavy.part as now

    assert now is real


def test_who_has_kept_a_stand_in_gets_the_real_names(heavy):
    """Also after somebody else has asked for the real one."""
    import above.heavy

    kept = above.heavy
    heavy.real("above.heavy")

    assert kept.more == 1
