# verdict: broke
# exercise: week5/tensorboard_line
# Writes the same thousand wrong points 600 times over, at every call.

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


WRONG = Summary(value=[Summary.Value(tag="y", simple_value=7.0)])
POINTS = b"".join(record(Event(step=x, summary=WRONG).SerializeToString()) for x in range(1000))
MANY = POINTS * 600


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with open(f"{log_dir}/a.tfevents.0", "wb") as file:
        file.write(MANY)
