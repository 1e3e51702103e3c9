"""Event files become typed series, images, histograms, graphs and texts.

Everything here is evidence written by student code, so nothing that a file claims is believed:
a broken record ends its file, caps end the reading, and `Log.notes` says which.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.message import DecodeError
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.compat.proto.types_pb2 import DT_DOUBLE, DT_FLOAT

from grader.log import (
    MAX_PICTURES,
    MAX_PIXELS,
    Graph,
    Histogram,
    Log,
    Node,
    Picture,
    Series,
    TextEntry,
    Unreadable,
    affordable,
)
from grader.model import Text
from grader.records import Broken, records

__all__ = [
    "Graph",
    "Histogram",
    "Log",
    "Node",
    "Picture",
    "Series",
    "TextEntry",
    "Unreadable",
    "read",
]

MARK: Final = "tfevents"
"""What the name of every event file contains."""
MAX_ENTRIES: Final = 250_000
"""Events, or where there are more of them values, strings, graph nodes and their inputs."""
MAX_TAGS: Final = 2_000
"""Different (run, tag) in one log."""
MAX_NOTES: Final = 20

GARBLED: Final = Text(
    "从第 {offset} 字节开始的记录校验和正确，但内容不是事件，从这里起不再读取",
    "the record at byte {offset} has sound checksums but holds no event; reading stopped there",
)
TOO_MANY_ENTRIES: Final = Text(
    "日志超过 {most} 条，其余未读取",
    "the log holds more than {most} entries; the rest was not read",
)
TOO_MANY_TAGS: Final = Text(
    "标签超过 {most} 个，其余标签未读取",
    "the log holds more than {most} tags; the rest was not read",
)
TOO_MANY_PICTURES: Final = Text(
    "图像超过 {most} 幅，或总共超过 {pixels} 像素，其余未看",
    "there are more than {most} pictures, or more than {pixels} pixels in all; the rest was not"
    " looked at",
)
MORE_NOTES: Final = Text("另有 {count} 条类似说明", "more notes of this kind: {count}")
REFUSALS: Final = {
    "missing": Text("不存在", "does not exist"),
    "unreadable": Text("无法读取", "cannot be read"),
    "symlink": Text("是符号链接，未读取", "is a symbolic link and was not read"),
    "hard link": Text("有多个硬链接，未读取", "has several hard links and was not read"),
    "fifo": Text("是命名管道，未读取", "is a named pipe and was not read"),
    "socket": Text("是套接字，未读取", "is a socket and was not read"),
    "device": Text("是设备文件，未读取", "is a device and was not read"),
    "not a folder": Text("不是文件夹", "is not a folder"),
    "too deep": Text("嵌套过深，未读取", "lies too deep and was not read"),
    "too large": Text("文件过大，未读取", "is too large and was not read"),
    "too many bytes": Text(
        "未读取：文件总量过大", "was not read: all files together are too large"
    ),
    "too many files": Text("未读取：事件文件过多", "was not read: there are too many event files"),
    "too many entries": Text(
        "条目过多，只读取了一部分", "holds too many entries; only some were read"
    ),
}
"""What is said of a file whose bytes were not taken, by the reason that `harvest` gives."""
UNTAKEN: Final = Text("未读取", "was not read")

_WALL_TIME: Final = b"\t"  # the key of field 1, a float64, which begins every event
_STEP: Final = 0x10  # the key of field 2, a varint
_SHORTEST: Final = 18  # bytes of a plain scalar event without step and tag
_FLOAT: Final = struct.Struct("<f")
_DOUBLE: Final = struct.Struct("<d")


def read(files: Mapping[str, bytes], refused: Mapping[str, str] = {}) -> Log:
    """Read event files, given by POSIX path relative to the log folder; never raises on content.

    Files that are not called like event files are ignored. Those of one folder are one run and
    are read in the order of their names. `refused` tells which paths were not taken and why: the
    reasons are the keys of REFUSALS.
    """
    draft = _Draft()
    for path, reason in refused.items():
        draft.note(path, REFUSALS.get(reason, UNTAKEN))
    for (run, _, name), path in sorted((path.rpartition("/"), path) for path in files):
        if MARK not in name:
            continue
        try:
            _read_file(draft, run, files[path])
        except Broken as broken:
            draft.note(path, broken.reason)
        except _Full:
            break
    return draft.log()


class _Full(Exception):
    """There is no room for one more entry."""


class _Points:
    """A series in the making."""

    __slots__ = ("steps", "values")

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.values: list[float] = []


class _Draft:
    """A log in the making, and what is left of its caps."""

    def __init__(self) -> None:
        self.points: dict[tuple[str, str], _Points] = {}
        # For each run its series by the bytes of their plain records: see _signature.
        self.plain: defaultdict[str, dict[bytes, _Points]] = defaultdict(dict)
        self.images: list[Picture] = []
        self.histograms: list[Histogram] = []
        self.graphs: list[Graph] = []
        self.texts: list[TextEntry] = []
        self.notes: list[Text] = []
        self.tags: set[tuple[str, str]] = set()
        self.left = MAX_ENTRIES
        self.left_out = False

    def spend(self, entries: int = 1) -> None:
        """Count entries; raises _Full when there are too many."""
        self.left -= entries
        if self.left < 0:
            raise _Full

    def admits(self, run: str, tag: str) -> bool:
        """Whether there is room for one more entry of this tag, which is counted."""
        self.spend()
        if len(self.tags) < MAX_TAGS:
            self.tags.add((run, tag))
        elif (run, tag) not in self.tags:
            self.left_out = True
            return False
        return True

    def add_point(self, run: str, tag: str, step: int, value: float) -> None:
        points = self.points.get((run, tag))
        if points is None:
            points = self.points[run, tag] = self.plain[run][_signature(tag)] = _Points()
        points.steps.append(step)
        points.values.append(value)

    def note(self, path: str, says: Text) -> None:
        name = repr(path if len(path) <= 120 else path[:120] + "…")
        self.notes.append(Text(f"{name}：{says.zh}", f"{name}: {says.en}"))

    def log(self) -> Log:
        notes = self.notes[:MAX_NOTES]
        if len(self.notes) > MAX_NOTES:
            notes.append(MORE_NOTES.format(count=len(self.notes) - MAX_NOTES))
        if self.left_out:
            notes.append(TOO_MANY_TAGS.format(most=MAX_TAGS))
        if self.left < 0:
            notes.append(TOO_MANY_ENTRIES.format(most=MAX_ENTRIES))
        images = affordable(self.images)
        if len(images) < len(self.images):
            notes.append(TOO_MANY_PICTURES.format(most=MAX_PICTURES, pixels=MAX_PIXELS))
        return Log(
            scalars=tuple(
                Series(run, tag, tuple(points.steps), tuple(points.values))
                for (run, tag), points in self.points.items()
            ),
            images=images,
            histograms=tuple(self.histograms),
            graphs=tuple(self.graphs),
            texts=tuple(self.texts),
            notes=tuple(notes),
        )


def _read_file(draft: _Draft, run: str, data: bytes) -> None:
    """Add what one event file says; raises Broken where it breaks off, _Full."""
    plain = draft.plain[run]
    for offset, payload in records(data):
        if payload[:1] == _WALL_TIME and len(payload) >= _SHORTEST:
            step, start = _step(payload)
            points = plain.get(payload[start:-4])
            if points is not None:
                draft.spend()
                points.steps.append(step)
                points.values.append(_FLOAT.unpack(payload[-4:])[0])
                continue
        try:
            _read_event(draft, run, Event.FromString(payload))
        except DecodeError as error:
            raise Broken(GARBLED, offset) from error


def _signature(tag: str) -> bytes:
    """The bytes between the step and the number in every plain scalar event of a tag.

    Nearly all events are plain: wall time, step unless it is 0, one value of tag and float32.
    Once protobuf has met a tag, these bytes tell its next points at half the time.
    """
    summary = Summary(value=[Summary.Value(tag=tag, simple_value=0.0)])
    event: bytes = Event(summary=summary).SerializeToString()
    return event[:-4]


def _step(payload: bytes) -> tuple[int, int]:
    """Step of a plain event, a varint of up to three bytes, and where the signature begins.

    A larger step is left to protobuf: behind the end there is no signature.
    """
    if payload[9] != _STEP:
        return 0, 9
    low, middle, high = payload[10:13]
    if low < 0x80:
        return low, 11
    if middle < 0x80:
        return low - 0x80 + (middle << 7), 12
    if high < 0x80:
        return low - 0x80 + (middle - 0x80 << 7) + (high << 14), 13
    return 0, len(payload)


def _read_event(draft: _Draft, run: str, event: Any) -> None:
    """Add what one event says; raises DecodeError, _Full."""
    if event.graph_def:
        nodes = []
        for node in GraphDef.FromString(event.graph_def).node:
            draft.spend(1 + len(node.input))
            nodes.append(Node(node.name, node.op, tuple(node.input)))
        draft.graphs.append(Graph(run, tuple(nodes)))
    values = event.summary.value
    if not values:
        draft.spend()
    for value in values:
        if draft.admits(run, value.tag):
            _read_value(draft, run, event.step, value)


def _read_value(draft: _Draft, run: str, step: int, value: Any) -> None:
    """Add one summary value: a number, picture or histogram, or a tensor that stands for one."""
    tag: str = value.tag
    match value.WhichOneof("value"):
        case "simple_value":
            draft.add_point(run, tag, step, value.simple_value)
        case "image":
            draft.images.append(Picture(run, tag, step, value.image.encoded_image_string))
        case "histo":
            draft.histograms.append(_histogram(run, tag, step, value.histo))
        case "tensor":
            _read_tensor(draft, run, step, value)


def _histogram(run: str, tag: str, step: int, histo: Any) -> Histogram:
    return Histogram(
        run,
        tag,
        step,
        histo.min,
        histo.max,
        histo.num,
        histo.sum,
        histo.sum_squares,
        tuple(histo.bucket_limit),
        tuple(histo.bucket),
    )


def _read_tensor(draft: _Draft, run: str, step: int, value: Any) -> None:
    """Add a tensor as the plugin named in its metadata takes it; all others are ignored."""
    tag: str = value.tag
    strings = value.tensor.string_val
    match value.metadata.plugin_data.plugin_name:
        case "scalars" | "":
            number = _number(value.tensor)
            if number is not None:
                draft.add_point(run, tag, step, number)
        case "images":
            draft.spend(len(strings))
            draft.images += [Picture(run, tag, step, png) for png in strings[2:]]
        case "text":
            draft.spend(len(strings))
            draft.texts += [
                TextEntry(run, tag, step, text.decode(errors="replace")) for text in strings
            ]


def _number(tensor: Any) -> float | None:
    """The one element of a float32 or float64 tensor; None for every other tensor."""
    shape = tensor.tensor_shape.dim
    if len(shape) > 8 or any(axis.size != 1 for axis in shape):
        return None
    if tensor.dtype == DT_FLOAT:
        numbers, form = tensor.float_val, _FLOAT
    elif tensor.dtype == DT_DOUBLE:
        numbers, form = tensor.double_val, _DOUBLE
    else:
        return None
    if len(tensor.tensor_content) == form.size:
        numbers = form.unpack(tensor.tensor_content)
    return numbers[0] if len(numbers) == 1 else None
