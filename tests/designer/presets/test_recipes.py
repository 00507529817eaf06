"""The published recipes have the published rates."""

import pytest

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import preset_named

GOLDEN: dict[str, tuple[int, list[tuple[float, float]]]] = {
    # By preset: what is subtracted from the step, and the rate at some steps.
    "llama-3-405b": (0, [(0, 0.0), (1, 1e-08), (4000, 4e-05), (8000, 8e-05), (306000, 6.840142853498729e-05), (604000, 4.04e-05), (902000, 1.239857146501272e-05), (1200000, 8e-07)]),
    "transformer-base": (1, [(1, 1.746928107421711e-07), (1000, 0.0001746928107421711), (2000, 0.0003493856214843422), (4000, 0.0006987712429686843), (8000, 0.0004941058844013093), (16000, 0.00034938562148434214), (100000, 0.00013975424859373687)]),
    "t5-pre-training": (0, [(0, 0.01), (10000, 0.01), (40000, 0.005), (100000, 0.003162277660168379), (524288, 0.0013810679320049755)]),
    "bert-pre-training": (0, [(0, 0.0), (1, 1e-08), (5000, 5e-05), (10000, 0.0001), (505000, 5e-05), (900000, 1.0101010101010101e-05), (1000000, 0.0)]),
    "1-sqrt-cooldown": (0, [(0, 0.0), (50, 0.5), (100, 1.0), (800, 1.0), (801, 0.9292893218813453), (850, 0.5), (900, 0.2928932188134524), (950, 0.1339745962155614), (1000, 0.0)]),
    "polynomial-power-2": (0, [(0, 0.0), (50, 0.5), (100, 1.0), (325, 0.5625), (550, 0.25), (775, 0.0625), (1000, 0.0)]),
    "sgdr": (0, [(0, 0.05), (5, 0.025), (9, 0.0012235870926211618), (10, 0.05), (20, 0.025), (29, 0.00030779148512155856), (30, 0.05), (50, 0.025), (69, 7.70666566718009e-05), (70, 0.05)]),
    "resnet-imagenet": (0, [(0, 0.1), (29, 0.1), (30, 0.010000000000000002), (59, 0.010000000000000002), (60, 0.0010000000000000002), (89, 0.0010000000000000002)]),
}  # fmt: skip
FACTORS = ("1-sqrt-cooldown", "polynomial-power-2")
"""Given as factors of the peak."""
DEEPSEEK = [(0.5, 0.00042), (0.79, 0.00042), (0.8, 0.00013272), (0.89, 0.00013272), (0.9, 4.2e-05), (1, 4.2e-05)]  # fmt: skip


@pytest.mark.parametrize("name", GOLDEN)
def test_a_recipe_has_the_published_rates(name: str) -> None:
    first, pairs = GOLDEN[name]
    settings = ["base_lr=1"] if name in FACTORS else []
    rates = Rates(preset_named(name).make_from_texts(settings))
    for step, wanted in pairs:
        assert rates.at(step - first)[0] == pytest.approx(wanted, rel=1e-6, abs=0)


@pytest.mark.parametrize("steps", [211_000, 100_000, 12_345])
def test_deepseek_has_the_published_rates_after_each_share_of_its_tokens(steps: int) -> None:
    schedule = preset_named("deepseek-7b").make(steps=steps)
    rates = Rates(schedule)
    for share, wanted in DEEPSEEK:
        # The step at which that share of the tokens is seen, rounded as the boundaries are.
        assert rates.at(int(share * steps + 0.5))[0] == pytest.approx(wanted, rel=1e-6)
    assert [rates.at(t)[0] for t in (0, 1_000, 2_000)] == pytest.approx([0.0, 2.1e-4, 4.2e-4])
