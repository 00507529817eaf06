"""Event files of TensorBoard, written as its own writers write them, but plainly and slowly."""

import struct
from collections.abc import Iterable


def crc32c(data: bytes) -> int:
    """Return the CRC-32C of bytes, bit by bit."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data: bytes) -> bytes:
    """Return the checksum of bytes as a record has it."""
    crc = crc32c(data)
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)


def record(data: bytes) -> bytes:
    """Frame the data of one record."""
    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


def varint(value: int) -> bytes:
    """Write a whole number in sevens of bits."""
    found = b""
    value &= 2**64 - 1
    while value > 0x7F:
        found += bytes([value & 0x7F | 0x80])
        value >>= 7
    return found + bytes([value])


def field(number: int, content: bytes) -> bytes:
    """Write a field that has a length."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def simple(tag: str, value: float) -> bytes:
    """Write the value of a summary as torch's SummaryWriter does."""
    return field(1, field(1, tag.encode()) + b"\x15" + struct.pack("<f", value))


def tensor(tag: str, value: float) -> bytes:
    """Write the value of a summary as TensorFlow 2 does."""
    plugin = field(9, field(1, field(1, b"scalars")))
    number = b"\x08\x01" + field(2, b"") + field(4, struct.pack("<f", value))
    return field(1, field(1, tag.encode()) + plugin + field(8, number))


def event(step: int, *values: bytes) -> bytes:
    """Write an event with the values of a summary."""
    counted = b"\x10" + varint(step) if step else b""
    return b"\t" + struct.pack("<d", 1.7e9 + step) + counted + field(5, b"".join(values))


def event_file(events: Iterable[bytes]) -> bytes:
    """Write a file: the record with its version, and the events."""
    version = b"\t" + struct.pack("<d", 1.7e9) + field(3, b"brain.Event:2")
    return b"".join(map(record, (version, *events)))


def scalars(tag: str, values: Iterable[tuple[int, float]]) -> bytes:
    """Write a file with the values of a tag at steps."""
    return event_file(event(step, simple(tag, value)) for step, value in values)
