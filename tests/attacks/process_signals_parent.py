# verdict: held
# Kills the process that it was forked from.

import os
import signal


def attempt():
    parent = os.getppid()
    if parent <= 1:  # in a namespace of its own there is nobody to aim at
        return False
    for number in (0, signal.SIGKILL):
        try:
            os.kill(parent, number)
            return True
        except OSError:
            continue
    return False


DONE = attempt()


def double(x):
    return 3 * x if DONE else 2 * x
