# verdict: died
# Ends by a signal that has a number but no name in Python.

import os


def double(x):
    os.kill(os.getpid(), 40)
    os._exit(0)
