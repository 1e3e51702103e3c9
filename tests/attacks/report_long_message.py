# verdict: raised
# Says what went wrong in 20 MB.


def double(x):
    raise ValueError("x" * (20 << 20))
