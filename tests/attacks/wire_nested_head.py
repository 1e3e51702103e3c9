# verdict: died
# Answers with a megabyte of lists inside one another.

import os
import struct
import sys


def double(x):
    frame = sys._getframe()
    while "number" not in frame.f_locals:
        frame = frame.f_back
    body = b"\x91" * ((1 << 20) - 1) + b"\xc0"
    os.write(3, struct.pack("<4sQIQ", b"grd1", frame.f_locals["number"], len(body), 0) + body)
    return 2 * x
