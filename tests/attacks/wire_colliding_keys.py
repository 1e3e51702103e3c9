# verdict: broke or died
# Returns a dictionary whose keys all have one hash: putting it together takes quadratic time.

import sandbox.wire

composite = sandbox.wire._Writer.composite
MODULUS = (1 << 61) - 1
KEYS = [[sandbox.wire.INTEGER, hex(number * MODULUS)] for number in range(1, 36_000)]


def colliding(self, value, depth):
    if isinstance(value, dict) and value.get("collide"):
        return [sandbox.wire.DICT, *(part for key in KEYS for part in (key, 0))]
    return composite(self, value, depth)


sandbox.wire._Writer.composite = colliding


def double(x):
    return {"collide": True}
