# verdict: died
# Puts an object in place of standard output that ends the process when it is flushed.

import sys


class Stream:
    def flush(self):
        raise SystemExit(0)


def double(x):
    sys.stdout = Stream()
    return 2 * x
