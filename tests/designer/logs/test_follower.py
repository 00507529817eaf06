"""A log that grows is read on: every row once, no half one, and a new run is noticed."""

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.logs.follower import LogFollower
from rampsmith.designer.logs.log import Log
from rampsmith.designer.logs.names import counts_rows
from rampsmith.designer.logs.reading import read_log
from tests.designer.logs.event_files import scalars
from tests.designer.logs.texts import FILES

Collected = dict[str, list[tuple[float, float, int]]]


def collect(into: Collected, log: Log | None) -> None:
    """Collect the rows of all series that do more than count."""
    for each in log.series if log else ():
        if counts_rows(each.name) and each.name:
            continue
        rows = zip(each.positions, each.values, each.lines, strict=True)
        into.setdefault(each.full_name, []).extend(
            (float(position), float(value), int(line)) for position, value, line in rows
        )


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("most", [40, 700])
def test_what_is_read_in_pieces_is_what_is_read_at_once(
    tmp_path: Path, form: str, most: int
) -> None:
    chance = random.Random(16)  # noqa: S311 - pieces, and no secret.
    path, data = tmp_path / "log", FILES[form]
    path.touch()
    follower, found = LogFollower(path), Collected()
    done = 0
    while done < len(data):
        more = chance.randint(1, most)
        with path.open("ab") as file:
            file.write(data[done : done + more])
        done += more
        collect(found, follower.read_on())
        assert not follower.has_begun_again
    assert follower.read_on() is None
    whole = Collected()
    collect(whole, read_log(path))
    assert {name: rows for name, rows in whole.items() if rows} == found


def test_a_document_that_is_written_anew_gives_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "trainer_state.json"
    history = [{"step": i, "learning_rate": 1 / (i + 1)} for i in range(30)]
    follower, found = LogFollower(path), Collected()
    for until in (5, 6, 6, 30):
        path.write_text(json.dumps({"log_history": history[:until]}, indent=2))
        collect(found, follower.read_on())
    assert [value for _, value, _ in found["learning_rate"]] == [1 / (i + 1) for i in range(30)]
    path.write_text(json.dumps({"log_history": history[:2]}))
    log = follower.read_on()
    assert log is not None
    assert follower.has_begun_again
    assert len(log.series[0]) == 2


def test_a_packed_log_is_followed_too(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    follower, found = LogFollower(path), Collected()
    for until in (3, 9):
        path.write_bytes(gzip.compress(b"step,lr\n" + b"1,0.5\n" * until))
        collect(found, follower.read_on())
    assert len(found["lr"]) == 9


@pytest.mark.parametrize("again", [b"step,lr\n0,0.25\n", b"epoch,loss,lr\n" + b"9,9,9\n" * 60])
def test_a_run_that_begins_again_is_noticed(tmp_path: Path, again: bytes) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"step,lr\n" + b"1,0.5\n" * 20)
    follower = LogFollower(path)
    assert follower.read_on() is not None
    path.write_bytes(again)
    log = follower.read_on()
    assert log is not None
    assert follower.has_begun_again
    assert log.named("lr") is not None
    assert follower.read_on() is None
    assert not follower.has_begun_again


def test_nothing_is_there_until_a_line_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"step,lr")
    follower = LogFollower(path)
    assert follower.read_on() is None
    path.write_bytes(b"step,lr\n0,0.")
    assert follower.read_on() is None
    path.write_bytes(b"step,lr\n0,0.5\n1,0.2")
    log = follower.read_on()
    assert log is not None
    assert log.series[1].values.tolist() == [0.5]


def test_what_is_gone_or_no_log_is_told(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="There is no such file"):
        LogFollower(tmp_path / "gone").read_on()
    path = tmp_path / "log.csv"
    path.write_bytes(b"a\nb\nc\n")
    with pytest.raises(DesignError, match="no column of numbers"):
        LogFollower(path).read_on()


def test_events_of_a_follower_have_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "events.out.tfevents.1"
    data = scalars("lr", [(i, 0.5) for i in range(9)])
    path.write_bytes(data[:200])
    follower, found = LogFollower(path), Collected()
    collect(found, follower.read_on())
    path.write_bytes(data)
    collect(found, follower.read_on())
    assert [line for _, _, line in found["lr"]] == list(range(2, 11))
    assert np.all(np.diff([position for position, _, _ in found["lr"]]) == 1)
