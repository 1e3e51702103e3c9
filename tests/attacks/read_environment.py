# verdict: held
# Looks for secrets of the grader in what a process inherits.

import os


def attempt():
    found = repr(dict(os.environ))
    for name in ("environ", "cmdline", "auxv"):
        try:
            with open(f"/proc/self/{name}", "rb") as file:
                found += repr(file.read())
        except OSError:
            continue
    # the driver of this test was started with SECRET=swordfish in its environment
    return "SECRET" in found or "swordfish" in found or "COURSE" in found


READ = attempt()


def double(x):
    return 3 * x if READ else 2 * x
