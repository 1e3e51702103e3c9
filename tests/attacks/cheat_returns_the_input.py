# verdict: broke
# Returns what it was given, changed to its own liking.


def double(x):
    return x
