# verdict: held
# Changes a file that is not its own: writes, cuts, renames, deletes, and puts others beside it.

import os

FILE = "CANARY"


def attempt():
    done = 0
    for change in (
        lambda: os.write(os.open(FILE, os.O_WRONLY | os.O_APPEND), b"changed"),
        lambda: os.truncate(FILE, 0),
        lambda: os.rename(FILE, f"{FILE}.moved"),
        lambda: os.unlink(FILE),
        lambda: os.mkdir(f"{FILE}.folder"),
        lambda: os.symlink("/", f"{FILE}.link"),
        lambda: os.mknod(f"{FILE}.file"),
        lambda: os.mkfifo(f"{FILE}.fifo"),
        lambda: os.write(os.open(f"/proc/self/root{FILE}", os.O_WRONLY), b"changed"),
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
