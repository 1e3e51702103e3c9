# verdict: timed_out
# Ends the main thread only: the process lives on in another one, which answers nothing.

import ctypes
import threading
import time


def double(x):
    threading.Thread(target=time.sleep, args=(60,)).start()
    ctypes.CDLL(None).syscall(60, 0)
    return 2 * x
