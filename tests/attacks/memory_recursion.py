# verdict: raised
# Recurses for ever.


def double(x):
    return double(x)
