# verdict: raised
# Leaves by SystemExit, which no `except Exception` catches.

import sys


def double(x):
    sys.exit(0)
