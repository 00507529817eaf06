"""Schedules of public training code besides those of the table, built by hand without a formula.

Each is written down as its source has it, and compared with the design at every step.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from rampsmith.designer.document.kinds import RATE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.presets import preset_named
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span

STEPS, FILL, RATE_OF = Span.of_steps, Span.of_the_rest(), Level.of_rate
FULL, ZERO = Level(1.0), Level(0.0)


def design(*segments: Segment, base: float, updates: int, **changes: Any) -> Schedule:
    """Make a design of one group."""
    run = changes.pop("run", Run(epochs=None, updates=updates))
    return Schedule(segments=segments, groups=(Group("all", base),), run=run, **changes)


def rates_of_one(schedule: Schedule) -> list[float]:
    """Return the rates of the only group at every step."""
    rates = Rates(schedule)
    return [rates.at(t)[0] for t in range(schedule.total_steps)]


def open_clip() -> tuple[Schedule, list[float]]:
    """mlfoundations/open_clip@5f83962 scheduler.py, const_lr_cooldown with power 2."""
    base, warmup, steps, cooldown, end = 5e-4, 200, 3_000, 600, 1e-6
    golden = [base * (t + 1) / warmup if t < warmup else base for t in range(steps - cooldown)]
    golden += [(1 - e / cooldown) ** 2 * (base - end) + end for e in range(cooldown)]
    made = design(
        Segment("Warmup", Linear(), STEPS(warmup), ZERO, FULL, first_at_start=False, last_at_end=True),
        Segment("Hold", Constant(), FILL, FULL),
        Segment("Cooldown", Polynomial(2.0), STEPS(cooldown), None, RATE_OF(end)),
        base=base, updates=steps,
    )  # fmt: skip
    return made, golden


def edvr() -> tuple[Schedule, list[float]]:
    """XPixelGroup/BasicSR@35ac620 CosineAnnealingRestartLR with EDVR's weights, a tenth as long.

    The step of a restart still belongs to the period before it, so that its minimum is executed.
    """
    base, least, period, weights = 4e-4, 1e-7, 1_500, (1, 0.5, 0.5, 0.5)
    golden = []
    for t in range(4 * period):
        index = 0 if t == 0 else (t - 1) // period
        way = math.pi * (t - index * period) / period
        golden.append(least + weights[index] * 0.5 * (base - least) * (1 + math.cos(way)))
    first = Segment("First", Cosine(), STEPS(period + 1), FULL, RATE_OF(least), last_at_end=True)
    again = Segment(
        "Again", Cosine(), STEPS(period), RATE_OF(least + 0.5 * (base - least)), RATE_OF(least),
        first_at_start=False, last_at_end=True,
    )  # fmt: skip
    cycles = (Repeat("Restarts", 1, 1, None),)
    return design(first, again, base=base, updates=4 * period, repeats=cycles), golden


def rwkv() -> tuple[Schedule, list[float]]:
    """BlinkDL/RWKV-LM@07c0434 RWKV-v5/src/trainer.py: exponential, warmup from a fifth."""
    first, last, warmup, steps = 6e-4, 6e-5, 50, 4_000
    golden = []
    for t in range(steps):
        gone = min(1, max(0, (t - warmup + 1) / (steps - warmup)))
        rate = first * math.exp(math.log(last / first) * gone)
        golden.append(rate * (0.2 + 0.8 * t / warmup) if t < warmup else rate)
    made = design(
        Segment("Warmup", Linear(), STEPS(warmup), Level(0.2), FULL),
        Segment(
            "Decay", Exponential(), FILL, FULL, Level(0.1), first_at_start=False, last_at_end=True
        ),
        base=first, updates=steps,
    )  # fmt: skip
    return made, golden


def efficientnet() -> tuple[Schedule, list[float]]:
    """tensorflow/tpu@139e1f4 efficientnet/utils.py: × 0.97 every 2.4 epochs, counted from step 0."""
    base, in_epoch, epochs = 0.256, 1_251, 40
    every, warmup = in_epoch * 2.4, 5 * in_epoch
    golden = [
        base * t / warmup if t < warmup else base * 0.97 ** math.floor(t / every)
        for t in range(epochs * in_epoch)
    ]
    made = design(
        Segment("Warmup", Linear(), Span.of_epochs(5), ZERO, FULL),
        Segment("Stairs", Staircase(STEPS(every), 0.97), FILL, FULL, before=FILL),
        base=base, updates=0, run=Run(samples=in_epoch * 1_024, batch_size=1_024, epochs=epochs),
    )  # fmt: skip
    return made, golden


def latent_diffusion() -> tuple[Schedule, list[float]]:
    """LambdaLinearScheduler of CompVis/latent-diffusion: the decay has begun under the warmup."""
    base, warmup, steps, start, least = 1e-4, 500, 5_000, 1e-6, 0.1
    golden = [
        base * (start + (1 - start) * t / warmup)
        if t < warmup
        else base * (least + (1 - least) * (steps - t) / steps)
        for t in range(steps)
    ]
    made = design(
        Segment("Warmup", Linear(), STEPS(warmup), Level(start), FULL),
        Segment("Decay", Linear(), FILL, FULL, Level(least), before=FILL),
        base=base, updates=steps,
    )  # fmt: skip
    return made, golden


def neox() -> tuple[Schedule, list[float]]:
    """EleutherAI/gpt-neox@0535bfb AnnealingLR, which trained Pythia: the horizon forgets the warmup."""
    base, least, steps, warmup = 1e-3, 1e-4, 14_300, 143

    def rate(t: int) -> float:
        counted = min(t, steps - warmup)
        if t <= warmup:
            return base * counted / warmup
        way = math.pi * (counted - warmup) / steps
        return max(base / 2 * (math.cos(way) + 1), least)

    made = design(
        Segment("Warmup", Linear(), STEPS(warmup), ZERO, FULL),
        Segment(
            "Decay", Cosine(), STEPS(steps - 2 * warmup), FULL, ZERO,
            after=STEPS(2 * warmup), floor=RATE_OF(least),
        ),
        Segment("Hold", Constant(), FILL),
        base=base, updates=steps,
    )  # fmt: skip
    return made, [rate(t) for t in range(steps)]


def mingpt() -> tuple[Schedule, list[float]]:
    """karpathy/minGPT trainer.py of 2020: tokens counted with those of the batch, never below a tenth."""
    base, each, warmup, final = 6e-4, 64 * 128, 512 * 20 * 10, 8_192 * 2_000

    def rate(t: int) -> float:
        tokens = (t + 1) * each
        if tokens < warmup:
            return base * tokens / warmup
        gone = (tokens - warmup) / (final - warmup)
        return base * max(0.1, 0.5 * (1 + math.cos(math.pi * gone)))

    run = Run(
        samples=64 * 100, batch_size=64, tokens_per_sample=128, epochs=None, total_tokens=final
    )
    made = design(
        Segment("Warmup", Linear(), STEPS(warmup / each), ZERO, FULL),
        Segment("Decay", Cosine(), FILL, FULL, ZERO, floor=Level(0.1)),
        base=base, updates=0, run=run, counts_from=1,
    )  # fmt: skip
    return made, [rate(t) for t in range(2_000)]


def fastspeech2() -> tuple[Schedule, list[float]]:
    """ming024/FastSpeech2@6b24d69 optimizer.py: Noam, times 0.3 after each of three steps."""
    base, warmup, falls = 256**-0.5, 400, (3_000, 4_000, 5_000)
    golden = []
    for n in range(1, 6_001):
        factor = min(n**-0.5, warmup**-1.5 * n) * 0.3 ** sum(n > each for each in falls)
        golden.append(base * factor)
    peak = warmup**-0.5
    decays = []
    for number, (begin, end) in enumerate(zip((warmup, *falls), (*falls, 6_001), strict=True)):
        # A fall comes one step after the step that it is named by.
        first, last = begin + (number > 0), end + (end in falls)
        decays.append(
            Segment(
                f"Decay {number}", InverseSqrt(STEPS(warmup)), STEPS(last - first),
                Level(peak * 0.3**number), before=STEPS(first - warmup) if number else None,
            )
        )  # fmt: skip
    rise = Segment("Warmup", Linear(), STEPS(warmup), ZERO, Level(peak))
    return design(rise, *decays, base=base, updates=6_000, counts_from=1), golden


def moco_v3() -> tuple[Schedule, list[float]]:
    """facebookresearch/moco-v3 main_moco.py: epoch and part of it, warmup of 10 of 100 epochs."""
    base, in_epoch = 0.6, 40
    golden = []
    for epoch in range(100):
        for i in range(in_epoch):
            e = epoch + i / in_epoch
            way = math.pi * (e - 10) / (100 - 10)
            golden.append(base * e / 10 if e < 10 else base * 0.5 * (1 + math.cos(way)))
    made = design(
        Segment("Warmup", Linear(), Span.of_epochs(10), ZERO, FULL),
        Segment("Decay", Cosine(), FILL, None, ZERO),
        base=base, updates=0, run=Run(samples=in_epoch * 64, batch_size=64, epochs=100),
    )  # fmt: skip
    return made, golden


CODE: tuple[Callable[[], tuple[Schedule, list[float]]], ...] = (
    open_clip,
    edvr,
    rwkv,
    efficientnet,
    latent_diffusion,
    neox,
    mingpt,
    fastspeech2,
    moco_v3,
)


@pytest.mark.parametrize("code", CODE, ids=lambda code: code.__name__)
def test_public_code_is_built_by_hand_and_is_exact(
    code: Callable[[], tuple[Schedule, list[float]]],
) -> None:
    schedule, golden = code()
    assert errors(schedule) == ()
    assert not any(isinstance(each.shape, Expression) for each in schedule.segments)
    found = rates_of_one(schedule)
    assert len(found) == len(golden)
    assert found == pytest.approx(golden, rel=1e-11, abs=1e-12 * max(golden))


def test_dinov2_freezes_its_last_layer_and_warms_up_to_the_peak() -> None:
    """facebookresearch/dinov2@0239fd0 CosineScheduler; the last layer is frozen for an epoch."""
    base, least, warmup, steps, frozen = 4e-3, 1e-6, 1_000, 12_500, 125
    rise = np.linspace(0, base, warmup)
    way = np.arange(steps - warmup)
    fall = least + 0.5 * (base - least) * (1 + np.cos(np.pi * way / len(way)))
    golden = np.concatenate((rise, fall))
    body = (
        Segment("Warmup", Linear(), STEPS(warmup), ZERO, FULL, last_at_end=True),
        Segment("Decay", Cosine(), FILL, FULL, RATE_OF(least)),
    )
    head = (
        Segment("Frozen", Constant(), STEPS(frozen), ZERO),
        Segment(
            "Warmup", Linear(), STEPS(warmup - frozen), ZERO, FULL,
            before=STEPS(frozen), last_at_end=True,
        ),
        body[1],
    )  # fmt: skip
    schedule = Schedule(
        segments=body,
        groups=(Group("all", base), Group("last layer", base)),
        run=Run(epochs=None, updates=steps),
        tracks=(Track(CurveKey(RATE, "last layer"), head),),
    )
    assert errors(schedule) == ()
    curves = set_curves(schedule)
    own = curves[CurveKey(RATE)]
    for t in range(steps):
        assert own.at(t)[0] == pytest.approx(float(golden[t]), rel=1e-12, abs=1e-15)
        wanted = 0.0 if t < frozen else float(golden[t])
        assert own.at(t)[-1] == pytest.approx(wanted, rel=1e-12, abs=1e-15)


BLOOM_STEP = 16
BLOOM = {"rampup": 9_765_625, "warmup": 183_105, "decay": 20_000_000, "trained": 22_000_000}
"""The samples of BLOOM (tr11-176B of bigscience-workshop), with a tenth of its decay."""


def bloom() -> Iterator[float]:
    """Count the samples of its batches, which grow from 192 to 2,048 by 16, update by update."""
    seen, increments = 0, (2_048 - 192) // BLOOM_STEP
    while seen < BLOOM["trained"]:
        if seen < BLOOM["warmup"]:
            yield 6e-5 * seen / BLOOM["warmup"]
        else:
            share = (seen - BLOOM["warmup"]) / (BLOOM["decay"] - BLOOM["warmup"])
            way = math.pi * min(1.0, share)
            yield 6e-6 + (6e-5 - 6e-6) * 0.5 * (math.cos(way) + 1)
        grown = min(increments, seen * increments // BLOOM["rampup"])
        seen += 192 + BLOOM_STEP * grown


def test_bloom_is_megatrons_preset_with_a_batch_that_grows_116_times() -> None:
    increments = (2_048 - 192) // BLOOM_STEP
    stages = "; ".join(
        f"{192 + BLOOM_STEP * n} from {-(-BLOOM['rampup'] * n // increments)} samples"
        for n in range(1, increments + 1)
    )
    design = preset_named("Megatron-LM").make_from_texts(
        [
            "samples=none", "batch_size=192", "tokens_per_sample=1", f"stages={stages}",
            "base_lr=6e-5", "min_lr=6e-6", "lr_decay_style=cosine", "steps=none",
            f"lr_warmup_samples={BLOOM['warmup']}", f"lr_decay_samples={BLOOM['decay']}",
            f"total_tokens={BLOOM['trained']}",
        ]
    )  # fmt: skip
    assert errors(design) == ()
    assert rates_of_one(design) == pytest.approx([*bloom()], rel=1e-12)
