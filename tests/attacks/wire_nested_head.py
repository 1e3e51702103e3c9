# verdict: died
# Answers with a megabyte of lists inside one another.

import os
import struct


def double(x):
    body = b"\x91" * ((1 << 20) - 1) + b"\xc0"
    os.write(3, struct.pack("<4sIQ", b"grd1", len(body), 0) + body)
    return 2 * x
