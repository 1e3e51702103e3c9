# verdict: died
# Sends answers before it was asked anything, at import.

import os

from sandbox import wire

head, _ = wire.pack({"facts": {"value": 1.0}, "names": ["double"]})
os.write(3, head * 100)


def double(x):
    return 2 * x
