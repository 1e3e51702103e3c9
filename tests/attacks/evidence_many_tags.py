# verdict: held
# exercise: week5/tensorboard_line
# Writes its line, and 20 000 other curves of one point each.

import struct

import google_crc32c
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from torch.utils.tensorboard import SummaryWriter


def masked(data):
    crc = google_crc32c.value(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(payload):
    length = struct.pack("<Q", len(payload))
    return length + masked(length) + payload + masked(payload)


VALUES = [Summary.Value(tag=f"noise/{number}", simple_value=0.5) for number in range(20_000)]
NOISE = record(Event(summary=Summary(value=VALUES)).SerializeToString())


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with SummaryWriter(log_dir) as writer:
        for x in steps:
            writer.add_scalar("y", slope * x, x)
    with open(f"{log_dir}/z.tfevents.0", "wb") as file:
        file.write(NOISE)
