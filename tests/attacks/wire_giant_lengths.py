# verdict: died
# Announces an answer of 2**60 bytes.

import os
import struct
import sys


def double(x):
    frame = sys._getframe()
    while "number" not in frame.f_locals:
        frame = frame.f_back
    os.write(3, struct.pack("<4sQIQ", b"grd1", frame.f_locals["number"], 1 << 31, 1 << 60))
    return 2 * x
