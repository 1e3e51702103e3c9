# verdict: broke
# exercise: week5/tensorboard_line
# Names its curve with 15 MB, all of which the message about it would repeat.

import struct

import google_crc32c
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary


def masked(data):
    crc = google_crc32c.value(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(payload):
    length = struct.pack("<Q", len(payload))
    return length + masked(length) + payload + masked(payload)


VALUE = Summary.Value(tag="y" * (15 << 20), simple_value=7.0)
CURVE = record(Event(step=1, summary=Summary(value=[VALUE])).SerializeToString())


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with open(f"{log_dir}/a.tfevents.0", "wb") as file:
        file.write(CURVE)
