# verdict: raised
# Raises what a grader takes for Ctrl-C.


def double(x):
    raise KeyboardInterrupt
