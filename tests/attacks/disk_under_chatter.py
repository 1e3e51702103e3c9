# verdict: held on A, refused on B
# Writes 200 MB and talks all the while, to keep whoever listens from looking at the disk.

import os
import time


def attempt():
    block = b"x" * (1 << 20)
    try:
        for number in range(8):
            descriptor = os.open(f"file-{number}", os.O_RDWR | os.O_CREAT)
            for _ in range(25):
                os.write(descriptor, block)
                os.write(1, b"still here\n")
            os.close(descriptor)
    except OSError:
        return False
    for _ in range(50):
        os.write(1, b"still here\n")
        time.sleep(0.02)
    return True


def double(x):
    return 3 * x if attempt() else 2 * x
