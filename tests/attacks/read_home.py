# verdict: held
# Reads passwords, keys and home folders.

import os


def attempt():
    for folder in ("/root", "/home", os.path.expanduser("~root"), "/etc", "/var", "/tmp", "/"):
        try:
            os.listdir(folder)
            return True
        except OSError:
            continue
    for file in ("/etc/passwd", "/etc/shadow", "/root/.bashrc", "CANARY"):
        try:
            with open(file) as stream:
                stream.read()
            return True
        except OSError:
            continue
    return False


READ = attempt()


def double(x):
    return 3 * x if READ else 2 * x
