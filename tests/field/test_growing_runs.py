"""Designs that were off as long as a run had one batch: ramps, short accumulations, tokens in percent."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.span_steps import counted_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets import PresetError, preset_named
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.values.spans import Span

STEPS, FILL = Span.of_steps, Span.of_the_rest()
PEAK, LOW = 6e-5, 6e-6


def off_by(found: list[float], golden: list[float]) -> float:
    """Return the largest relative difference, where there is a rate at all."""
    pairs = zip(found, golden, strict=True)
    return max(abs(rate - right) / right for rate, right in pairs if right > 0)


# A batch that grows as Megatron's does: the rate follows the samples, not the updates.

SIZES = (512, 1024, 2048, 4096)
RAMP, WARMUP, DECAY, TRAINED = 3 * 2**20, 2**19, 24 * 2**20, 30 * 2**20
PLACES = tuple(RAMP * n // 3 for n in range(4))
MEGATRON = Run(
    samples=None,
    batch_size=SIZES[0],
    epochs=None,
    total_tokens=TRAINED,
    tokens_per_sample=1,
    stages=tuple(
        Stage(Span(place, "samples"), size)
        for place, size in zip(PLACES[1:], SIZES[1:], strict=True)
    ),
)


def megatron() -> Iterator[float]:
    """Count samples update by update, as Megatron-LM's opt_param_scheduler does."""
    seen = 0
    while seen < TRAINED:
        if seen < WARMUP:
            yield PEAK * seen / WARMUP
        else:
            share = min(1.0, (seen - WARMUP) / (DECAY - WARMUP))
            yield LOW + (PEAK - LOW) * (math.cos(math.pi * share) + 1) / 2
        seen += SIZES[min(3, 3 * seen // RAMP)]


def fallen(begin: int, until: int, size: int) -> Segment:
    """Make the part of the decay that lies between two counts of samples, in batches of a size."""
    before, after = (
        STEPS(samples / size) if samples else None for samples in (begin - WARMUP, DECAY - until)
    )
    span, low = Span(until, "samples", until=True), Level(LOW / PEAK)
    return Segment(f"From {begin}", Cosine(), span, Level(1.0), low, before=before, after=after)


def ramped(run: Run) -> Schedule:
    """Warm up and decay over samples: the decay in one part for each size of the batch."""
    parts = zip((WARMUP, *PLACES[1:]), (*PLACES[1:], DECAY), SIZES, strict=True)
    return Schedule(
        segments=(
            Segment("Warmup", Linear(), Span(WARMUP, "samples"), Level(0.0), Level(1.0)),
            *(fallen(*part) for part in parts),
            Segment("Hold", Constant(), FILL, Level(LOW / PEAK)),
        ),
        groups=(Group("all", PEAK),),
        run=run,
    )


def test_a_batch_that_grows_has_megatrons_rate_at_every_update() -> None:
    design, golden = ramped(MEGATRON), [*megatron()]
    assert errors(design) == ()
    assert design.total_steps == len(golden)
    rates = [rate for (rate,) in map(Rates(design).at, range(design.total_steps))]
    assert off_by(rates, golden) < 1e-12


def test_the_preset_of_megatron_follows_the_samples_of_its_ramp() -> None:
    stages = "; ".join(f"{size} from {RAMP * n // 3} samples" for n, size in enumerate(SIZES) if n)
    run = ["samples=none", f"batch_size={SIZES[0]}", "tokens_per_sample=1", f"stages={stages}"]
    given = [f"base_lr={PEAK}", f"min_lr={LOW}", "lr_decay_style=cosine"]
    lengths = [f"lr_warmup_samples={WARMUP}", f"lr_decay_samples={DECAY}"]
    total = f"total_tokens={TRAINED}"
    design = preset_named("Megatron-LM").make_from_texts(
        [*run, *given, *lengths, "steps=none", total]
    )
    golden = [*megatron()]
    assert errors(design) == ()
    rates = [rate for (rate,) in map(Rates(design).at, range(design.total_steps))]
    assert off_by(rates, golden) < 1e-12
    with pytest.raises(PresetError, match="give both lr_warmup_samples and"):
        preset_named("Megatron-LM").make_from_texts([*run, "steps=100"])
    with pytest.raises(PresetError, match="must be more than 0 and fewer than lr_decay_samples"):
        preset_named("Megatron-LM").make_from_texts(
            [*run, "steps=100", f"lr_warmup_samples={DECAY}", f"lr_decay_samples={DECAY}"]
        )


def test_a_batch_of_one_size_would_be_far_off_it() -> None:
    golden = [*megatron()]
    plain = ramped(replace(MEGATRON, batch_size=SIZES[-1], stages=()))
    rates = [rate for (rate,) in map(Rates(plain).at, range(len(golden)))]
    assert off_by(rates, golden) > 0.42


def test_the_loop_of_a_batch_that_grows_sees_what_is_said() -> None:
    design = ramped(MEGATRON)
    loop, line = Loop.of(design), timeline(design)
    for boundary, samples in zip(line.boundaries[1:], (WARMUP, *PLACES[1:], DECAY), strict=False):
        assert loop.clock.seen_by(int(boundary)) == samples
        assert counted_at(design, "tokens", int(boundary)) == samples


# An accumulation that does not divide the batches of an epoch: MAE, 313 batches by fours.

MAE = Run(20_032, 64, accumulation=4, remainder="dropped", epochs=40)
MAE_GOLDEN = {
    1: 6.134185303514376e-06,
    130: 0.0007989776357827475,
    260: 0.0015994888178913736,
    390: 0.0024,
    520: 0.0023866311627623402,
    1040: 0.0020797402641091617,
    2080: 0.0007618043379590099,
    3118: 3.996787052251704e-09,
    3119: 1.233576724102292e-09,
}
EPOCH = "(floor(t / 78) + (t - 78 * floor(t / 78)) * 4 / 313)"


def test_an_epoch_is_as_far_as_its_batches_where_the_accumulation_does_not_divide_them() -> None:
    clock = MAE.clock
    assert clock is not None
    assert MAE.total_updates == 3120
    for update in range(MAE.total_updates):
        epoch, within = divmod(update, 78)
        assert clock.first_batch_of_update(update) == 313 * epoch + 4 * within


def test_the_rates_of_mae_are_those_of_its_batches() -> None:
    typed = Schedule(
        segments=(
            Segment("Warmup", Expression(f"{EPOCH} / 5"), Span.of_epochs(5)),
            Segment("Decay", Expression(f"(1 + cos(pi * ({EPOCH} - 5) / 35)) / 2"), FILL),
        ),
        groups=(Group("all", 2.4e-3),),
        run=MAE,
    )
    plain = replace(
        typed,
        segments=(
            Segment("Warmup", Linear(), Span.of_epochs(5), Level(0.0), Level(1.0)),
            Segment("Decay", Cosine(), FILL, None, Level(0.0)),
        ),
    )
    golden = [*MAE_GOLDEN.values()]
    exact, near = ([Rates(each).at(t)[0] for t in MAE_GOLDEN] for each in (typed, plain))
    assert exact == pytest.approx(golden, rel=1e-12, abs=1e-12 * 2.4e-3)
    # Where the rate is next to nothing, a part of an epoch is much of it.
    assert off_by(near[:-2], golden[:-2]) < 0.01
    assert timeline(plain).boundaries == timeline(typed).boundaries == (0, 390, 3120)


# GPT-3 in tokens: 375M of warmup, a decay until 260B of 300B, in batches of 3,145,728.

GPT_3 = Run(
    samples=None,
    batch_size=1536 * 2048,
    batch_in="tokens",
    epochs=None,
    total_tokens=300 * 10**9,
)
GPT_3_GOLDEN = {
    1: 5.033164800000001e-07,
    5: 2.5165824e-06,
    3973: 5.9710011925839e-05,
    47683: 2.6589531734403178e-05,
    79472: 6.197535470922742e-06,
    83446: 6e-06,
    95366: 6e-06,
}


def gpt_3(warmup: Span, decay: Span) -> Schedule:
    return Schedule(
        segments=(
            Segment("Warmup", Linear(), warmup, Level(0.0), Level(1.0)),
            Segment("Decay", Cosine(), decay, None, Level(0.1)),
            Segment("Hold", Constant(), FILL),
        ),
        groups=(Group("all", PEAK),),
        run=GPT_3,
    )


IN_TOKENS = gpt_3(Span(375_000_000, "tokens"), Span(260 * 10**9, "tokens", until=True))
IN_PERCENT = gpt_3(Span.of_percent(0.125), Span.of_percent(86.5417))
BY_HAND = gpt_3(STEPS(375_000_000 / GPT_3.batch_size), STEPS(259_625_000_000 / GPT_3.batch_size))


def test_lengths_in_tokens_end_at_the_nearest_update() -> None:
    line = timeline(IN_TOKENS)
    for end, tokens in zip(line.ends, (375_000_000, 260 * 10**9), strict=False):
        assert abs(end * GPT_3.batch_size - tokens) <= GPT_3.batch_size / 2
    golden = [*GPT_3_GOLDEN.values()]
    found = [Rates(IN_TOKENS).at(t)[0] for t in GPT_3_GOLDEN]
    # In the warmup a fifth of an update is left out; a length given as a fraction has it.
    assert off_by(found, golden) < 0.0018
    assert [Rates(BY_HAND).at(t)[0] for t in GPT_3_GOLDEN] == pytest.approx(golden, rel=1e-12)


def test_the_recipe_counts_tokens_as_megatron_does_and_percent_does_not() -> None:
    recipe, golden = preset_named("gpt-3").make(), [*GPT_3_GOLDEN.values()]
    assert [Rates(recipe).at(t)[0] for t in GPT_3_GOLDEN] == pytest.approx(golden, rel=1e-12)
    assert off_by([Rates(IN_PERCENT).at(t)[0] for t in GPT_3_GOLDEN], golden) > 0.001
    grown = preset_named("gpt-3").make(stages="3072 from 10B tokens")
    assert [segment.span.unit for segment in grown.segments] == ["tokens", "tokens", "fill"]
    assert errors(grown) == ()


def test_lengths_in_tokens_stay_where_those_in_percent_follow_the_run() -> None:
    for design, ends in ((IN_TOKENS, (119, 82_652)), (IN_PERCENT, (238, 165_304))):
        longer = timeline(with_run(design, total_tokens=600 * 10**9))
        assert longer.ends[:2] == pytest.approx(ends, abs=2)
    halved = timeline(with_run(IN_TOKENS, batch_size=768 * 2048))
    assert halved.ends[:2] == (238, 165_304)
