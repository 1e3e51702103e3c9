# verdict: died
# Closes the descriptor that its answers go through.

import os


def double(x):
    os.close(3)
    return 2 * x
