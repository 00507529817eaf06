"""The recipes with curves for single groups are their originals, written down from the sources."""

import math

import pytest

from rampsmith.designer.document.curves import curve_keys
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import PresetError, preset_named
from tests.designer.set_values import value_of


def _interpolated(x: float, end: float, start_value: float, end_value: float) -> float:
    return start_value + (end_value - start_value) * min(x / end, 1.0)


def _yolo(ni: int, nb: int, given: dict[str, float]) -> tuple[list[float], float]:
    """Return the rates of weight, bn and bias at a batch, and the momentum, as the trainer does."""
    epoch, epochs, lrf = ni // nb, given["epochs"], given["lrf"]
    if given["cos_lr"]:
        lf = max((1 - math.cos(epoch * math.pi / epochs)) / 2, 0) * (lrf - 1) + 1
    else:
        lf = max(1 - epoch / epochs, 0) * (1.0 - lrf) + lrf
    nw = round(min(given["warmup_epochs"], max(epochs - 1, 0)) * nb)
    rates, momentum = [0.01 * lf] * 3, 0.937
    if ni < nw:
        rates = [_interpolated(ni, nw, start, 0.01 * lf) for start in (0.0, 0.0, 0.1)]
        momentum = _interpolated(ni, nw, 0.8, 0.937)
    return rates, momentum


@pytest.mark.parametrize("cos_lr", [False, True])
@pytest.mark.parametrize("warmup_epochs", [3.0, 1.5, 0.0])
@pytest.mark.parametrize("epochs", [2, 49, 100])
def test_yolo_is_the_trainer_of_ultralytics(
    epochs: int, warmup_epochs: float, *, cos_lr: bool
) -> None:
    nb = 12
    given = {"epochs": epochs, "lrf": 0.01, "cos_lr": cos_lr, "warmup_epochs": warmup_epochs}
    schedule = preset_named("yolo").make(samples=64 * nb, **given)
    assert [group.name for group in schedule.groups] == ["weight", "bn", "bias"]
    rates = Rates(schedule)
    for ni in range(nb * epochs):
        wanted, momentum = _yolo(ni, nb, given)
        assert rates.at(ni) == pytest.approx(wanted, rel=1e-12)
        assert value_of(schedule, "momentum", ni) == pytest.approx(momentum, rel=1e-12)


def test_the_stairs_of_yolo_follow_the_epochs_of_another_run() -> None:
    schedule = preset_named("yolo").make(epochs=49)
    assert schedule.steps_per_epoch == 1_849
    rates = Rates(schedule)
    for epoch in range(4, 49):
        before, after = rates.at(1_849 * epoch - 1)[0], rates.at(1_849 * epoch)[0]
        assert after < before
        assert rates.at(1_849 * epoch + 1_848)[0] == after


def _dino(t: int, total: int, warmup: int, start: float, end: float) -> float:
    """Return ``cosine_scheduler`` at an iteration, whose warmup is a ``linspace`` from 0."""
    if t < warmup:
        return start * t / (warmup - 1)
    share = (t - warmup) / (total - warmup)
    return end + 0.5 * (start - end) * (1 + math.cos(math.pi * share))


@pytest.mark.parametrize(("warmup_epochs", "temp_epochs"), [(4, 5), (0, 0), (2, 1)])
def test_dino_is_its_four_schedules(warmup_epochs: int, temp_epochs: int) -> None:
    schedule = preset_named("dino").make(
        samples=5_500,
        epochs=20,
        warmup_epochs=warmup_epochs,
        warmup_teacher_temp_epochs=temp_epochs,
    )
    assert (schedule.steps_per_epoch, schedule.total_steps) == (10, 200)
    for t in range(200):
        rate = _dino(t, 200, 10 * warmup_epochs, 1e-3, 1e-6)
        assert Rates(schedule).at(t) == pytest.approx([rate, rate], rel=1e-12)
        decay = _dino(t, 200, 0, 0.04, 0.4)
        assert value_of(schedule, "weight_decay", t) == pytest.approx(decay, rel=1e-12)
        average = _dino(t, 200, 0, 0.996, 1.0)
        assert value_of(schedule, "teacher_momentum", t) == pytest.approx(average, rel=1e-12)
        epoch = t // 10
        temperature = 0.07 if epoch >= temp_epochs else 0.04
        if epoch < temp_epochs and temp_epochs > 1:
            temperature += 0.03 * epoch / (temp_epochs - 1)
        assert value_of(schedule, "teacher_temp", t) == pytest.approx(temperature, rel=1e-12)


def test_only_the_regularized_weights_of_dino_decay_more_and_more() -> None:
    schedule = preset_named("dino").make()
    keys = {str(key) for key in curve_keys(schedule)}
    assert keys == {"rate", "weight_decay[regularized]", "teacher_momentum", "teacher_temp"}
    assert [group.bases for group in schedule.groups] == [
        (("weight_decay", 0.04),),
        (("weight_decay", 0.0),),
    ]


def _nanochat(it: int, total: int) -> tuple[float, float, float]:
    """Return the multiplier of all rates, and Muon's momentum and weight decay."""
    fall = round(0.65 * total)
    begin = total - fall
    multiplier = min((it + 1) / 40, 1.0)
    if it > begin:
        progress = (total - it) / fall
        multiplier = progress + (1 - progress) * 0.05
    momentum = _interpolated(it, 400, 0.85, 0.97)
    if it >= begin:
        progress = (it - begin) / fall
        momentum = 0.97 * (1 - progress) + 0.90 * progress
    return multiplier, momentum, 0.28 * 0.5 * (1 + math.cos(math.pi * it / total))


@pytest.mark.parametrize("steps", [5_000, 1_143, 21_400])
def test_nanochat_is_its_training_script(steps: int) -> None:
    schedule = preset_named("nanochat").make(steps=steps)
    rates, bases = Rates(schedule), [group.base_lr for group in schedule.groups]
    assert bases == [0.02, 0.008, 0.3, 0.15, 0.005, 0.5, 0.2]
    for it in [*range(0, steps, 7), steps - 1]:
        multiplier, momentum, decay = _nanochat(it, steps)
        wanted = [base * multiplier for base in bases]
        assert rates.at(it) == pytest.approx(wanted, rel=1e-12)
        assert value_of(schedule, "momentum", it) == pytest.approx(momentum, rel=1e-12)
        assert value_of(schedule, "weight_decay", it) == pytest.approx(decay, rel=1e-9)


def test_nothing_but_the_rate_of_adam_is_touched_by_nanochat() -> None:
    schedule: Schedule = preset_named("nanochat").make()
    assert {str(key) for key in curve_keys(schedule)} == {
        "rate",
        "momentum[muon]",
        "weight_decay[muon]",
    }


def test_a_run_too_short_for_the_momentum_of_muon_is_refused() -> None:
    with pytest.raises(PresetError, match=r"rises for 400 steps, which must be over before"):
        preset_named("nanochat").make(steps=1_000)
