# verdict: held or timed_out
# Answers right and leaves a thread behind that burns the CPU for whoever comes next.

import threading


def burn():
    while True:
        pass


threading.Thread(target=burn, daemon=True).start()


def double(x):
    return 2 * x
