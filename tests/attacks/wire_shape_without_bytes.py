# verdict: died
# Answers with a tensor of 2**80 elements and no bytes.

import sandbox.wire


def double(x):
    sandbox.wire._Writer.tensor = lambda self, tensor: [
        sandbox.wire.TENSOR, "float32", [1 << 40, 1 << 40], None, False, 0
    ]
    return 2 * x
