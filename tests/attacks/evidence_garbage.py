# verdict: broke
# exercise: week5/tensorboard_line
# Writes sound records of random bytes, which may be any message of protobuf or none.

import os
import random
import struct

import google_crc32c


def masked(data):
    crc = google_crc32c.value(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(payload):
    length = struct.pack("<Q", len(payload))
    return length + masked(length) + payload + masked(payload)


def draw_line(log_dir, slope=2.0, steps=range(100)):
    chance = random.Random(1)
    for number in range(60):
        with open(os.path.join(log_dir, f"events.out.tfevents.{number}"), "wb") as file:
            for _ in range(20):
                start = chance.choice([b"", b"\t" + bytes(8), b"\x2a\x10", b"\x22\x10", b"\t" + bytes(8) + b"\x10\x05"])
                file.write(record(start + chance.randbytes(chance.randrange(40))))
