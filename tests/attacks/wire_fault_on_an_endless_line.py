# verdict: raised or died
# Reports an error on a line whose number has more digits than Python will write out.

import sandbox.wire
import sandbox.worker

sandbox.wire._integer = lambda value: [sandbox.wire.INTEGER, hex(value)]
sandbox.worker._Worker.describe = lambda self, error: {
    "types": ["ValueError"],
    "text": "wrong",
    "frames": [("double.py", 16**3990, "double")],
    "line": 16**3990,
    "errno": 16**3990,
}


def double(x):
    raise ValueError("wrong")
