# verdict: raised or died
# Reports an error of a type with 400 kB of name and 10 000 bases.

import sandbox.worker

sandbox.worker._Worker.describe = lambda self, error: {
    "types": ["x" * 400_000, *(f"base{number}" for number in range(10_000))],
    "text": "wrong",
}


def double(x):
    raise ValueError("wrong")
