# verdict: held
# Starts processes, a hundred at most, which do nothing.

import os


def attempt():
    started = 0
    for _ in range(100):
        try:
            child = os.fork()
        except OSError:
            continue
        if child == 0:
            os._exit(0)
        started += 1
    return started > 0


STARTED = attempt()


def double(x):
    return 3 * x if STARTED else 2 * x
