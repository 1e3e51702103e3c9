"""Claims about the pictures in event files: of the right size first, then pixel by pixel."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
import numpy as np
import torch

from grader.authoring import draw
from grader.authoring.errors import Mismatch
from grader.log import Picture, Pixels, Unreadable
from grader.model import Text

T = TypeVar("T")
WITHIN = 1.5
"""Writers turn a number into one of 256 values, and some cut where others round."""
MOST_PADDING = 16
MOST_DIVISIONS, MOST_TILES = 100, 1_000
"""A hostile picture can be divided in thousands of ways; an honest grid in a few."""

NO_PICTURE = Text("事件文件里没有图像", "there is no picture in the event files")
OTHER_SIZE = Text("图像尺寸（高 × 宽）不同", "the size of the picture (height × width) differs")
WORST = Text(
    "{count} 个像素中有 {wrong} 个不符；相差最大的在{place}，相差 {difference}（满值 255）",
    "{wrong} of {count} pixels differ; the worst is {difference} of 255 off, in {place}",
)
FRAME = Text("小图四周的边框上", "the frame around the tiles")
EMPTY = Text("没有小图的空位上", "a place without a tile")
TILE = Text("第 {number} 幅小图中（从 0 数起）", "tile {number}, counted from 0")
NO_TILES = Text(
    "没有看到并排的小图：每幅小图四周应有一圈同色的边框，小图至少 {least} 幅且不全相同",
    "no tiles are seen: at least {least}, not all alike, each within a frame of one colour",
)


class Grid(msgspec.Struct, frozen=True):
    """How a picture is divided: `count` tiles in rows of `columns`, each with its frame.

    A single tile has no frame, as in torchvision's make_grid.
    """

    count: int
    height: int
    width: int
    columns: int
    padding: int = 2

    def place(self, y: int, x: int) -> Text:
        """Where a pixel lies: in which tile, on the frame, or where a tile is missing."""
        if self.count == 1:
            return TILE.format(number=0)
        row, down = divmod(y - self.padding, self.height + self.padding)
        column, right = divmod(x - self.padding, self.width + self.padding)
        if min(row, column) < 0 or down >= self.height or right >= self.width:
            return FRAME
        number = row * min(self.columns, self.count) + column
        return TILE.format(number=number) if number < self.count else EMPTY

    def boxes(self) -> Iterator[draw.Box]:
        """Where the tiles lie."""
        apart = self.padding if self.count > 1 else 0
        for number in range(self.count):
            row, column = divmod(number, min(self.columns, self.count))
            left, top = apart + column * (self.width + apart), apart + row * (self.height + apart)
            yield left, top, left + self.width, top + self.height


def assert_one_of_pictures(
    pictures: Sequence[Picture], want: torch.Tensor, grid: Grid, *, within: float = WITHIN
) -> None:
    """Some picture, whatever its tag and run, is the wanted one.

    Args:
        want: shape (3, H, W), in [0, 1]
        grid: how the wanted picture is divided, for the message
        within: largest difference of a pixel, of 255

    Raises:
        Mismatch: with the sizes, or the worst pixel of the picture that comes closest.
    """
    wanted = 255 * want.detach().double().permute(1, 2, 0).numpy()
    if not pictures:
        raise Mismatch("—", _size(wanted), note=NO_PICTURE)
    # those of another size may be large and many
    sizes = [_look(picture, Picture.size) for picture in pictures]
    alike = [one for one, size in zip(pictures, sizes, strict=True) if size == wanted.shape[:2]]
    fitting = [(one.tag, _decoded(one)) for one in alike]
    if not fitting:
        got = "; ".join(f"{one.tag!r}: {one.size()[0]} × {one.size()[1]}" for one in pictures[:4])
        first = _decoded(pictures[0])
        raise Mismatch(
            got, _size(wanted), note=OTHER_SIZE, look=lambda: (draw.pictures(first, wanted),)
        )
    tag, differences = min(
        ((tag, np.abs(pixels - wanted).max(axis=2)) for tag, pixels in fitting),
        key=lambda pair: int((pair[1] > within).sum()),
    )
    if differences.max() > within:
        pixels = next(pixels for name, pixels in fitting if name == tag)
        raise _worst(tag, pixels, wanted, differences, grid, within)


def assert_tiled(
    pictures: Sequence[Picture], *, at_least: int = 2, size: tuple[int, int] | None = None
) -> None:
    """Some picture shows tiles in frames of one colour, not all of them alike.

    Args:
        at_least: how many tiles there must be that are not of the frame's colour throughout
        size: height and width that the picture must have; any, if absent

    Raises:
        Mismatch: with the sizes of the pictures that there are.
    """
    want = "" if size is None else f"{size[0]} × {size[1]}"
    if not pictures:
        raise Mismatch("—", want, note=NO_PICTURE)
    found = [(picture.tag, _decoded(picture)) for picture in pictures]
    got = "; ".join(f"{tag!r}: {_size(pixels)}" for tag, pixels in found[:4])
    fitting = [pixels for _, pixels in found if size is None or pixels.shape[:2] == size]
    if not fitting:
        raise Mismatch(got, want, note=OTHER_SIZE, look=lambda: (draw.picture(found[0][1]),))
    divisions = itertools.chain.from_iterable(map(_divisions, fitting))
    looked_at = itertools.islice(divisions, MOST_DIVISIONS)
    if not any(_shows_tiles(at_least, *division) for division in looked_at):
        note = NO_TILES.format(least=at_least)
        raise Mismatch(got, want, note=note, look=lambda: (draw.picture(fitting[0]),))


def size_of(picture: Picture) -> tuple[int, int] | None:
    """Height and width; None if the picture does not decode."""
    try:
        height, width, _ = picture.pixels().shape
    except Unreadable:
        return None
    return height, width


def _decoded(picture: Picture) -> Pixels:
    return _look(picture, Picture.pixels)


def _look(picture: Picture, how: Callable[[Picture], T]) -> T:
    try:
        return how(picture)
    except Unreadable as error:
        raise Mismatch(f"{picture.tag!r}", "PNG", note=error.reason) from None


def _size(pixels: Any) -> str:
    return f"{pixels.shape[0]} × {pixels.shape[1]}"


def _worst(
    tag: str, pixels: Pixels, wanted: Any, differences: Any, grid: Grid, within: float
) -> Mismatch:
    y, x = (int(index) for index in np.unravel_index(differences.argmax(), differences.shape))
    numbers = {
        "count": differences.size,
        "wrong": int((differences > within).sum()),
        "difference": f"{differences.max():.0f}",
    }
    place = grid.place(y, x)
    zh = WORST.zh.format(**numbers, place=place.zh)
    en = WORST.en.format(**numbers, place=place.en)
    got = f"{tag!r}: RGB {tuple(int(value) for value in pixels[y, x])}"
    want = f"RGB {tuple(round(float(value)) for value in wanted[y, x])}"
    wrong = [box for box in grid.boxes() if differences[_inside(box)].max() > within]
    return Mismatch(
        got, want, f"[{y}, {x}]", Text(zh, en), lambda: (draw.pictures(pixels, wanted, wrong),)
    )


def _inside(box: draw.Box) -> tuple[slice, slice]:
    left, top, right, bottom = box
    return slice(top, bottom), slice(left, right)


def _divisions(pixels: Pixels) -> Iterator[tuple[Pixels, int, int, int]]:
    """The picture with a padding, height and width of cells with frames of one colour."""
    lines = (pixels == pixels[0, 0]).all(axis=2)
    rows, columns = lines.all(axis=1), lines.all(axis=0)
    for padding in range(1, MOST_PADDING + 1) if not rows.all() else ():
        for height in _cells(rows, padding):
            for width in _cells(columns, padding):
                yield pixels, padding, height, width


def _shows_tiles(at_least: int, pixels: Pixels, padding: int, height: int, width: int) -> bool:
    tiles = itertools.islice(_tiles(pixels, height, width, padding), MOST_TILES)
    shown = [tile for tile in tiles if (tile != pixels[0, 0]).any()]
    return len(shown) >= at_least and len({tile.tobytes() for tile in shown}) > 1


def _cells(framed: Any, padding: int) -> Iterator[int]:
    """Sizes, frame included, of the equal cells into which frame lines divide one side."""
    length = len(framed) - padding
    for cell in range(padding + 1, length + 1):
        if length % cell == 0 and framed[np.arange(len(framed)) % cell < padding].all():
            yield cell


def _tiles(pixels: Pixels, height: int, width: int, padding: int) -> Iterator[Any]:
    rows, columns = pixels.shape[0] - padding, pixels.shape[1] - padding
    for top in range(padding, rows, height):
        for left in range(padding, columns, width):
            yield pixels[top : top + height - padding, left : left + width - padding]
