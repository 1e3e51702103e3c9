# verdict: broke or died or raised or timed_out
# Returns a list of 90 000 numbers at every call, each of which the judge has to look at.


def double(x):
    return [0.5] * 90_000
