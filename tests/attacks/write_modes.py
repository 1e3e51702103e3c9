# verdict: held
# Closes a file and its folder to everybody, or makes it look old: no path is opened for that.

import os

FILE = "CANARY"


def attempt():
    done = 0
    for change in (
        lambda: os.chmod(FILE, 0),
        lambda: os.chmod(os.path.dirname(FILE), 0),
        lambda: os.utime(FILE, (1, 1)),
        lambda: os.chown(FILE, os.getuid(), os.getgid()),
        lambda: os.setxattr(FILE, "user.mark", b"1"),
    ):
        try:
            change()
            done += 1
        except OSError:
            continue
    return done > 0


WROTE = attempt()


def double(x):
    return 3 * x if WROTE else 2 * x
