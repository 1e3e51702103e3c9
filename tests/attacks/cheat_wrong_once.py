# verdict: broke
# Answers wrong a single time, which cannot be repeated.

calls = 0


def double(x):
    global calls
    calls += 1
    return 2 * x + 1 if calls == 20 else 2 * x
