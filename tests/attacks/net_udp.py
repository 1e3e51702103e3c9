# verdict: held
# Sends a datagram, which needs no answer to have carried something out.

import socket


def attempt():
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.sendto(b"secret", ("127.0.0.1", int("PORT")))
        return True
    except OSError:
        return False


REACHED = attempt()


def double(x):
    return 3 * x if REACHED else 2 * x
