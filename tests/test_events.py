"""Event files become a Log; hostile ones become a Log with notes."""

from __future__ import annotations

import io
import itertools
import math
import os
import stat
import struct
import subprocess
import sys
import warnings
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from google.protobuf.message import DecodeError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.compat.proto.types_pb2 import DT_DOUBLE, DT_FLOAT, DT_STRING

from grader import events, log, records
from grader.events import Log, Picture, Series, Unreadable, read
from grader.records import masked_crc
from grader.sandbox import harvest as harvesting
from grader.sandbox.harvest import harvest

NAME = "events.out.tfevents.1700000000.host.1.0"
Point = tuple[int, float]


def frame(payload: bytes) -> bytes:
    """One record, as a writer writes it."""
    length = struct.pack("<Q", len(payload))
    sums = [struct.pack("<I", masked_crc(part)) for part in (length, payload)]
    return length + sums[0] + payload + sums[1]


def event(*values: Summary.Value, step: int = 0) -> bytes:
    return Event(wall_time=1.7e9, step=step, summary=Summary(value=values)).SerializeToString()


def point(tag: str, step: int, value: float) -> bytes:
    return event(Summary.Value(tag=tag, simple_value=value), step=step)


def tensor(plugin: str, **fields: object) -> Summary.Value:
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name=plugin))
    return Summary.Value(tag="t", metadata=metadata, tensor=TensorProto(**fields))


HEADER = frame(Event(wall_time=1.7e9, file_version="brain.Event:2").SerializeToString())


def event_file(*payloads: bytes) -> bytes:
    return HEADER + b"".join(frame(payload) for payload in payloads)


def read_one(*payloads: bytes) -> Log:
    return read({NAME: event_file(*payloads)})


def points_of(found: Log) -> list[Point]:
    return [pair for each in found.scalars for pair in zip(each.steps, each.values, strict=True)]


def exact(points: Iterable[Point]) -> list[tuple[int, bytes]]:
    """Points in a form in which NaN equals NaN and -0.0 differs from 0.0."""
    return [(step, struct.pack("<d", value)) for step, value in points]


def only_note(found: Log) -> str:
    (note,) = found.notes
    assert note.zh
    return note.en


# ---------------------------------------------------------------- the laws

law = settings(deadline=None)
edges = st.sampled_from([2**bits + off for bits in (7, 14, 21, 28, 63) for off in (-1, 0)][:-1])
steps = st.integers(0, 2**21) | edges | st.integers(-(2**63), 2**63 - 1)
floats = st.floats(width=32)
series = st.lists(st.tuples(steps, floats), max_size=30)


@law
@given(series, st.text(max_size=40))
def test_what_is_written_is_read(points: list[Point], tag: str) -> None:
    """Any float32 at any step under any tag is read back, bit for bit and in its order."""
    found = read_one(*(point(tag, *each) for each in points))

    assert exact(points_of(found)) == exact(points)
    assert [one.tag for one in found.scalars] == [tag] * bool(points)
    assert found.notes == ()


@law
@given(series, st.data())
def test_a_prefix_of_a_file_is_a_prefix_of_its_points(
    points: list[Point], data: st.DataObject
) -> None:
    """A file cut anywhere but between two records gives the points before the cut and a note."""
    parts = [HEADER, *(frame(point("t", *each)) for each in points)]
    whole = b"".join(parts)
    cut = data.draw(st.integers(0, len(whole) - 1))
    ends = list(itertools.accumulate(len(part) for part in parts))

    found = read({NAME: whole[:cut]})

    kept = max(0, sum(end <= cut for end in ends) - 1)
    assert exact(points_of(found)) == exact(points[:kept])
    assert len(found.notes) == (cut not in ends)


@law
@given(series, st.data())
def test_a_flipped_bit_ends_the_file_there(points: list[Point], data: st.DataObject) -> None:
    """Whatever bit is flipped, only points before it are read, and a note says so."""
    parts = [HEADER, *(frame(point("t", *each)) for each in points)]
    whole = bytearray(b"".join(parts))
    bit = data.draw(st.integers(0, 8 * len(whole) - 1))
    ends = list(itertools.accumulate(len(part) for part in parts))
    whole[bit // 8] ^= 1 << bit % 8

    found = read({NAME: bytes(whole)})

    kept = max(0, sum(end <= bit // 8 for end in ends) - 1)
    assert exact(points_of(found)) == exact(points[:kept])
    assert len(found.notes) == 1


Reading = list[tuple[str, int, bytes]]


def by_protobuf(payload: bytes) -> Reading:
    """The points of one event as protobuf alone reads it."""
    try:
        parsed = Event.FromString(payload)
    except DecodeError:
        return []
    return [
        (value.tag, parsed.step, struct.pack("<d", value.simple_value))
        for value in parsed.summary.value
        if value.HasField("simple_value")
    ]


def after_a_plain_one(plain: bytes, payload: bytes) -> Reading:
    """The points that a payload adds to a file whose plain event has taught its tag."""
    found = [
        (each.tag, step, struct.pack("<d", value))
        for each in read_one(plain, payload).scalars
        for step, value in zip(each.steps, each.values, strict=True)
    ]
    found.remove(by_protobuf(plain)[0])
    return found


@law
@given(st.text(max_size=3), steps, floats, st.data())
def test_the_short_cut_agrees_with_protobuf(
    tag: str, step: int, value: float, data: st.DataObject
) -> None:
    """A mangled scalar event under sound checksums is read as protobuf alone would read it."""
    plain = point(tag, step, value)
    payload = bytearray(plain)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(payload)))
        payload[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))

    assert after_a_plain_one(plain, bytes(payload)) == by_protobuf(bytes(payload))


@pytest.mark.parametrize("step", [0, 300])
def test_the_short_cut_agrees_at_every_byte(step: int) -> None:
    """The same for each byte of a scalar event replaced by each other byte."""
    plain = point("t", step, 0.5)
    for at, byte in itertools.product(range(len(plain)), range(256)):
        payload = plain[:at] + bytes([byte]) + plain[at + 1 :]
        assert after_a_plain_one(plain, payload) == by_protobuf(payload)


@law
@given(st.binary(max_size=300), st.lists(st.binary(max_size=60), max_size=5))
def test_no_bytes_raise(raw: bytes, payloads: list[bytes]) -> None:
    """Neither a file of any bytes nor records of any payload make the reader raise."""
    read({NAME: raw, "sub/" + NAME: event_file(*payloads) + raw})


# ------------------------------------------------------- files of real writers


@pytest.fixture(scope="module")
def torch_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from torch.utils.tensorboard import SummaryWriter

    folder = tmp_path_factory.mktemp("torch")
    with warnings.catch_warnings(), SummaryWriter(str(folder)) as writer:
        warnings.simplefilter("ignore")
        for step in (0, 1, 127, 128, 16384, 2**21, 2**40):
            writer.add_scalar("Loss", step / 3, step)
        writer.add_scalar("double", 1 / 3, 5, new_style=True, double_precision=True)
        writer.add_scalar("float", 0.5, 6, new_style=True)
        writer.add_scalars("Accuracy", {"Train": 0.25, "Valid": 0.75}, 3)
        writer.add_image("grid", torch.eye(4).expand(3, 4, 4), 2)
        writer.add_histogram("weights", torch.arange(10.0), 4)
        writer.add_text("words", "**你好**", 1)
        writer.add_graph(
            torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU()), torch.ones(1, 2)
        )
    return folder


@pytest.fixture(scope="module")
def torch_log(torch_folder: Path) -> Log:
    return read(*harvest(torch_folder))


def test_torch_scalars(torch_log: Log) -> None:
    """Scalars of torch are float32 widened, in old style and new; double stays double."""
    by_tag = {one.tag: one for one in torch_log.scalars if one.run == ""}

    steps = (0, 1, 127, 128, 16384, 2**21, 2**40)
    values = tuple(float(np.float32(step / 3)) for step in steps)
    assert by_tag["Loss"] == Series("", "Loss", steps, values)
    assert by_tag["double"] == Series("", "double", (5,), (1 / 3,))
    assert by_tag["float"] == Series("", "float", (6,), (0.5,))
    assert torch_log.notes == ()


def test_the_same_as_event_accumulator(torch_folder: Path, torch_log: Log) -> None:
    """Scalars and histograms agree with TensorBoard's own reader."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    theirs = EventAccumulator(str(torch_folder), size_guidance={"scalars": 0}).Reload()

    ours = {one.tag: one for one in torch_log.scalars if one.run == ""}["Loss"]
    assert [(each.step, each.value) for each in theirs.Scalars("Loss")] == points_of(
        Log(scalars=(ours,))
    )
    (histogram,) = torch_log.histograms
    value = theirs.Histograms("weights")[0].histogram_value
    assert (histogram.num, histogram.sum, histogram.sum_squares) == (
        value.num,
        value.sum,
        value.sum_squares,
    )
    assert (histogram.limits, histogram.counts) == (tuple(value.bucket_limit), tuple(value.bucket))


def test_add_scalars_of_torch_makes_sibling_runs(torch_log: Log) -> None:
    """torch's add_scalars: one tag, a run "Accuracy_Train" beside the main one."""
    assert [one for one in torch_log.scalars if one.tag == "Accuracy"] == [
        Series("Accuracy_Train", "Accuracy", (3,), (0.25,)),
        Series("Accuracy_Valid", "Accuracy", (3,), (0.75,)),
    ]


def test_torch_picture(torch_log: Log) -> None:
    """add_image of a (3, 4, 4) tensor in [0, 1] decodes to (4, 4, 3) bytes in 0 to 255."""
    (picture,) = torch_log.images

    assert (picture.run, picture.tag, picture.step) == ("", "grid", 2)
    want = np.eye(4, dtype=np.uint8)[..., None].repeat(3, axis=2) * 255
    np.testing.assert_array_equal(picture.pixels(), want)


def test_torch_histogram(torch_log: Log) -> None:
    """add_histogram of 0..9 gives the statistics of 0..9, and as many counts as limits."""
    (found,) = torch_log.histograms

    assert (found.tag, found.step, found.min, found.max) == ("weights", 4, 0.0, 9.0)
    assert (found.num, found.sum, found.sum_squares) == (10.0, 45.0, 285.0)
    assert len(found.limits) == len(found.counts)
    assert sum(found.counts) == 10


def test_torch_graph(torch_log: Log) -> None:
    """add_graph gives nodes with their kind of operation and the names of their inputs."""
    (graph,) = torch_log.graphs

    nodes = {node.name: node for node in graph.nodes}
    (linear,) = (node for node in graph.nodes if node.op == "aten::linear")
    (relu,) = (node for node in graph.nodes if node.op == "aten::relu")
    assert linear.name in relu.inputs
    assert any(nodes[name].op == "IO Node" for name in linear.inputs if name in nodes)


def test_torch_text(torch_log: Log) -> None:
    """add_text is read as UTF-8, under its tag with "/text_summary"."""
    (text,) = torch_log.texts

    assert (text.tag, text.step, text.text) == ("words/text_summary", 1, "**你好**")


def test_tensorboardx_makes_nested_runs(tmp_path: Path) -> None:
    """tensorboardX's add_scalars: one tag, a run "Loss/Train" in nested folders."""
    from tensorboardX import SummaryWriter

    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_scalars("Loss", {"Train": 0.5, "Valid": 0.25}, 3)
        writer.add_image("image", np.zeros((3, 2, 5), np.uint8), 1)
        writer.add_histogram("weights", np.arange(4.0), 2)

    found = read(*harvest(tmp_path))

    assert found.scalars == (
        Series("Loss/Train", "Loss", (3,), (0.5,)),
        Series("Loss/Valid", "Loss", (3,), (0.25,)),
    )
    assert found.images[0].pixels().shape == (2, 5, 3)
    assert found.histograms[0].num == 4.0
    assert found.notes == ()


# ------------------------------------------------------------- runs and files


def test_a_header_alone_is_nothing() -> None:
    """A file that holds no more than its version is normal: nothing read, nothing noted."""
    assert read_one() == Log()


def test_files_of_a_folder_are_one_run() -> None:
    """Files of one folder are merged in the order of their names, whatever the mapping's order."""
    files = {
        "a/tfevents.2": event_file(point("t", 2, 2.0)),
        "b/tfevents.0": event_file(point("t", 0, 0.0)),
        "a/tfevents.1": event_file(point("t", 1, 1.0)),
    }

    assert read(files).scalars == (
        Series("a", "t", (1, 2), (1.0, 2.0)),
        Series("b", "t", (0,), (0.0,)),
    )


def test_other_files_are_ignored() -> None:
    """A file is an event file by its own name, not by that of its folder."""
    assert read({"model.pt": b"x", "tfevents/notes.txt": b"x"}) == Log()


def test_refusals_are_noted() -> None:
    """Every file that was not taken has a note in both languages, and a strange name is escaped."""
    found = read({}, {f"a\n\udc80{reason}": reason for reason in [*harvesting.REASONS, "other"]})

    assert len(found.notes) == len(harvesting.REASONS) + 1
    for note in found.notes:
        assert note.en.isascii()
        note.zh.encode()


def test_every_reason_has_its_sentence() -> None:
    """The reasons and the mark that `harvest` and `events` both name are the same."""
    assert set(events.REFUSALS) == harvesting.REASONS
    assert events.MARK == harvesting.MARK
    assert records.MAX_FILE == harvesting.MAX_FILE


def test_tensorboard_protos_bring_no_framework() -> None:
    """Reading event files imports neither torch nor tensorflow."""
    code = "import sys, grader.events; assert not {'torch', 'tensorflow'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=Path(events.__file__).parents[1], check=True)


# ------------------------------------------------------------- hostile files


def with_length(length: int) -> bytes:
    head = struct.pack("<Q", length)
    return HEADER + head + struct.pack("<I", masked_crc(head)) + b"x" * 40


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n and then some more", "not an event file"),
        (HEADER[:7], "truncated: the record at byte 0"),
        (HEADER + frame(point("t", 1, 1.0))[:-1], f"truncated: the record at byte {len(HEADER)}"),
        (HEADER + b"x" * 12, f"corrupt length in the record at byte {len(HEADER)}"),
        (HEADER[:-1] + b"x", "corrupt payload in the record at byte 0"),
        (with_length(2**60), f"the record at byte {len(HEADER)} is too long"),
        (with_length(41), f"truncated: the record at byte {len(HEADER)}"),
        (event_file(b"\xff" * 30), f"the record at byte {len(HEADER)} has sound checksums"),
        (event_file(b"\t"), f"the record at byte {len(HEADER)} has sound checksums"),
        (
            event_file(Event(graph_def=b"\xff" * 9).SerializeToString()),
            f"the record at byte {len(HEADER)} has sound checksums",
        ),
        (bytes(records.MAX_FILE + 1), "the file is too large"),
    ],
)
def test_a_broken_file_says_why_and_where(data: bytes, says: str) -> None:
    """A file that breaks off says for which reason and at which byte."""
    assert only_note(read({NAME: data})).startswith(f"{NAME!r}: {says}")


def test_a_broken_file_does_not_touch_the_next() -> None:
    """A broken file ends itself only: what came before it in it and all other files are read."""
    torn = event_file(point("t", 1, 1.0), b"\xff", point("t", 2, 2.0))

    found = read({"tfevents.1": torn, "tfevents.2": event_file(point("t", 3, 3.0))})

    assert points_of(found) == [(1, 1.0), (3, 3.0)]
    assert len(found.notes) == 1


def shape(*sizes: int) -> TensorShapeProto:
    return TensorShapeProto(dim=[TensorShapeProto.Dim(size=size) for size in sizes])


@pytest.mark.parametrize(
    ("value", "want"),
    [
        (tensor("scalars", dtype=DT_FLOAT, float_val=[0.5]), [0.5]),
        (tensor("", dtype=DT_FLOAT, float_val=[0.5], tensor_shape=shape(1, 1)), [0.5]),
        (tensor("scalars", dtype=DT_FLOAT, tensor_content=struct.pack("<f", 0.5)), [0.5]),
        (tensor("scalars", dtype=DT_DOUBLE, double_val=[0.1]), [0.1]),
        (tensor("scalars", dtype=DT_DOUBLE, tensor_content=struct.pack("<d", 0.1)), [0.1]),
        (tensor("scalars", dtype=DT_FLOAT, float_val=[0.5], tensor_shape=shape(2**33)), []),
        (tensor("scalars", dtype=DT_FLOAT, float_val=[0.5], tensor_shape=shape(-1)), []),
        (tensor("scalars", dtype=DT_FLOAT, float_val=[0.5], tensor_shape=shape(*[1] * 9)), []),
        (tensor("scalars", dtype=DT_FLOAT, float_val=[0.5, 0.5]), []),
        (tensor("scalars", dtype=DT_FLOAT), []),
        (tensor("scalars", dtype=DT_FLOAT, tensor_content=b"abc"), []),
        (tensor("scalars", dtype=DT_STRING, string_val=[b"0.5"]), []),
        (tensor("pr_curves", dtype=DT_FLOAT, float_val=[0.5]), []),
    ],
)
def test_scalar_tensors_of_one_element(value: Summary.Value, want: list[float]) -> None:
    """A tensor is a point if it has one element and claims no more; otherwise it is ignored."""
    found = read_one(event(value, step=3))

    assert points_of(found) == [(3, each) for each in want]
    assert found.notes == ()


def test_strings_of_the_image_and_text_plugins() -> None:
    """An images tensor holds width, height and pictures; broken UTF-8 of a text is replaced."""
    found = read_one(
        event(tensor("images", dtype=DT_STRING, string_val=[b"9", b"9", b"one", b"two"]), step=1),
        event(tensor("text", dtype=DT_STRING, string_val=[b"a\xff"]), step=2),
    )

    assert found.images == (Picture("", "t", 1, b"one"), Picture("", "t", 1, b"two"))
    assert found.texts == (events.TextEntry("", "t", 2, "a\N{REPLACEMENT CHARACTER}"),)


def test_not_a_number_is_a_value() -> None:
    """NaN and infinities are read as they were written."""
    values = points_of(read_one(point("t", 0, math.nan), point("t", 0, math.inf)))

    assert math.isnan(values[0][1])
    assert values[1] == (0, math.inf)


def test_entries_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events, the values in one, graph nodes and their inputs all count; then reading ends."""
    monkeypatch.setattr(events, "MAX_ENTRIES", 5)
    one, nothing = point("t", 0, 1.0), b""
    many = event(*[Summary.Value(tag="t", simple_value=1.0)] * 9)
    graph = GraphDef()
    graph.node.add(name="n", input=["a", "b"])
    nodes = Event(graph_def=graph.SerializeToString()).SerializeToString()

    for payloads, points in [
        ([one] * 9, 4),
        ([many], 4),
        ([one, one, nodes], 2),
        ([one, one, nothing, nothing, nothing], 2),
    ]:
        found = read({NAME: event_file(*payloads), "z/tfevents": event_file(many)})
        assert len(points_of(found)) == points
        assert found.graphs == ()
        assert only_note(found) == "the log holds more than 5 entries; the rest was not read"


def test_tags_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    """New tags beyond the cap are left out with one note; known ones are read on."""
    monkeypatch.setattr(events, "MAX_TAGS", 2)

    found = read_one(*(point(tag, 0, 1.0) for tag in "abcda"))

    assert [(each.tag, len(each.steps)) for each in found.scalars] == [("a", 2), ("b", 1)]
    assert only_note(found) == "the log holds more than 2 tags; the rest was not read"


def test_notes_are_capped() -> None:
    """However many files are broken, the notes are few and say how many more there would be."""
    found = read({f"tfevents.{n:03}": b"" for n in range(100)})

    assert len(found.notes) == events.MAX_NOTES + 1
    assert found.notes[-1].en == "more notes of this kind: 80"


# ------------------------------------------------------------------- pictures


def png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    """A PNG whose header claims a size, with any chunks after it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), *more, (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


GIANT = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)


@pytest.mark.parametrize(
    "data",
    [png(8000, 8000), png(10_000, 10_000), png(2**31 - 1, 2**31 - 1), png(1, 1, (b"IHDR", GIANT))],
)
def test_a_giant_picture_is_not_decoded(data: bytes) -> None:
    """A header that claims more than MAX_PIXELS is refused before a pixel is decoded."""
    with pytest.raises(Unreadable) as caught:
        Picture("", "t", 0, data).pixels()
    assert caught.value.reason == log.BIG_PICTURE.format(most=log.MAX_PIXELS)


def test_pictures_that_cost_much_together() -> None:
    """Only the first pictures count, as far as all their pixels together are few enough."""
    large = Picture("", "t", 0, png(5_000, 5_000))
    small = Picture("", "t", 0, png(5, 5))
    broken = Picture("", "t", 0, b"none")

    assert log.affordable([small, large, broken, large, small]) == (small, large, broken)
    assert log.affordable([small] * 1_000) == (small,) * log.MAX_PICTURES


def saved(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        png(3, 3),
        saved(Image.new("RGB", (9, 9)), "PNG")[:-30],
        saved(Image.new("L", (2, 2)), "GIF"),
    ],
    ids=["empty", "text", "no pixels", "cut", "gif"],
)
def test_a_broken_picture_is_unreadable(data: bytes) -> None:
    """Whatever is no whole PNG raises Unreadable with a reason in both languages."""
    with pytest.raises(Unreadable) as caught:
        Picture("", "t", 0, data).pixels()
    assert caught.value.reason == log.NO_PICTURE


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "1"])
def test_pixels_are_rgb(mode: str) -> None:
    """Any kind of PNG decodes to three channels of uint8."""
    pixels = Picture("", "t", 0, saved(Image.new(mode, (5, 3)), "PNG")).pixels()

    assert (pixels.shape, pixels.dtype) == ((3, 5, 3), np.uint8)


# -------------------------------------------------------------------- harvest

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file types")


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)


def make_symlink(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_loop(path: Path) -> None:
    path.symlink_to(path)


def make_hard_link(path: Path) -> None:
    path.with_name("other").write_bytes(b"secret")
    path.hardlink_to(path.with_name("other"))


def make_sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 10 << 30)


@posix
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (make_fifo, "fifo"),
        (make_socket, "socket"),
        (make_symlink, "symlink"),
        (make_loop, "symlink"),
        (make_hard_link, "hard link"),
        (make_sparse, "too large"),
    ],
)
def test_only_plain_files_are_taken(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    """What is no plain file of one link and moderate size is refused by name, the rest is read."""
    make(tmp_path / "tfevents.bad")
    (tmp_path / "tfevents.good").write_bytes(b"good")

    assert harvest(tmp_path) == ({"tfevents.good": b"good"}, {"tfevents.bad": reason})


@posix
def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither a linked folder nor a linked top is entered."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "tfevents").write_bytes(b"x")
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "run").symlink_to(tmp_path / "real")
    (tmp_path / "top").symlink_to(tmp_path / "real")

    assert harvest(tmp_path / "log") == ({}, {"run": "symlink"})
    assert harvest(tmp_path / "top") == ({}, {".": "symlink"})


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    """A log folder that does not exist, or is a file, is a refusal and no error."""
    (tmp_path / "file").touch()

    assert harvest(tmp_path / "none") == ({}, {".": "missing"})
    assert harvest(tmp_path / "file") == ({}, {".": "not a folder"})


@posix
def test_names_of_any_bytes(tmp_path: Path) -> None:
    """A name may hold line ends and bytes that are not UTF-8; as a key it is valid Unicode."""
    (tmp_path / "a\n\n").mkdir()
    (tmp_path / "a\n\n" / "tfevents\r\x1b[2J").write_bytes(b"1")
    with open(os.fsencode(tmp_path) + b"/tfevents\xff", "wb") as file:
        file.write(b"2")

    files, refused = harvest(tmp_path)

    assert files == {"tfevents\\xff": b"2", "a\n\n/tfevents\r\x1b[2J": b"1"}
    assert refused == {}


def dig(folder: Path, names: Iterable[str]) -> None:
    """Make folders inside one another, deeper than any path can name."""
    descriptor = os.open(folder, os.O_RDONLY)
    for name in names:
        os.mkdir(name, dir_fd=descriptor)
        deeper = os.open(name, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = deeper
    os.close(descriptor)


@posix
def test_a_deep_tree(tmp_path: Path) -> None:
    """Of 1,500 folders inside one another the first MAX_DEPTH are walked, one refusal tells."""
    depth = harvesting.MAX_DEPTH
    dig(tmp_path, ["d"] * 1500)
    (tmp_path / "/".join(["d"] * depth) / "tfevents").write_bytes(b"x")

    files, refused = harvest(tmp_path)

    assert files == {"d/" * depth + "tfevents": b"x"}
    assert refused == {"/".join(["d"] * (depth + 1)): "too deep"}
    # Taken down from the top, for rmtree of Python 3.11 recurses.
    while (tmp_path / "d" / "d").exists():
        (tmp_path / "d" / "tfevents").unlink(missing_ok=True)
        (tmp_path / "d" / "d").rename(tmp_path / "e")
        (tmp_path / "d").rmdir()
        (tmp_path / "e").rename(tmp_path / "d")


@posix
def test_a_path_too_long_to_open(tmp_path: Path) -> None:
    """A folder whose path is longer than the system takes is unreadable, and no error."""
    dig(tmp_path, ["x" * 250] * 20)

    files, refused = harvest(tmp_path)

    assert files == {}
    assert list(refused.values()) == ["unreadable"]


def test_caps_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, bytes in all and entries of any name are capped, and a refusal tells."""
    for name in ("tfevents.1", "tfevents.2", "tfevents.3"):
        (tmp_path / name).write_bytes(b"12345")
    (tmp_path / "zzz").touch()

    with monkeypatch.context() as patch:
        patch.setattr(harvesting, "MAX_FILES", 2)
        files, refused = harvest(tmp_path)
        assert (list(files), refused) == (
            ["tfevents.1", "tfevents.2"],
            {"tfevents.3": "too many files"},
        )
    with monkeypatch.context() as patch:
        patch.setattr(harvesting, "MAX_TOTAL", 12)
        assert harvest(tmp_path)[1] == {"tfevents.3": "too many bytes"}
    with monkeypatch.context() as patch:
        patch.setattr(harvesting, "MAX_ENTRIES", 3)
        assert harvest(tmp_path)[1] == {".": "too many entries"}


def test_harvest_stands_alone() -> None:
    """The worker's module runs with the standard library only."""
    path = Path(harvesting.__file__)
    subprocess.run([sys.executable, "-I", "-S", path], check=True)
