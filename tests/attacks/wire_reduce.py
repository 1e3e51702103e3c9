# verdict: broke
# Returns an object that makes a folder where it is unpickled.

import os


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("CANARY.reduced",)


def double(x):
    return Bomb()
