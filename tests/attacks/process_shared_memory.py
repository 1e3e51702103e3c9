# verdict: held
# Leaves something where a later process could find it: shared memory, queues, keys.

import ctypes

libc = ctypes.CDLL(None)
SHMGET, SEMGET, MSGGET, MQ_OPEN, ADD_KEY, KEYCTL, MEMFD = 29, 64, 68, 240, 248, 250, 319


def attempt():
    calls = (
        (SHMGET, 0, 4096, 0o1600),
        (SEMGET, 0, 1, 0o1600),
        (MSGGET, 0, 0o1600),
        (MQ_OPEN, b"grader", 0o102, 0o600, None),
        (ADD_KEY, b"user", b"grader", b"x", 1, -4),
        (KEYCTL, 0, -4, 0),
        (MEMFD, b"grader", 0),
    )
    return any(libc.syscall(*call) >= 0 for call in calls)


DONE = attempt()


def double(x):
    return 3 * x if DONE else 2 * x
