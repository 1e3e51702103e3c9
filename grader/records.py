"""The framing of event files: bytes become records, or the reason why not.

A record is its length (uint64), the masked CRC-32C of those eight bytes (uint32), the payload,
and the masked CRC-32C of the payload (uint32), all little-endian
(tensorflow/core/lib/io/record_writer.h). Nothing is allocated on the word of a header.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from google_crc32c import value as crc32c

from grader.model import Text

MAX_FILE: Final = 16 << 20
"""Longest event file that is read, in bytes."""
MAX_RECORD: Final = 4 << 20
"""Longest record that is read, in bytes."""

FILE_TOO_LONG: Final = Text("文件过大，未读取", "the file is too large and was not read")
EMPTY: Final = Text("文件是空的", "the file is empty")
FOREIGN: Final = Text(
    "不是事件文件：开头不符合事件文件的格式",
    "not an event file: it does not begin as one",
)
TRUNCATED: Final = Text(
    "从第 {offset} 字节开始的记录被截断，文件可能没有写完（缺少 flush 或 close）",
    "truncated: the record at byte {offset} is incomplete, as in a file never flushed or closed",
)
CORRUPT_LENGTH: Final = Text(
    "从第 {offset} 字节开始的记录长度已损坏，其后的内容无法读取",
    "corrupt length in the record at byte {offset}; nothing after it can be read",
)
CORRUPT_PAYLOAD: Final = Text(
    "从第 {offset} 字节开始的记录内容已损坏，从这里起不再读取",
    "corrupt payload in the record at byte {offset}; reading stopped there",
)
RECORD_TOO_LONG: Final = Text(
    "从第 {offset} 字节开始的记录过长，从这里起不再读取",
    "the record at byte {offset} is too long; reading stopped there",
)

_HEADER: Final = struct.Struct("<QI")
_CHECKSUM: Final = struct.Struct("<I")


class Broken(ValueError):
    """An event file cannot be read further; `reason` says why and at which byte offset."""

    def __init__(self, reason: Text, offset: int = 0) -> None:
        self.reason = reason.format(offset=offset)
        super().__init__(self.reason.en)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (byte offset, payload) of every sound record.

    Raises Broken at the first record that is not; what was yielded before it is sound.
    """
    if not data:
        raise Broken(EMPTY)
    if len(data) > MAX_FILE:
        raise Broken(FILE_TOO_LONG)
    # Most records of a file share a few lengths, and so a few headers that need one check each.
    lengths: dict[bytes, int] = {}
    offset = 0
    while offset < len(data):
        header = data[offset : offset + 12]
        length = lengths.get(header)
        if length is None:
            length = lengths[header] = _length(header, offset)
        start = offset + 12
        end = start + length
        if end + 4 > len(data):
            raise Broken(TRUNCATED, offset)
        payload = data[start:end]
        if _CHECKSUM.unpack_from(data, end)[0] != masked_crc(payload):
            raise Broken(CORRUPT_PAYLOAD, offset)
        yield offset, payload
        offset = end + 4


def _length(header: bytes, offset: int) -> int:
    """Length of the payload that follows a header of 12 bytes."""
    if len(header) < _HEADER.size:
        raise Broken(TRUNCATED, offset)
    length, checksum = _HEADER.unpack(header)
    if checksum != masked_crc(header[:8]):
        raise Broken(CORRUPT_LENGTH if offset else FOREIGN, offset)
    if length > MAX_RECORD:
        raise Broken(RECORD_TOO_LONG, offset)
    return int(length)


def masked_crc(data: bytes) -> int:
    """CRC-32C rotated and shifted, so that a checksum of data with checksums in it stays sound."""
    crc: int = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
