"""Mutated logs of every form: series or a sentence, and never anything else."""

import gzip
import math
import random
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from rampsmith.designer.diagnosis.diagnosis import diagnosed
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.logs.follower import LogFollower
from rampsmith.designer.logs.log import Log
from rampsmith.designer.logs.reading import read_log
from rampsmith.designer.presets import preset_named
from tests.designer.logs.event_files import event, record, simple
from tests.designer.logs.texts import CONSOLES, FILES, LIGHTNING

DESIGN = preset_named("warmup-cosine").make(steps=200)
ALWAYS, LONG = 100, 5_000

TEXTS = [
    *FILES.values(),
    *(text.encode() for text, *_ in CONSOLES.values()),
    LIGHTNING.encode(),
    b'{"log_history": [{"step": 1, "learning_rate": 0.5}, {"step": 2, "learning_rate": 0.25}]}',
    b'[[1.5, 0, 0.5], [2.5, 5, "NaN"]]',
    b'"Step","a - lr","a - lr__MIN","b - _step"\n"0","0.5","0.5",""\n"1","","","7"\n',
    b"step,run-lr_step,run-lr_timestamp\n0,0.5,1\n1,0.25,2\n",
    b"1700000000000 0.25 20\n1700000000001 0.5 10\n",
]
PIECES = (
    *(b"nan", b"inf", b"-1e308", b"1e999", b"9" * 400, b"\0", b"\xff\xfe", b'"', b"\r", b"\n\n"),
    *(b",,,,", b"{", b"[[[[", b"}", b"null", b"true", b"[1,2]", b"\xef\xbb\xbf", b"step", b"lr"),
    *(b"\t", b";", b" - ", b"1_0", b"0x1p3", "½ ٣".encode(), b"'", b"\x1f\x8b", b"e" * 3_000),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change bytes in one to four places."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.choice((0, 0, 1, 2, 9, 60)))
        piece = chance.choice(
            (chance.choice(PIECES), data[at:until] * 2, b"", chance.randbytes(chance.randint(1, 9)))
        )
        data = data[:at] + piece + data[until:]
    return gzip.compress(data, 1)[: chance.choice((-1, 10**9))] if chance.random() < 0.1 else data


def check(number: int, folder: Path) -> None:
    """Read and follow a mutated log, and compare a rate of it."""
    chance = random.Random(number)  # noqa: S311 - a search, and no secret.
    data = mutated(chance.choice(TEXTS), chance)
    if chance.random() < 0.1:
        # A whole record of damaged fields, which the checksum does not find.
        data = FILES["events"] + record(chance.randbytes(30))
    path = folder / chance.choice(("log.csv", "events.out.tfevents.1", "lr"))
    path.write_bytes(data)
    sentences: tuple[str, ...] = ()
    log = None
    try:
        log = read_log(path)
    except DesignError as error:
        sentences = error.sentences()
    assert all(sentence.endswith((".", "?")) for sentence in sentences)
    if log is not None:
        check_series(log)
        with suppress(DesignError):
            LogFollower(path).read_on()


def check_series(log: Log) -> None:
    """Check what each series promises."""
    assert log.series
    for series in log.series:
        assert len(series.positions) == len(series.values) == len(series.lines)
        assert np.isfinite(series.positions).all()
        assert not np.isnan(series.rounding()).any()
    for series in log.of_kind("rate"):
        if len(series):
            assert math.isfinite(diagnosed(DESIGN, series).scale)


@pytest.mark.parametrize("part", range(4))
def test_mutated_logs_get_series_or_sentences(tmp_path: Path, part: int) -> None:
    for number in range(part * ALWAYS // 4, (part + 1) * ALWAYS // 4):
        check(number, tmp_path)


@pytest.mark.long
def test_five_thousand_mutated_logs_get_series_or_sentences(tmp_path: Path) -> None:
    for number in range(ALWAYS, ALWAYS + LONG):
        check(number, tmp_path)


def test_a_signal_among_the_values_is_no_number(tmp_path: Path) -> None:
    signal = event(7, simple("lr", 0.5)).replace(struct.pack("<f", 0.5), b"\x01\x00\x80\x7f")
    (tmp_path / "a.tfevents").write_bytes(FILES["events"] + record(signal))
    assert np.isnan(read_log(tmp_path / "a.tfevents").of_kind("rate")[0].values[-1])


def test_numbers_that_no_field_can_hold_are_passed_over(tmp_path: Path) -> None:
    huge = b"\t" + struct.pack("<d", 1.5) + b"\x10" + b"\xff" * 12 + b"\x01"
    (tmp_path / "a.tfevents").write_bytes(FILES["events"] + record(huge))
    assert len(read_log(tmp_path / "a.tfevents").of_kind("rate")) == 1
