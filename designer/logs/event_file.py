"""Event files of TensorBoard: records with checksums, and in each a message with scalars.

The frame is TFRecord: a length of 8 bytes, its masked CRC-32C, the data, and the masked CRC-32C of
that. The data is an ``Event`` in the protobuf wire format; only the fields of scalars are read.
"""

import re
import struct
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from rampsmith.designer.logs.columns import AT_ONCE, Columns
from rampsmith.designer.logs.text import LogText

_POLYNOMIAL = 0x82F63B78
_MASK = 0xA282EAD8
_HEAD, _FOOT = 12, 4
"""Bytes of a record's frame before its data, and after it."""

_STEP, _SUMMARY, _VALUE, _TAG, _SIMPLE, _TENSOR = 2, 5, 1, 1, 2, 8
_CONTENT, _FLOATS, _DOUBLES, _TYPE = 4, 5, 6, 1
_FORMATS = {1: "<f", 2: "<d"}
"""The types of tensors that are read, as TensorFlow numbers them."""

# What nearly every event is: a time, a step, and one scalar with its tag.
_PLAIN = re.compile(
    rb"\t.{8}(?:\x10([\x80-\xff]{0,9}[\x00-\x7f]))?\*[\x00-\x7f]\n[\x00-\x7f]\n([\x00-\x7f])(.*)"
    rb"\x15(.{4})",
    re.DOTALL,
)

_Words: TypeAlias = npt.NDArray[np.uint32]
_MOST_LIKE = 64
"""Tags and forms of events of one length; any further are read one by one."""

_DAMAGED = "This record is damaged; what follows is left out."

_Field: TypeAlias = tuple[int, int | bytes]


class _Scalar(NamedTuple):
    tag: str
    value: float


_Found: TypeAlias = tuple[int, int, _Scalar]
"""The place of a record in its block, its step, and a scalar of it."""


def _table() -> _Words:
    values = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        values = np.where(values & 1, (values >> 1) ^ np.uint32(_POLYNOMIAL), values >> 1)
    return values.astype(np.uint32)


_CRC_OF_BYTE = _table()


def _masked_crcs(rows: npt.NDArray[np.uint8]) -> _Words:
    """Return the masked CRC-32C of each row of bytes, as TFRecord stores it."""
    crcs = np.full(len(rows), 0xFFFFFFFF, np.uint32)
    for column in rows.T:
        crcs = _CRC_OF_BYTE[(crcs ^ column) & 0xFF] ^ (crcs >> np.uint32(8))
    crcs = ~crcs
    turned = (crcs >> np.uint32(15)) | (crcs << np.uint32(17))
    return turned + np.uint32(_MASK)


def is_event_file(data: bytes) -> bool:
    """Return whether a file begins with a record whose length has the right checksum."""
    return len(data) >= _HEAD and data[8:_HEAD] == _crc_bytes(data[:8])


def read_event_file(file: LogText, columns: Columns) -> None:
    """Read the scalars; what comes after a damaged record is lost, a last half one is not there yet.

    The number of a record stands for the line.
    """
    data = file.data
    records = _frames(data, columns)
    number = 1
    while block := list(islice(records, AT_ONCE)):
        columns.come_to(block[-1][1] / len(data))
        wrong, found = _scalars_of(data, block)
        found.sort(key=itemgetter(0))
        intact = [each for each in found if each[0] < wrong]
        columns.add_records(
            [number + place for place, _, _ in intact],
            [{"step": step, scalar.tag: scalar.value} for _, step, scalar in intact],
        )
        number += wrong
        if wrong < len(block):
            columns.note(_DAMAGED, f"record {number:,}")
            return


def _scalars_of(data: bytes, block: list[tuple[int, int]]) -> tuple[int, list[_Found]]:
    """Return the place of the first damaged record of a block, and the scalars of all."""
    whole = np.frombuffer(data, np.uint8)
    begins = np.array([begin for begin, _ in block])
    lengths = np.array([end for _, end in block]) - begins
    wrong = len(block)
    found: list[_Found] = []
    for length in np.unique(lengths):
        places = np.flatnonzero(lengths == length)
        rows = whole[begins[places, None] + np.arange(length + _FOOT)]
        events, stored = rows[:, :length], np.ascontiguousarray(rows[:, length:])
        bad = _masked_crcs(events) != stored.view("<u4")[:, 0]
        if bad.any():
            wrong = min(wrong, int(places[bad][0]))
        found += _scalars_of_length(np.ascontiguousarray(events), places)
    return wrong, found


def _scalars_of_length(events: npt.NDArray[np.uint8], places: npt.NDArray[np.intp]) -> list[_Found]:
    """Return the scalars of events that are as long as each other.

    Nearly all of them have one scalar and differ in time, step and value alone: those that are like
    the first are read together, then those like the first of the others.
    """
    found: list[_Found] = []
    for _ in range(_MOST_LIKE):
        if len(places) == 0:
            return found
        match = _PLAIN.fullmatch(events[0].tobytes())
        if match is None or len(match[3]) != match[2][0]:
            break
        alike = _alike(events, match)
        steps = _steps(events[alike], *match.span(1)) if match[1] else np.zeros(alike.sum(), int)
        with np.errstate(invalid="ignore"):  # Some bits of NaN are a signal.
            values = np.ascontiguousarray(events[alike, -4:]).view("<f4")[:, 0].astype(float)
        tag = match[3].decode("utf-8", "replace")
        scalars = (_Scalar(tag, value) for value in values.tolist())
        found += zip(places[alike].tolist(), steps.tolist(), scalars, strict=True)
        events, places = events[~alike], places[~alike]
    for place, event in zip(places.tolist(), events, strict=True):
        found += [(place, step, scalar) for step, scalar in _scalars(event.tobytes())]
    return found


def _alike(events: npt.NDArray[np.uint8], match: re.Match[bytes]) -> npt.NDArray[np.bool_]:
    """Return which events differ from the first in time, step and value alone."""
    same = np.ones(events.shape[1], bool)
    same[1:9] = same[-4:] = False
    begin, end = match.span(1)
    if begin >= 0:
        same[begin:end] = False
    alike = (events[:, same] == events[0, same]).all(axis=1)
    if begin >= 0:
        # A step of as many bytes: all but the last go on.
        alike &= (events[:, begin : end - 1] >= 0x80).all(axis=1) & (events[:, end - 1] < 0x80)
    found: npt.NDArray[np.bool_] = alike
    return found


def _steps(events: npt.NDArray[np.uint8], begin: int, end: int) -> npt.NDArray[np.int64]:
    """Return the steps of events, which are written in sevens of bits."""
    sevens = (events[:, begin:end] & 0x7F).astype(np.uint64)
    shifts = np.arange(end - begin, dtype=np.uint64) * np.uint64(7)
    found: npt.NDArray[np.int64] = (sevens << shifts).sum(axis=1, dtype=np.uint64).astype(np.int64)
    return found


def whole_records(data: bytes) -> tuple[int, int]:
    """Return how many bytes the records have that are written to their ends, and how many they are."""
    end = count = 0
    for _, last in _frames(data, Columns("")):
        end, count = last + _FOOT, count + 1
    return end, count


def _frames(data: bytes, columns: Columns) -> Iterator[tuple[int, int]]:
    """Yield where the data of each whole record begins and ends."""
    known: dict[bytes, int] = {}
    place, number = 0, 1
    while len(head := data[place : place + _HEAD]) == _HEAD:
        length = known.get(head)
        if length is None:
            if _crc_bytes(head[:8]) != head[8:]:
                columns.note(_DAMAGED, f"record {number:,}")
                return
            length = known[head] = int.from_bytes(head[:8], "little")
        begin = place + _HEAD
        place = begin + length + _FOOT
        if place > len(data):
            return
        yield begin, begin + length
        number += 1


def _crc_bytes(data: bytes) -> bytes:
    rows = np.frombuffer(data, np.uint8)[None, :]
    return int(_masked_crcs(rows)[0]).to_bytes(4, "little")


def _scalars(event: bytes) -> Iterator[tuple[int, _Scalar]]:
    """Yield the step and the scalars of an event."""
    match = _PLAIN.fullmatch(event)
    if match is not None and len(match[3]) == match[2][0]:
        step = _whole(match[1]) if match[1] else 0
        yield step, _Scalar(match[3].decode("utf-8", "replace"), struct.unpack("<f", match[4])[0])
        return
    try:
        yield from _scalars_of_fields(event)
    except (ValueError, IndexError, struct.error):
        return


def _scalars_of_fields(event: bytes) -> Iterator[tuple[int, _Scalar]]:
    fields = list(_fields(event))
    step = next((each for number, each in fields if number == _STEP), 0)
    for number, summary in fields:
        if number != _SUMMARY or not isinstance(summary, bytes) or not isinstance(step, int):
            continue
        for inner, value in _fields(summary):
            scalar = _scalar(value) if inner == _VALUE and isinstance(value, bytes) else None
            if scalar is not None:
                yield step, scalar


def _scalar(value: bytes) -> _Scalar | None:
    """Return the scalar of a summary's value; None where it is a picture or a histogram."""
    fields = dict(_fields(value))
    tag, simple, tensor = (fields.get(number) for number in (_TAG, _SIMPLE, _TENSOR))
    if not isinstance(tag, bytes):
        return None
    name = tag.decode("utf-8", "replace")
    if isinstance(simple, bytes):
        return _Scalar(name, struct.unpack("<f", simple)[0])
    number = _of_tensor(dict(_fields(tensor))) if isinstance(tensor, bytes) else None
    return None if number is None else _Scalar(name, number)


def _of_tensor(fields: dict[int, int | bytes]) -> float | None:
    """Return the number of a tensor that has one, single or double."""
    kind = fields.get(_TYPE)
    layout = _FORMATS.get(kind) if isinstance(kind, int) else None
    for place in (_CONTENT, _FLOATS, _DOUBLES):
        content = fields.get(place)
        if layout and isinstance(content, bytes) and len(content) == struct.calcsize(layout):
            return float(struct.unpack(layout, content)[0])
    return None


def _fields(message: bytes) -> Iterator[_Field]:
    """Yield the number of each field of a message, and its whole number or its bytes.

    Raises:
        ValueError, IndexError: if it is no message.
    """
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        match key & 7:
            case 0:
                value, place = _varint(message, place)
                yield key >> 3, value
                continue
            case 1:
                length = 8
            case 2:
                length, place = _varint(message, place)
            case 5:
                length = 4
            case _:
                raise ValueError("no such type of a field")
        if place + length > len(message):
            raise ValueError("cut short")
        yield key >> 3, message[place : place + length]
        place += length


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """Return a whole number at a place, and the place after it."""
    begin = place
    while message[place] & 0x80:
        place += 1
        if place - begin > 9:
            raise ValueError("a number is too long")
    return _whole(message[begin : place + 1]), place + 1


def _whole(varint: bytes) -> int:
    """Return the whole number that is written in sevens of bits; a large one is negative."""
    value = 0
    for place, byte in enumerate(varint):
        value |= (byte & 0x7F) << (7 * place)
    return value - 2**64 if value >= 2**63 else value
