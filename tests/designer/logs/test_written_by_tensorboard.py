"""Event files that TensorBoard's own writers have written are read to the last value."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from rampsmith.designer.logs.log import Log
from rampsmith.designer.logs.reading import read_log

DATA = Path(__file__).parent / "data"
"""Written by tensorboardX 2.6 and tensorboard 2.21."""

RATES = [(s, 0.1 * (1 - s / 8)) for s in range(8)] + [(s, 0.1 * (1 - s / 12)) for s in range(6, 12)]


def points(log: Log, name: str) -> list[tuple[float, float]]:
    found = log.named(name)
    assert found is not None
    return list(zip(found.positions.tolist(), found.values.tolist(), strict=True))


def close(values: Sequence[tuple[float, float]]) -> list[tuple[float, object]]:
    """Allow what singles lose."""
    return [(step, pytest.approx(value, rel=1e-7)) for step, value in values]


def test_scalars_among_histograms_and_texts_are_read_and_a_restart_goes_back() -> None:
    log = read_log(DATA / "tensorboardx.tfevents")
    assert points(log, "train/lr") == close(RATES)
    assert [each.name for each in log.of_kind("rate")] == ["train/lr"]
    assert log.notes == ()


def test_each_of_add_scalars_has_a_file_of_its_own() -> None:
    log = read_log(DATA / "add_scalars.tfevents")
    assert points(log, "both") == [(s, s) for s in range(8)]


def test_scalars_that_are_tensors_are_read() -> None:
    log = read_log(DATA / "tensors.tfevents")
    assert points(log, "learning_rate") == close([(10 * s, 0.5**s) for s in range(8)])


@pytest.mark.parametrize("lost", [1, 20, 300])
def test_of_a_file_that_is_still_written_the_whole_records_are_read(
    tmp_path: Path, lost: int
) -> None:
    path = tmp_path / "events.out.tfevents.1"
    path.write_bytes((DATA / "tensorboardx.tfevents").read_bytes()[:-lost])
    found = points(read_log(path), "train/lr")
    assert found == close(RATES[: len(found)])
    assert len(RATES) - 1 - lost // 40 <= len(found) < len(RATES)


def test_a_second_file_behind_the_first_is_read_on(tmp_path: Path) -> None:
    path = tmp_path / "events.out.tfevents.1"
    path.write_bytes((DATA / "tensors.tfevents").read_bytes() * 2)
    assert points(read_log(path), "learning_rate") == close(
        [(10 * s, 0.5**s) for s in [*range(8), *range(8)]]
    )
