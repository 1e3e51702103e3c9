# verdict: timed_out
# Never gets as far as defining the function.

while True:
    pass


def double(x):
    return 2 * x
