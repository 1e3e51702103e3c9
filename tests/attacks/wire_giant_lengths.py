# verdict: died
# Announces an answer of 2**60 bytes.

import os
import struct


def double(x):
    os.write(3, struct.pack("<4sIQ", b"grd1", 1 << 31, 1 << 60))
    return 2 * x
