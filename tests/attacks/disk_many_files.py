# verdict: held on A, refused on B
# Writes 200 MB in files of 10 MB.

import time

written = 0


def attempt():
    global written
    block = b"x" * (10 << 20)
    try:
        while written < 20:
            with open(f"file-{written}", "wb") as file:
                file.write(block)
            written += 1
    except OSError:
        return False
    time.sleep(1)
    return True


def double(x):
    return 3 * x if attempt() else 2 * x
