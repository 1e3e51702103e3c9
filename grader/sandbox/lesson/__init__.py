"""The world that the scripts of the lessons expect around them.

They were written for a folder with banknotes in `data/rmb_split`, a `lena.png`, the packages
`tools` and `model`, a GPU, the network for trained weights, and processes for loading data. All
of that is made up here: small, drawn from fixed numbers, the same in every run.
"""

from __future__ import annotations

import functools
import io
import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torchvision
from PIL import Image

HERE = Path(__file__).parent
# read now: a confined worker cannot
PACKAGES = {
    file.relative_to(HERE).as_posix(): file.read_bytes()
    for package in ("model", "tools")
    for file in sorted((HERE / package).glob("[!_]*.py"))
}
NOTES = {"train": 80, "valid": 10, "test": 10}
"""Banknotes of each of the two kinds."""
COLOURS = {"1": (90, 150, 90), "100": (190, 80, 90)}
LENA = 512
CUDA = re.compile(r"cuda(:\d+)?")
FACTORIES = (
    "arange as_tensor empty eye full linspace load ones rand randint randn tensor zeros".split()
)
"""Functions of torch that take a device."""


def furnish(folder: Path) -> None:
    """Lay data in `folder`, where a script will stand, and in the two above; packages at the top.

    The packages come last on the path: a script's own module of that name goes before. Without
    an `__init__.py` they fill up a package of that name that has none either.
    """
    top = folder.parent.parent
    for place in (folder, folder.parent, top):
        for name, content in pictures().items():
            _write(place / name, content)
    for name, content in PACKAGES.items():
        _write(top / "lesson" / name, content)
    sys.path.append(str(top / "lesson"))


def pretend() -> None:
    """Do without GPU, network and further processes what can be done without them."""
    changes: list[tuple[Any, str, Callable[[Any], Any]]] = [
        (torch.Tensor, "cuda", lambda _: _itself),
        (torch.nn.Module, "cuda", lambda _: _itself),
        (torch.cuda, "synchronize", lambda _: lambda *_: None),
        (torch.Tensor, "to", _on_cpu),
        *((torch, name, _on_cpu) for name in FACTORIES),
        (torchvision.models.WeightsEnum, "get_state_dict", lambda _: _untrained),
        (torch.utils.data.DataLoader, "__init__", _in_one_process),
    ]
    # it complains about its cache where os.access is refused
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    for owner, name, change in changes:
        setattr(owner, name, change(getattr(owner, name)))


@functools.cache
def pictures() -> dict[str, bytes]:
    """Banknotes, lena.png and test.jpg by path."""
    lena = _lena()
    return dict(_notes()) | {"lena.png": _encoded(lena, "PNG"), "test.jpg": _encoded(lena, "JPEG")}


def _notes() -> Iterator[tuple[str, bytes]]:
    for kind, colour in COLOURS.items():
        drawn = [_encoded(_note(colour, number), "JPEG") for number in range(12)]
        for split, count in NOTES.items():
            # no picture that is trained on is seen again later
            kinds = drawn[:8] if split == "train" else drawn[8:]
            for number in range(count):
                name = f"data/rmb_split/{split}/{kind}/{number:03}.jpg"
                yield name, kinds[number % len(kinds)]


def _note(colour: tuple[int, int, int], number: int) -> np.ndarray[Any, Any]:
    """A rectangle of one colour with a darker disc and some noise, 48 x 96."""
    rows, columns = np.mgrid[:48, :96]
    disc = (rows - 24) ** 2 + (columns - 20 - 5 * number) ** 2 < 15**2
    noise = np.random.default_rng(number).normal(0, 12, (48, 96, 3))
    return np.asarray(np.asarray(colour) * (1 - 0.4 * disc[..., None]) + noise)


def _lena() -> np.ndarray[Any, Any]:
    """Smooth waves in three colours, as large as the picture of that name."""
    rows, columns = np.mgrid[:LENA, :LENA] / LENA
    waves = [np.sin(9 * rows + k * 5 * columns) * np.cos(7 * columns - k) for k in range(3)]
    return np.asarray(128 + 100 * np.stack(waves, axis=-1))


def _encoded(pixels: np.ndarray[Any, Any], kind: str) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, kind)
    return stream.getvalue()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _itself(value: Any, *_: Any, **__: Any) -> Any:
    return value


def _on_cpu(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function; a CUDA device among its arguments becomes the CPU."""

    def cpu(value: Any) -> Any:
        named = isinstance(value, (str, torch.device)) and CUDA.fullmatch(str(value))
        return "cpu" if named else value

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*map(cpu, args), **{key: cpu(value) for key, value in kwargs.items()})

    return call


def _in_one_process(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def construct(self: Any, *args: Any, **kwargs: Any) -> None:
        for name in ("num_workers", "prefetch_factor", "persistent_workers"):
            kwargs.pop(name, None)
        original(self, *args, **kwargs)

    return construct


def _untrained(weights: Any, *_: Any, **__: Any) -> Any:
    """Random weights from a fixed seed, for the model that these weights belong to."""
    models = torchvision.models
    names = (
        name for name in models.list_models() if models.get_model_weights(name) is type(weights)
    )
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        return models.get_model(next(names), weights=None).state_dict()
