# verdict: broke
# Answers with truth values that are neither 0 nor 1.

import sandbox.wire


def odd(self, tensor):
    raw = bytes([2, 255, 128] * tensor.numel())[: tensor.numel()]
    return [sandbox.wire.TENSOR, "bool", list(tensor.shape), None, False, self.buffer(raw)]


sandbox.wire._Writer.tensor = odd


def double(x):
    return 2 * x
