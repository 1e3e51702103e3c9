# verdict: timed_out
# Waits without using any CPU time.

import time


def double(x):
    time.sleep(1000)
    return 2 * x
