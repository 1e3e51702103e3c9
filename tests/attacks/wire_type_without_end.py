# verdict: broke or died
# Returns an object whose type has a name of 900 kB.

import sandbox.wire

sandbox.wire.describe = lambda value: ("T" * 900_000, "text")


def double(x):
    return object()
