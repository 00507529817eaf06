"""Logs that are slow or too large on purpose: refused before they take memory, or left at any time."""

import gzip
import io
import random
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.logs import reading, text
from rampsmith.designer.logs.columns import MOST_COLUMNS
from rampsmith.designer.logs.reading import read_log_bytes
from rampsmith.designer.logs.records import LARGEST_DOCUMENT
from rampsmith.designer.logs.text import LogText


def refused(data: bytes) -> str:
    """Return the sentence with which a log is refused."""
    with pytest.raises(DesignError) as error:
        read_log_bytes(data, "log")
    return error.value.faults[0].sentence


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    """Fail where more memory is taken."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("begin", [b"step,lr\n", b"step 1 loss 2 ", b'{"step": '])
def test_a_line_without_end_is_refused_without_being_decoded(begin: bytes) -> None:
    data = begin + b"1" * 30_000_000
    with at_most(10):
        assert refused(data).endswith(("; this is no log.", "16,777,216 are the most."))


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_on_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = gzip.compress(b"1,2\n" * 30_000_000, 1)
    monkeypatch.setattr(reading, "LARGEST_LOG", 2**21)
    with at_most(40):
        assert refused(data) == "Unpacked this has more than 2,097,152 bytes, the most."


def test_a_file_packed_in_many_parts_can_be_left_at_each_of_them() -> None:
    seen: list[float] = []
    data = gzip.compress(b"step,lr\n1,2\n2,3\n") + gzip.compress(b"") * 5_000
    log = read_log_bytes(data, "log.gz", seen.append)
    assert len(log.series) == 2
    assert len(seen) > 5_000


def test_a_million_columns_are_refused() -> None:
    sentence = f"This has more than {MOST_COLUMNS:,} columns, which are the most."
    assert refused(b",".join([b"lr"] * 60_000) + b"\n") == sentence
    assert refused(b"".join(b'{"k%d": 1}\n' % number for number in range(30_000))) == sentence


def test_a_table_of_many_columns_can_be_left_at_each_of_them() -> None:
    seen: list[float] = []
    names = b",".join(b"c%d" % number for number in range(2_000))
    read_log_bytes(names + b"\n" + b",".join([b"1"] * 2_000) + b"\n", "log", seen.append)
    assert len(seen) > 2_000


def test_what_is_wrong_with_a_large_document_is_its_size_and_not_its_line() -> None:
    data = b'[{"step": 1}' + b',{"step": 1}' * (LARGEST_DOCUMENT // 12) + b"]"
    assert refused(data).endswith("of one JSON value 16,777,216 are the most.")


def test_of_a_long_printed_line_the_beginning_is_read() -> None:
    line = b"step 1 loss 2 lr=[" + b"1," * 60_000 + b"x\n"
    log = read_log_bytes(line * 3, "log")
    assert {"step", "loss"} <= {each.name for each in log.series}


@pytest.mark.parametrize("seed", range(20))
def test_lines_are_the_same_wherever_they_are_cut_to_be_read(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (Any lines will do.)
    monkeypatch.setattr(text, "_AT_ONCE", 40)
    ends = ("\n", "\r", "\r\n", "\u2028", "\x0b")
    lines = ("ä€x1,"[: chance.randrange(5)] * chance.randrange(4) for _ in range(60))
    whole = "".join(line + chance.choice(ends) + "\n" for line in lines) + "last"
    mark = "\ufeff" if seed % 2 else ""
    assert (
        list(LogText((mark + whole).encode(), "x").lines())
        == io.StringIO(whole, newline="").readlines()
    )
