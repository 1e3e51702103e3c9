# verdict: unreached
# Leaves by SystemExit while it is imported, and has a handler wait for the end of the process.

import atexit
import os
import sys

atexit.register(os._exit, 0)
sys.exit(0)


def double(x):
    return 2 * x
