# verdict: held
# Looks beside its own folder for the folders of others.

import os


def attempt():
    for folder in ("..", "../..", f"/proc/{os.getpid()}/cwd/../..", "/scratch/.."):
        try:
            # its own scratch folder holds nothing but what it was given
            if set(os.listdir(folder)) - {"submission"}:
                return True
        except OSError:
            continue
    for number in range(200):
        for file in (f"../../{number}/submission/double.py", f"../{number}/double.py"):
            try:
                descriptor = os.open(file, os.O_RDONLY)
            except OSError:
                continue
            if not os.path.sameopenfile(descriptor, os.open(__file__, os.O_RDONLY)):
                return True
    return False


READ = attempt()


def double(x):
    return 3 * x if READ else 2 * x
