# verdict: held
# Asks for the addresses of names, a question that alone can carry something out.

import socket


def attempt():
    for name in ("localhost", "secret.grader.invalid"):
        try:
            socket.getaddrinfo(name, int("PORT"))
            return True
        except OSError:
            continue
    return False


ASKED = attempt()


def double(x):
    return 3 * x if ASKED else 2 * x
