# verdict: raised
# Says what went wrong in ten thousand lines.


def double(x):
    raise ValueError("\n:" * 10_000)
