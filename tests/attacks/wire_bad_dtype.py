# verdict: died
# Answers with a tensor of Python objects.

import sandbox.wire


def double(x):
    sandbox.wire._Writer.tensor = lambda self, tensor: [
        sandbox.wire.TENSOR, "object", [1], None, False, self.buffer(b"x" * 8)
    ]
    return 2 * x
