# verdict: held on A, refused or broke on B
# Writes 180 MB into files that are deleted as soon as they are open: no folder lists them.

import os
import time

kept = []


def attempt():
    if kept:
        return False
    block = b"x" * (1 << 20)
    try:
        for _ in range(6):
            kept.append(os.open("file", os.O_RDWR | os.O_CREAT))
            os.unlink("file")
            for _ in range(30):
                os.write(kept[-1], block)
    except OSError:
        return False
    time.sleep(1)
    return True


def double(x):
    return 3 * x if attempt() else 2 * x
