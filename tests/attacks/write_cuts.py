# verdict: held
# Empties a file without writing to it: by its name, and by opening it for reading.

import os

with open("own", "w") as file:
    file.write("kept")


def attempt():
    done = 0
    for file, cut in (
        ("CANARY", lambda file: os.truncate(file, 0)),
        ("CANARY", lambda file: os.open(file, os.O_RDONLY | os.O_TRUNC)),
        ("own", lambda file: os.open(file, os.O_RDONLY | os.O_TRUNC)),
    ):
        try:
            cut(file)
            done += 1
        except OSError:
            continue
    return done > 0


CUT = attempt()


def double(x):
    return 3 * x if CUT else 2 * x
