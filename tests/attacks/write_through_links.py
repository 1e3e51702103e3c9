# verdict: held
# Brings files of others into its own folder, by hard link, symbolic link and rename.

import os

import torch

FILE = "CANARY"


def attempt():
    for source in (FILE, torch.__file__, "/dev/null"):
        for bring in (os.link, os.rename):
            try:
                bring(source, "mine")
                return True
            except OSError:
                continue
    os.symlink(FILE, "link")
    for flags in (os.O_WRONLY | os.O_APPEND, os.O_RDONLY):
        try:
            os.close(os.open("link", flags))
            return True
        except OSError:
            continue
    return False


WROTE = attempt()


def double(x):
    return 3 * x if WROTE else 2 * x
