"""Any frame is unpacked into values that can be packed again, or refused with Violation.

A seed is a frame as it crosses the border: header, head, body.
"""

import atheris
from seeded import arguments

with atheris.instrument_imports(include=["grader.sandbox.wire"]):
    from grader.sandbox import wire


def one(data: bytes) -> None:
    """Read a frame as the grader does; whatever else it raises is found."""
    size = wire.HEADER.size
    try:
        _, head, _ = wire.measure(data[:size].ljust(size, b"\0"))
        value = wire.unpack(data[size : size + head], bytearray(data[size + head :]))
        wire.pack(value)
    except (wire.Violation, wire.TooLarge):
        return


atheris.Setup(arguments("wire"), one)
atheris.Fuzz()
