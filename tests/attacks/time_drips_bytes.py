# verdict: timed_out
# Announces a reply of 40 MB and sends it a byte at a time.

import os
import struct
import sys
import time


def double(x):
    frame = sys._getframe()
    while "number" not in frame.f_locals:
        frame = frame.f_back
    os.write(3, struct.pack("<4sQIQ", b"grd1", frame.f_locals["number"], 16, 40 << 20))
    while True:
        os.write(3, b"\x90")
        time.sleep(0.01)
