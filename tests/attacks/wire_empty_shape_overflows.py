# verdict: died or broke
# Answers with a tensor of no elements whose strides overflow.

import sandbox.wire


def double(x):
    sandbox.wire._Writer.tensor = lambda self, tensor: [
        sandbox.wire.TENSOR, "float64", [0, 1 << 40, 1 << 40, 1 << 40], None, True, 0
    ]
    return 2 * x
