# verdict: held or timed_out
# Never stops printing, from a thread of its own.

import os
import threading


def chatter():
    while True:
        os.write(2, b"::error::still here\n" * 1000)


threading.Thread(target=chatter, daemon=True).start()


def double(x):
    return 2 * x
