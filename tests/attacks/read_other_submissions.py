# verdict: held
# Looks beside its own folder for the folders of others.

import os


def attempt():
    own = os.environ["HOME"]
    for folder in (f"{own}/..", f"/proc/{os.getpid()}/root", "/scratch/.."):
        try:
            if set(os.listdir(folder)) - {os.path.basename(own)}:
                return True
        except OSError:
            continue
    for number in range(200):
        other = f"{own}/../{number}"
        try:
            os.close(os.open(other, os.O_RDONLY | os.O_DIRECTORY))
        except OSError:
            continue
        if os.path.basename(own) != str(number):
            return True
    return False


READ = attempt()


def double(x):
    return 3 * x if READ else 2 * x
