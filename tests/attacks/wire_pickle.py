# verdict: died
# Answers with a pickle that makes a folder where it is loaded.

import os
import pickle
import struct
import sys


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("CANARY.pickled",)


def double(x):
    frame = sys._getframe()
    while "number" not in frame.f_locals:
        frame = frame.f_back
    body = pickle.dumps(Bomb())
    os.write(3, struct.pack("<4sQIQ", b"grd1", frame.f_locals["number"], len(body), 0) + body)
    return 2 * x
