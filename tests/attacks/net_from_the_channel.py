# verdict: held
# Sends to other addresses through the one socket that it has.

import os
import socket


def attempt():
    one = socket.socket(fileno=os.dup(3))
    reached = False
    for act in (
        lambda: one.connect("CANARY.socket"),
        lambda: one.sendto(b"secret", "CANARY.socket"),
        lambda: one.bind("CANARY.bound"),
        lambda: one.listen(),
        lambda: one.accept(),
    ):
        try:
            act()
            reached = True
        except (OSError, TypeError):
            continue
    one.detach()
    return reached


REACHED = attempt()


def double(x):
    return 3 * x if REACHED else 2 * x
