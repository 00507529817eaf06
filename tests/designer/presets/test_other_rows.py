"""The schedulers outside of torch are reproduced by their presets, step by step."""

import math

import pytest

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import preset_named
from tests.designer.presets.originals import (
    Row,
    Settings,
    assert_row,
    assert_row_drawn,
    design,
    near,
    optimizer_of,
    stepped,
)
from tests.designer.presets.other_rows import RESTARTS, ROWS
from tests.exporters.conformance import exported

OWN = [(row, given) for row in ROWS for given in row.own]


@pytest.mark.parametrize(("row", "given"), OWN, ids=lambda value: getattr(value, "name", ""))
def test_a_preset_of_another_library_is_its_original(row: Row, given: Settings) -> None:
    assert_row(row, given)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_preset_of_another_library_is_its_original_with_any_arguments(row: Row) -> None:
    assert_row_drawn(row)


@pytest.mark.parametrize(("warmup", "total"), [(5, 50), (0, 50), (1, 2), (10, 11)])
def test_the_hand_written_cosine_warmup_is_reproduced(warmup: int, total: int) -> None:
    settings = {"base_lr": 0.1, "warmup_epochs": warmup, "total_epochs": total, "min_lr": 0.001}
    schedule = design("CosineWarmupScheduler", settings)
    found = stepped(exported(schedule)(optimizer_of(0.1)), total + 5)
    for t, (rates, _) in enumerate(found):
        e = min(t + 1, total)
        for group, rate in zip(schedule.groups, rates, strict=True):
            base = group.base_lr
            wanted = base * e / max(1, warmup)
            if e > warmup:
                share = (e - warmup) / (total - warmup)
                wanted = 0.001 + (base - 0.001) * 0.5 * (1 + math.cos(math.pi * share))
            assert near(rate, wanted, 0.1)
    assert found[0][0][0] == pytest.approx(0.1 / 5 if warmup == 5 else found[0][0][0])
    assert found[total - 1][0] == (0.001, 0.001)


def test_the_updates_of_warmup_linear_are_counted_as_its_users_do() -> None:
    schedule = preset_named("WarmupLinearSchedule").make(
        samples=10_007, batch_size=32, accumulation=4, epochs=3
    )
    assert schedule.total_steps == int(10_007 / 32 / 4) * 3
    values = Rates(schedule).of_group(0, range(schedule.total_steps + 1))
    total, warmup = 234, 23
    base = schedule.groups[0].base_lr
    for t, value in enumerate(values):
        wanted = t / warmup if t < warmup else (total - t) / (total - warmup)
        assert near(value, base * wanted, base)


def test_an_epoch_of_steps_is_shared_by_the_devices() -> None:
    given = {"devices": 4, "accumulation": 3, "steps_per_epoch": 10, "epochs": 3}
    run = preset_named("OneCycleLR").make(**given).run
    assert (run.devices, run.updates_per_epoch, run.total_updates) == (4, 10, 30)
    alone = preset_named("constant").make(samples=1_000, batch_size=10, epochs=1)
    shared = preset_named("constant").make(samples=1_000, batch_size=10, epochs=1, devices=4)
    assert (alone.total_steps, shared.total_steps) == (100, 25)


def test_whole_cycles_can_be_stretched_as_the_description_of_the_original_says() -> None:
    given = {**RESTARTS, "cycle_mult": 2.0, "stretched": "cycle", "steps": 1_400}
    schedule = design("CosineAnnealingWarmupRestarts", given)
    values = Rates(schedule).of_group(0, range(1_400))
    for cycle, (begin, length) in enumerate(((0, 200), (200, 400), (600, 800))):
        peak = 0.1 * 0.5**cycle
        for n in range(length):
            wanted = 0.001 + (peak - 0.001) * n / 50
            if n >= 50:
                share = (n - 50) / (length - 50)
                wanted = 0.001 + (peak - 0.001) * (1 + math.cos(math.pi * share)) / 2
            assert near(values[begin + n], wanted, 0.1)


def test_the_first_rate_of_restarts_with_a_warmup_is_the_minimum() -> None:
    assert Rates(design("CosineAnnealingWarmupRestarts", RESTARTS)).at(0) == (0.001, 0.001)
