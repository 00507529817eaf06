"""The presets of libraries that are not installed have the values that their own code gave.

``library_values.json`` holds them: timm 1.0.31, DeepSpeed, Megatron-LM, OLMo-core, NeMo and k-diffusion
of August 2026 were run, the short functions of EDM2, mip-NeRF, Gaussian splatting and diffusers written down.
"""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import PresetError, preset_named
from rampsmith.designer.problems.all_problems import errors
from tests.exporters.conformance import exported, optimizer_for, rates_at

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "library_values.json").read_text(encoding="utf-8")
)
BY_PRESET = {
    name: [*rows]
    for name, rows in groupby(
        sorted(ROWS, key=lambda row: str(row["preset"])), lambda row: row["preset"]
    )
}


@pytest.mark.parametrize("name", BY_PRESET)
def test_a_preset_has_the_values_of_its_library(name: str) -> None:
    for number, row in enumerate(BY_PRESET[name]):
        schedule = preset_named(name).make_from_texts(f"{k}={v}" for k, v in row["given"].items())
        assert errors(schedule) == ()
        found = [Rates(schedule).at(t)[0] for t in row["steps"]]
        golden = row["values"]
        assert found == pytest.approx(golden, rel=1e-12, abs=1e-12 * max(golden)), row["given"]
        if number == 0:
            scheduler = exported(schedule)(optimizer_for(schedule))
            assert [each[0] for each in rates_at(scheduler, row["steps"])] == found


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("timm:cosine", ["t_initial=5", "warmup_t=5"], "hides all of t_initial"),
        ("timm:rsqrt", ["warmup_t=0"], "stable_timescale must be set"),
        ("timm:wsd", ["decay_t=31"], "decay_t must be from 1 to the 30 steps"),
        ("deepspeed:WarmupDecayLR", ["warmup_num_steps=10000"], "must be fewer than the 10,000"),
        ("Megatron-LM", ["lr_warmup_iters=52000"], "must be fewer than the 52,000"),
        (
            "Megatron-LM",
            ["lr_decay_style=inverse-square-root", "lr_warmup_iters=0"],
            "needs a warmup",
        ),
        ("Megatron-LM", ["lr_decay_style=WSD", "lr_wsd_decay_iters=51000"], "must be from 1 to"),
        ("olmo-core:PowerLR", ["b=0.5"], "b must be below 0"),
        ("olmo-core:WSDS", ["period_lengths=2000"], "too short"),
        ("nemo:CosineAnnealing", ["max_steps=500"], "must be more than the 500 steps"),
        ("EDM2", ["ref_batches=100"], "must be over before ref_batches"),
        ("k-diffusion:InverseLR", ["warmup=1"], "warmup must be from 0"),
        ("diffusers:piecewise_constant", ["step_rules=0.5:x,1"], "is no rule such as"),
        ("diffusers:piecewise_constant", ["step_rules=0.5"], "has no step before its end"),
    ],
)
def test_what_the_original_cannot_do_is_refused(
    name: str, settings: list[str], sentence: str
) -> None:
    with pytest.raises(PresetError, match=sentence):
        preset_named(name).make_from_texts(settings)


def test_deepspeeds_momentum_mirrors_its_rate() -> None:
    given = ["cycle_first_step_size=100", "decay_step_size=10", "decay_mom_rate=0.01", "steps=300"]
    schedule = preset_named("deepspeed:OneCycle").make_from_texts(given)
    scheduler = exported(schedule)(optimizer_for(schedule))
    seen = []
    for _ in range(260):
        seen.append(scheduler.optimizer.param_groups[0].get("momentum"))
        scheduler.optimizer.step()
        scheduler.step()
    assert [seen[0], seen[100], seen[200]] == pytest.approx([0.9, 0.8, 0.9])
    assert seen[250] == pytest.approx(0.9 * (1 + 0.01 * 50 / 10), rel=1e-12)
