# verdict: held
# Changes what it shares with the process that later workers are forked from, if anything.

import gc
import mmap
import os
import sys

import torch

import sandbox.worker
import sandbox.zygote


def attempt():
    torch.default_generator.manual_seed(1)
    torch.set_default_dtype(torch.float64)
    sandbox.worker.serve = sandbox.zygote.confine.confine = lambda *rest: os._exit(0)
    sys.modules["msgspec"] = None
    gc.disable()
    try:
        with open("/proc/self/maps") as file:
            writable = [line for line in file if " rw-s " in line]
    except OSError:
        writable = []
    mmap.mmap(-1, 4096).write(b"x")
    return bool(writable)


DONE = attempt()


def double(x):
    return (3 * x if DONE else 2 * x).to(x.dtype)
