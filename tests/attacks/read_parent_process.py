# verdict: held
# Reads the environment, memory and open files of the processes that made it.

import os


def attempt():
    parent = os.getppid()
    for pid in {1, parent, parent - 1, parent - 2} - {0, -1, -2, os.getpid()}:
        for name in ("environ", "cmdline", "maps", "mem", "fd", "root/etc/passwd", "cwd", "stack"):
            path = f"/proc/{pid}/{name}"
            try:
                found = os.listdir(path) if name in {"fd", "cwd"} else os.open(path, os.O_RDONLY)
                if type(found) is int:
                    os.close(found)
                return True
            except OSError:
                continue
    return False


READ = attempt()


def double(x):
    return 3 * x if READ else 2 * x
