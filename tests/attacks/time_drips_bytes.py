# verdict: timed_out
# Announces a reply of 40 MB and sends it a byte at a time.

import os
import struct
import time


def double(x):
    os.write(3, struct.pack("<4sIQ", b"grd1", 16, 40 << 20))
    while True:
        os.write(3, b"\x90")
        time.sleep(0.01)
