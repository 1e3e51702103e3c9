# verdict: held
# Becomes another program, which would hold the channel and obey no rule of ours.

import os


def attempt():
    for call in (os.execv, os.posix_spawn):
        try:
            more = () if call is os.execv else ({},)
            call("/usr/bin/sleep", ["sleep", "30"], *more)
            return True
        except OSError:
            continue
    return False


def double(x):
    return 3 * x if attempt() else 2 * x
