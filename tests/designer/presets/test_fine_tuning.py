"""The recipes of fine-tuning are their originals, written down again from the sources."""

import math

import pytest

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import PresetError, preset_named
from tests.designer.set_values import value_of


def _cosine(start: float, end: float, p: float) -> float:
    return start + (1 + math.cos(math.pi * (1 - p))) * (end - start) / 2


@pytest.mark.parametrize(("groups", "steps"), [(1, 40), (3, 80), (5, 100)])
def test_fastai_one_cycle_has_the_rates_and_momenta_of_fit_one_cycle(
    groups: int, steps: int
) -> None:
    schedule = preset_named("fastai-one-cycle").make(steps=steps, layer_groups=groups)
    last = groups - 1
    step = 100 ** (1 / last) if last else 1.0
    bases = [1e-3 / 100 * step**i for i in range(last)] + [1e-3]
    for t in range(steps):
        p = t / steps
        up = p < 0.25
        q = p / 0.25 if up else (p - 0.25) / 0.75
        wanted = [_cosine(b / 25, b, q) if up else _cosine(b, b / 1e5, q) for b in bases]
        assert Rates(schedule).at(t) == pytest.approx(wanted, rel=1e-12, abs=1e-15)
        momentum = _cosine(0.95, 0.85, q) if up else _cosine(0.85, 0.95, q)
        assert value_of(schedule, "momentum", t) == pytest.approx(momentum, rel=1e-12)


def test_the_layers_of_fastai_are_called_as_they_come() -> None:
    schedule = preset_named("fastai-one-cycle").make()
    assert [group.name for group in schedule.groups] == ["layers 1", "layers 2", "head"]
    assert [group.base_lr for group in schedule.groups] == [1e-5, 1e-4, 1e-3]


@pytest.mark.parametrize("decay", [0.65, 0.75])
def test_layer_wise_decay_is_that_of_mae(decay: float) -> None:
    given = {"blocks": 4, "epochs": 10, "samples": 10_240, "layer_decay": decay}
    schedule = preset_named("layer-wise-decay").make(**given)
    names = ["embedding", "block 1", "block 2", "block 3", "block 4", "head"]
    assert [group.name for group in schedule.groups] == names
    for t in range(schedule.total_steps):
        epoch = t / 10
        rate = 2e-3 * epoch / 5
        if epoch >= 5:
            rate = 1e-6 + (2e-3 - 1e-6) * 0.5 * (1 + math.cos(math.pi * (epoch - 5) / 5))
        wanted = [rate * decay ** (5 - layer) for layer in range(6)]
        assert Rates(schedule).at(t) == pytest.approx(wanted, rel=1e-12)


def test_the_frozen_group_moves_only_after_its_thaw() -> None:
    given = {"samples": 1_280, "batch_size": 128, "epochs": 6}
    lengths = ["thaws_after=1 epoch", "thaw_warmup=1 epoch", "base_lr=0.1", "min_factor=0.5"]
    schedule = preset_named("late-thaw").make_from_texts(
        [*(f"{k}={v}" for k, v in given.items()), *lengths]
    )
    backbone, head = zip(*(Rates(schedule).at(t) for t in range(61)), strict=True)
    assert head[:10] == (0.0,) * 10
    assert head[10:20] == pytest.approx([0.1 * n / 10 for n in range(10)])
    assert head[20] == max(head) == 0.1
    assert backbone[:11] == pytest.approx([0.1 * n / 10 for n in range(11)])
    assert backbone[60] == head[60] == 0.05


def test_the_backbone_can_wait_for_the_head_and_begin_without_a_warmup() -> None:
    settings = ["frozen=backbone", "thaw_warmup=0", "steps=100", "thaws_after=40", "warmup=0"]
    schedule = preset_named("late-thaw").make_from_texts(settings)
    assert Rates(schedule).at(39)[0] == 0.0
    assert Rates(schedule).at(40)[0] == 1e-3
    assert Rates(schedule).at(0)[1] == 1e-3


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("fastai-one-cycle", ["layer_groups=0"], "layer_groups must be from 1 to 1,000, not 0."),
        ("fastai-one-cycle", ["moms=[1, 2]"], "moms must be 3 numbers, not 2."),
        ("layer-wise-decay", ["blocks=1e9"], "blocks must be from 1 to 1,000, not 1,000,000,000."),
        ("layer-wise-decay", ["base_lr=0"], "min_lr needs a base rate above 0."),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, settings: list[str], sentence: str) -> None:
    with pytest.raises(PresetError) as caught:
        preset_named(name).make_from_texts(settings)
    assert [fault.sentence for fault in caught.value.faults] == [sentence]
