# verdict: held on A, refused or timed_out on B
# Makes 20 000 empty files.

import os
import time


def attempt():
    try:
        for number in range(20_000):
            os.close(os.open(f"file-{number}", os.O_CREAT | os.O_WRONLY))
    except OSError:
        return False
    time.sleep(1)
    return True


def double(x):
    return 3 * x if attempt() else 2 * x
