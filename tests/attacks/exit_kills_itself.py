# verdict: died
# Sends itself SIGKILL, which the first process of a namespace does not even feel.

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGKILL)
    os._exit(0)
