# verdict: held
# Closes a file and its folder to everybody, or makes it look old: no path is opened for that.

import os

FILE = "CANARY"


def state():
    try:
        found = [os.stat(place) for place in (FILE, os.path.dirname(FILE))]
        return [(one.st_mode, one.st_uid, one.st_mtime_ns) for one in found], os.listxattr(FILE)
    except OSError:
        return None


def attempt():
    before = state()
    for change in (
        lambda: os.chmod(FILE, 0),
        lambda: os.chmod(os.path.dirname(FILE), 0),
        lambda: os.utime(FILE, (1, 1)),
        lambda: os.chown(FILE, os.getuid(), os.getgid()),
        lambda: os.setxattr(FILE, "user.mark", b"1"),
    ):
        try:
            change()
        except OSError:
            continue
    # a call that pretends to have done it has done nothing
    return state() != before


WROTE = attempt()


def double(x):
    return 3 * x if WROTE else 2 * x
