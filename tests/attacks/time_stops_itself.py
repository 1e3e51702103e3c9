# verdict: timed_out
# Stops itself, so that no handler of its own could run any more.

import os
import signal
import time


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(1000)
