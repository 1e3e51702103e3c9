# verdict: died or timed_out
# The same, with 150 000 values nested a thousand deep.

import sandbox.wire

for cap in ("MAX_HEAD", "MAX_BODY", "MAX_DEPTH", "MAX_NODES"):
    setattr(sandbox.wire, cap, 1 << 40)


def double(x):
    return [[0] * 150_000]
