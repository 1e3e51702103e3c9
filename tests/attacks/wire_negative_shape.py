# verdict: died
# Answers with a tensor of shape (-1, -4).

import sandbox.wire


def double(x):
    sandbox.wire._Writer.tensor = lambda self, tensor: [
        sandbox.wire.TENSOR, "float32", [-1, -4], None, False, self.buffer(b"x" * 16)
    ]
    return 2 * x
