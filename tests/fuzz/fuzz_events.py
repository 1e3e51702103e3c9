"""Any bytes read as an event file give a Log, never an exception.

Checksums would stop a fuzzer at once: each is made right before the file is read, so that what
it changes is lengths and payloads. A first byte above 127 has the file read as it is.
"""

import struct

import atheris
from seeded import arguments

with atheris.instrument_imports(include=["grader.events", "grader.records"]):
    from grader import events, records


def one(data: bytes) -> None:
    """Read a file; whatever it raises is found."""
    file = data[1:] if data[:1] > b"\x7f" else sound(data[1:])
    log = events.read({"run/events.out.tfevents.1": file})
    assert len(log.notes) <= events.MAX_NOTES + 3


def sound(data: bytes) -> bytes:
    """The same records with the checksums that they should have."""
    parts, offset = [], 0
    while offset + 12 <= len(data):
        length = data[offset : offset + 8]
        end = offset + 12 + struct.unpack("<Q", length)[0]
        payload = data[offset + 12 : end]
        parts += [length, crc(length), payload, crc(payload)]
        offset = end + 4
    return b"".join(parts)


def crc(data: bytes) -> bytes:
    return struct.pack("<I", records.masked_crc(data))


atheris.Setup(arguments("events"), one)
atheris.Fuzz()
