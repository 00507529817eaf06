"""Presets take the run and the base rate of a design, or stay as they are."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.run_arguments import arguments_for_run
from rampsmith.designer.values.spans import Span

RUNS = (
    starter().run,
    Run(samples=9_000, batch_size=64, epochs=None, updates=1_416),
    Run(samples=9_000, batch_size=64, devices=2, accumulation=3, drop_last=True, epochs=7),
    Run(
        9_000,
        64,
        epochs=7,
        stages=(Stage(Span(2, "epochs"), 64, 2), Stage(Span(5e4, "samples"), 96)),
    ),
    Run(9_000, 64, epochs=None, total_tokens=4_000_000, tokens_per_sample=50, remainder="carried"),
)


TOO_LONG = {
    "Noam",
    "llama-3-405b",
    "transformer-base",
    "t5-pre-training",
    "bert-pre-training",
    "1-sqrt-cooldown",
    "deepseek-7b",
    "dino",
    "nanochat",
}
"""Presets with a part of a fixed length that a short run has no room for; they keep their own."""


@pytest.mark.parametrize("run", RUNS)
def test_a_fitted_preset_is_as_long_as_the_design(run: Run) -> None:
    design = replace(starter(), run=run)
    own = set()
    for preset in PRESETS.values():
        values = arguments_for_run(preset, design)
        if preset.common.brings_run:
            assert values == {}, preset.name
        elif values:
            made = preset.make(**values)
            assert made.total_steps == run.total_steps(made.stepping), preset.name
            assert made.run.stages == run.stages, preset.name
            assert design.groups[0].base_lr in {group.base_lr for group in made.groups}, preset.name
        else:
            own.add(preset.name)
    assert own <= TOO_LONG
    bring_their_own = [preset for preset in PRESETS.values() if preset.common.brings_run]
    assert {preset.source for preset in bring_their_own}.isdisjoint(
        {"Basics", "torch", "transformers", "timm"}
    )


def test_a_recipe_whose_warmup_is_longer_than_the_run_stays_as_it_is() -> None:
    assert arguments_for_run(PRESETS["bert-pre-training"], starter()) == {}


def test_an_empty_design_that_nobody_has_touched_fits_nothing() -> None:
    preset = PRESETS["OneCycleLR"]
    assert arguments_for_run(preset, Schedule()) == {}
    assert arguments_for_run(preset, Schedule(run=Run(epochs=3)))["epochs"] == 3


def test_a_fitted_preset_is_stepped_as_the_design_where_its_own_steps_allow_it() -> None:
    by_epoch = replace(starter(), stepping="epoch")
    assert arguments_for_run(PRESETS["CosineAnnealingLR"], by_epoch)["stepping"] == "epoch"
    assert arguments_for_run(PRESETS["CosineAnnealingLR"], starter())["stepping"] == "update"


@pytest.mark.parametrize("name", ["StepLR", "ExponentialLR", "CosineAnnealingWarmRestarts"])
def test_a_preset_whose_numbers_are_epochs_is_stepped_by_epoch(name: str) -> None:
    assert starter().stepping == "update"
    assert arguments_for_run(PRESETS[name], starter())["stepping"] == "epoch"
