# verdict: died or out_of_memory or timed_out or raised
# Recurses for ever after lifting Python's own limit.

import sys

sys.setrecursionlimit(1 << 30)


class Endless:
    def __getattr__(self, name):
        return getattr(self, name)


def double(x):
    return Endless().nothing
