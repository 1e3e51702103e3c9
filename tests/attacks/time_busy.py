# verdict: timed_out
# Never returns.


def double(x):
    while True:
        pass
