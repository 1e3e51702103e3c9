# verdict: held
# Leaves files wherever a later worker might import or read them.

import os

PLACES = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/scratch/..", f"{os.environ['HOME']}/..", "/", "/proc/self/root/tmp"]


def attempt():
    for place in PLACES:
        try:
            # a file without a name: leaves nothing behind where it succeeds
            os.close(os.open(place, os.O_WRONLY | os.O_TMPFILE))
            return True
        except OSError:
            continue
    try:
        os.close(os.open("CANARY.new", os.O_WRONLY | os.O_CREAT))
        return True
    except OSError:
        return False


WROTE = attempt()


def double(x):
    return 3 * x if WROTE else 2 * x
