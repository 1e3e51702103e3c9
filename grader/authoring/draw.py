"""What a check looked at, as charts and pictures for the report.

Drawn once, for the smallest failure. A submission's own image files never get into a report: what
is shown is encoded here, from the pixels.
"""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw

from grader.authoring.errors import Evidence, Mismatch
from grader.log import Histogram, Series
from grader.model import Chart, Curve, Pictures

Box = tuple[int, int, int, int]
"""Left, top, right and bottom edge of a part of a picture, in pixels."""

MOST_POINTS = 200
MOST_CURVES = 6
LEAST_POINTS = 4
LEAST_SIDE = 4
MOST_SIDE = 256
MOST_TILES = 16
COLUMNS = 4
MOST_NUMBERS = 1 << 20
BINS = 30
FRAME = (210, 30, 30)
MOST_BYTES = 48_000
"""Of a picture in all its colours: noise does not compress."""
FEW_COLOURS = 64


@contextlib.contextmanager
def illustrated(look: Callable[..., Evidence], *args: Any) -> Iterator[None]:
    """What is to be seen where a claim within is false and has nothing to show by itself."""
    try:
        yield
    except Mismatch as error:
        own = error.look
        error.look = lambda: own() or look(*args)
        raise


def chart(curves: Mapping[str, Iterable[tuple[float, float]]]) -> Chart:
    """Curves as the code made them, where no others are wanted."""
    return Chart(tuple(curve(name, points) for name, points in curves.items()))


def maps(want: Mapping[str, torch.Tensor]) -> tuple[Pictures, ...]:
    """Maps as they should be, under their names; a shade of grey is the same number in all."""
    low = min(float(one.min()) for one in want.values())
    high = max(float(one.max()) for one in want.values())
    return tuple(
        Pictures(b"", _png(_grid(_tiles(one), COLUMNS, low, high)), name)
        for name, one in want.items()
    )


def curves(got: Sequence[Series], want: Mapping[str, Iterable[tuple[float, float]]]) -> Chart:
    """Series of an event file and the wanted ones over them."""
    drawn = [
        curve(f"{one.run}/{one.tag}".lstrip("/"), zip(one.steps, one.values, strict=True))
        for one in got[:MOST_CURVES]
    ]
    wanted = [curve(name, points, wanted=True) for name, points in want.items()]
    return Chart((*drawn, *wanted[:MOST_CURVES]))


def curve(name: str, points: Iterable[tuple[float, float]], *, wanted: bool = False) -> Curve:
    """The finite points, thinned where they are many."""
    finite = [(float(x), float(y)) for x, y in points if math.isfinite(x) and math.isfinite(y)]
    return Curve(name, tuple(finite[:: -(-len(finite) // MOST_POINTS) or 1]), wanted)


def numbers(got: torch.Tensor, want: torch.Tensor, name: str = "") -> Evidence:
    """A row of numbers as curves, maps as grey pictures; nothing for what is better read."""
    if got.is_complex() or want.numel() > MOST_NUMBERS:
        return ()
    if want.dim() == 1 and len(want) >= LEAST_POINTS:
        pair = [
            curve(name, enumerate(values.tolist()), wanted=wanted)
            for name, values, wanted in (("得到 / got", got, False), ("应为 / want", want, True))
        ]
        return (Chart(tuple(pair)),)
    if 2 <= want.dim() <= 4 and min(want.shape[-2:]) >= LEAST_SIDE:
        return (_maps(got, want, name),)
    return ()


def picture(got: Any) -> Pictures:
    """One picture of shape (H, W, 3), 0 to 255, where no other is wanted."""
    return Pictures(_png(got))


def pictures(got: Any, want: Any, differing: Iterable[Box] = (), name: str = "") -> Pictures:
    """Two such pictures; the parts of the first that differ are framed."""
    return Pictures(_png(got, differing), _png(want), name)


def distribution(got: Histogram, want: torch.Tensor) -> Chart:
    """A histogram over that of the numbers that it should have been made of, in the same bins.

    Writers choose bins of their own: the values of each are taken to lie evenly within it.
    """
    values = want.detach().double().flatten().numpy()
    low, high = min(got.min, values.min()), max(got.max, values.max())
    edges = np.linspace(low, high, BINS + 1)
    limits = [got.min, *(min(max(limit, got.min), got.max) for limit in got.limits)]
    below = np.interp(edges, limits, np.cumsum([0.0, *got.counts]))
    found, wanted = (
        [*zip(edges.tolist(), [*heights.tolist(), 0.0], strict=True)]
        for heights in (np.diff(below), np.histogram(values, bins=edges)[0])
    )
    return Chart((curve(got.tag, found), curve(got.tag, wanted, wanted=True)), stepped=True)


def _maps(got: torch.Tensor, want: torch.Tensor, name: str) -> Pictures:
    """The first maps beside one another, black and white where the wanted ones have their ends."""
    height, width = want.shape[-2:]
    columns = 1 if want.dim() == 2 else COLUMNS
    found, wanted = map(_tiles, (got, want))
    differing = [
        number
        for number, (one, other) in enumerate(zip(found, wanted, strict=True))
        if not np.allclose(one, other, rtol=1e-4, atol=1e-5, equal_nan=True)
    ]
    boxes = []
    for number in differing:
        row, column = divmod(number, columns)
        left, top = 1 + column * (width + 1), 1 + row * (height + 1)
        boxes.append((left, top, left + width, top + height))
    low, high = float(np.nanmin(wanted)), float(np.nanmax(wanted))
    drawn, should = (_grid(one, columns, low, high) for one in (found, wanted))
    return pictures(drawn, should, boxes, name)


def _tiles(maps: torch.Tensor) -> Any:
    return maps.detach().reshape(-1, *maps.shape[-2:])[:MOST_TILES].numpy()


def _grid(maps: Any, columns: int, low: float, high: float) -> Any:
    count, height, width = maps.shape
    rows = -(-count // columns)
    grid = np.full((rows * (height + 1) + 1, columns * (width + 1) + 1), 128.0)
    for number, one in enumerate(maps):
        row, column = divmod(number, columns)
        top, left = 1 + row * (height + 1), 1 + column * (width + 1)
        scaled = 255 * (one - low) / (high - low or 1.0)
        grid[top : top + height, left : left + width] = np.nan_to_num(scaled).clip(0, 255)
    return np.repeat(grid[:, :, None], 3, axis=2)


def _png(pixels: Any, boxes: Iterable[Box] = ()) -> bytes:
    """Shrunk to MOST_SIDE, small ones enlarged by whole numbers, so that frames lie around."""
    image = Image.fromarray(np.asarray(pixels).round().clip(0, 255).astype(np.uint8), "RGB")
    scale = MOST_SIDE / max(image.size)
    scale = float(int(scale)) if scale > 1 else scale
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image = image.resize(size, Image.Resampling.NEAREST)
    if len(_encoded(image)) > MOST_BYTES:
        image = image.quantize(FEW_COLOURS)
    pen = ImageDraw.Draw(image)
    for box in boxes:
        left, top, right, bottom = (round(edge * scale) for edge in box)
        pen.rectangle((left - 1, top - 1, right, bottom), outline=FRAME, width=2)
    return _encoded(image)


def _encoded(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
