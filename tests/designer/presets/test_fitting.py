"""Presets take the run and the base rate of a design, or stay as they are."""

from dataclasses import replace

import pytest

from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.fitting import fitting_values
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.starter import starter

RUNS = (
    starter().run,
    Run(samples=9_000, batch_size=64, epochs=None, updates=1_416),
    Run(samples=9_000, batch_size=64, devices=2, accumulation=3, drop_last=True, epochs=7),
)


@pytest.mark.parametrize("run", RUNS)
def test_a_fitted_preset_is_as_long_as_the_design(run: Run) -> None:
    design = replace(starter(), run=run)
    fitted = 0
    for preset in PRESETS.values():
        values = fitting_values(preset, design)
        if values:
            made = preset.make(**values)
            assert made.total_steps == run.total_steps(made.stepping), preset.name
            assert made.groups[0].base_lr == design.groups[0].base_lr, preset.name
            fitted += 1
    assert fitted >= len(PRESETS) - 8


def test_a_recipe_whose_warmup_is_longer_than_the_run_stays_as_it_is() -> None:
    assert fitting_values(PRESETS["bert-pre-training"], starter()) == {}


def test_an_empty_design_that_nobody_has_touched_fits_nothing() -> None:
    preset = PRESETS["OneCycleLR"]
    assert fitting_values(preset, Schedule()) == {}
    assert fitting_values(preset, Schedule(run=Run(epochs=3)))["epochs"] == 3


def test_a_fitted_preset_is_stepped_as_the_design_where_its_own_steps_allow_it() -> None:
    by_epoch = replace(starter(), stepping="epoch")
    assert fitting_values(PRESETS["CosineAnnealingLR"], by_epoch)["stepping"] == "epoch"
    assert fitting_values(PRESETS["CosineAnnealingLR"], starter())["stepping"] == "update"
