# verdict: died
# Leaves with the status of a worker that could not confine itself, which would be our fault.

import os


def double(x):
    os._exit(97)
