"""What it costs to read 100,000 scalars, beside TensorBoard's own reader.

    python benchmarks/events.py

Both readers run in turn in one process, after one run each to warm up; medians are printed, and
both must give the same points.
"""

from __future__ import annotations

import random
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary

from grader.events import read
from grader.records import masked_crc
from grader.sandbox.harvest import harvest

STEPS = 10_000
TAGS = 10
PAIRS = 5

Points = dict[str, list[tuple[int, float]]]


def main() -> None:
    """Write the file, time both readers in pairs, print medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        if ours(folder) != theirs(folder):
            raise AssertionError("the readers disagree")
        pairs = [(seconds(ours, folder), seconds(theirs, folder)) for _ in range(PAIRS)]
    fast, slow = (statistics.median(times) for times in zip(*pairs, strict=True))
    events = STEPS * TAGS
    print(f"{'grader.events':18} {fast:7.3f} s {events / fast:10,.0f} events/s")
    print(f"{'EventAccumulator':18} {slow:7.3f} s {events / slow:10,.0f} events/s")
    print(f"{'ratio':18} {slow / fast:7.1f}")


def ours(folder: str) -> Points:
    """The points of each tag, files read from disk."""
    return {
        series.tag: list(zip(series.steps, series.values, strict=True))
        for series in read(*harvest(folder)).scalars
    }


def theirs(folder: str) -> Points:
    """The same by EventAccumulator, told to keep every point."""
    reader = EventAccumulator(folder, size_guidance={"scalars": 0}).Reload()
    return {
        tag: [(point.step, point.value) for point in reader.Scalars(tag)]
        for tag in reader.Tags()["scalars"]
    }


def seconds(reader: Callable[[str], Points], folder: str) -> float:
    """Time of one reading."""
    start = time.perf_counter()
    reader(folder)
    return time.perf_counter() - start


def write(folder: Path) -> None:
    """Write the event file that SummaryWriter would, step by step for all tags in turn."""
    draw = random.Random(0)
    with open(folder / "events.out.tfevents.0", "wb") as file:
        file.write(record(Event(wall_time=1.7e9, file_version="brain.Event:2")))
        for step in range(STEPS):
            for tag in range(TAGS):
                value = Summary.Value(tag=f"loss/{tag}", simple_value=draw.random())
                file.write(
                    record(Event(wall_time=1.7e9, step=step, summary=Summary(value=[value])))
                )


def record(event: Event) -> bytes:
    """Frame one event."""
    payload = event.SerializeToString()
    length = struct.pack("<Q", len(payload))
    first, second = (struct.pack("<I", masked_crc(part)) for part in (length, payload))
    return length + first + payload + second


if __name__ == "__main__":
    main()
