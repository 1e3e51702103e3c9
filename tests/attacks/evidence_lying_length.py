# verdict: broke
# exercise: week5/tensorboard_line
# Writes records that claim 2**60 bytes, with sound checksums.

import os
import struct

import google_crc32c


def masked(data):
    crc = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def draw_line(log_dir, slope=2.0, steps=range(100)):
    length = struct.pack("<Q", 1 << 60)
    with open(os.path.join(log_dir, "events.out.tfevents.0"), "wb") as file:
        file.write(length + struct.pack("<I", masked(length)) + b"x" * 100)
