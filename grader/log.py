"""What a log folder holds: series, pictures, histograms, graphs and texts, as they were written."""

from __future__ import annotations

import contextlib
import io
import itertools
import math
import struct
import warnings
from collections.abc import Iterable
from typing import Final, TypeAlias

import numpy as np
from msgspec import Struct
from PIL import Image

from grader.model import Text

MAX_PIXELS: Final = 40_000_000
"""Width times height of the largest picture that is decoded, and of all in a log together."""
MAX_PICTURES: Final = 256
_HEADER: Final = struct.Struct(">8xI4sII")
"""Of a PNG: signature, length, kind and first fields of the chunk that it begins with."""

NO_PICTURE: Final = Text("图像数据不是可以解码的 PNG", "the image data is not a PNG that decodes")
BIG_PICTURE: Final = Text(
    "图像过大：超过 {most} 像素", "the picture is too large: more than {most} pixels"
)

Pixels: TypeAlias = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]
"""(H, W, 3), RGB, 0 to 255."""


class Unreadable(ValueError):
    """A picture does not decode, or is too large to try; `reason` says which."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


class Series(Struct, frozen=True):
    """The points of one tag of one run, in the order they were written.

    `run` is the folder of the event file below the log folder, "" for the log folder itself.
    A value that was written as float32 is given as the float64 equal to it.
    """

    run: str
    tag: str
    steps: tuple[int, ...]
    values: tuple[float, ...]


class Picture(Struct, frozen=True):
    """One image as it was written: the bytes of a PNG file, or of what claims to be one."""

    run: str
    tag: str
    step: int
    png: bytes

    def size(self) -> tuple[int, int]:
        """Height and width, as the header says; nothing is decoded.

        Raises Unreadable as `pixels` does, where the header suffices to tell.
        """
        if len(self.png) < _HEADER.size:
            raise Unreadable(NO_PICTURE)
        _, kind, width, height = _HEADER.unpack_from(self.png)
        if kind != b"IHDR":
            raise Unreadable(NO_PICTURE)
        if width * height > MAX_PIXELS:
            raise Unreadable(BIG_PICTURE.format(most=MAX_PIXELS))
        return height, width

    def pixels(self) -> Pixels:
        """Decode to RGB: grey is repeated, alpha dropped.

        Raises Unreadable if the data is no sound PNG or has more than MAX_PIXELS pixels.
        """
        size, bomb = self.size(), Image.DecompressionBombWarning
        try:
            with (
                warnings.catch_warnings(action="error", category=bomb),
                Image.open(io.BytesIO(self.png), formats=["PNG"]) as image,
            ):
                if (image.height, image.width) != size:  # a second header
                    raise Unreadable(NO_PICTURE)
                return np.array(image.convert("RGB"))
        except (bomb, Image.DecompressionBombError) as error:
            raise Unreadable(BIG_PICTURE.format(most=MAX_PIXELS)) from error
        except Exception as error:  # Pillow has no common type for broken data
            raise Unreadable(NO_PICTURE) from error


class Histogram(Struct, frozen=True):
    """One histogram as it was written: `counts[i]` values lie below `limits[i]`, above the last."""

    run: str
    tag: str
    step: int
    min: float
    max: float
    num: float
    sum: float
    sum_squares: float
    limits: tuple[float, ...]
    counts: tuple[float, ...]


class Node(Struct, frozen=True):
    """One node of a model graph; `inputs` names nodes, some of which torch itself leaves out."""

    name: str
    op: str
    inputs: tuple[str, ...]


class Graph(Struct, frozen=True):
    """One model graph."""

    run: str
    nodes: tuple[Node, ...]


class TextEntry(Struct, frozen=True):
    """One text; torch and tensorboardX add "/text_summary" to its tag."""

    run: str
    tag: str
    step: int
    text: str


class Log(Struct, frozen=True):
    """All that the event files of one log folder say, and in `notes` what could not be read."""

    scalars: tuple[Series, ...] = ()
    images: tuple[Picture, ...] = ()
    histograms: tuple[Histogram, ...] = ()
    graphs: tuple[Graph, ...] = ()
    texts: tuple[TextEntry, ...] = ()
    notes: tuple[Text, ...] = ()


def affordable(pictures: Iterable[Picture]) -> tuple[Picture, ...]:
    """The first of them, as far as it costs little to decode them all."""
    kept, left = [], MAX_PIXELS
    for picture in itertools.islice(pictures, MAX_PICTURES):
        with contextlib.suppress(Unreadable):
            left -= math.prod(picture.size())
        if left < 0:
            break
        kept.append(picture)
    return tuple(kept)
