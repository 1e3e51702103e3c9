# verdict: held or timed_out
# Prints a gigabyte.

import os

block = b"x" * (1 << 20)
for _ in range(1024):
    os.write(1, block)


def double(x):
    return 2 * x
