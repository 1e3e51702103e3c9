# verdict: broke or died
# Answers with a whole number of more digits than Python will write out.

import sandbox.wire


def double(x):
    sandbox.wire._Writer.tensor = lambda self, tensor: [sandbox.wire.INTEGER, "0x" + "f" * 3990]
    return 2 * x
