# verdict: died
# Answers with a pickle that makes a folder where it is loaded.

import os
import pickle
import struct


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("CANARY.pickled",)


def double(x):
    body = pickle.dumps(Bomb())
    os.write(3, struct.pack("<4sIQ", b"grd1", len(body), 0) + body)
    return 2 * x
