# verdict: held
# Leaves a process behind that has left its session and its parents.

import os
import time


def attempt():
    try:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(30)
            os._exit(0)
        return True
    except OSError:
        return False


DONE = attempt()


def double(x):
    return 3 * x if DONE else 2 * x
