# verdict: timed_out
# Answers the CPU limit's signal with an exception and goes on.

import signal


def refuse(number, frame):
    raise InterruptedError


def double(x):
    signal.signal(signal.SIGXCPU, refuse)
    while True:
        try:
            while True:
                pass
        except InterruptedError:
            continue
