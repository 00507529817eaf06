"""Published recipes: the schedules of well-known training runs, with their own numbers."""

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    TENTH,
    ZERO,
    CommonArguments,
    floor_level,
    refuse_unless,
    warmup_segment,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.presets.small_libraries import noam
from rampsmith.designer.presets.torch_cycles import cosine_annealing_warm_restarts
from rampsmith.designer.presets.torch_plain import multi_step_lr
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.stages import Stages

preset = PresetsFrom("Recipes")


@preset(
    "llama-3-405b",
    "Llama 3 405B: warmup over 8,000 steps, cosine to a hundredth at 1,200,000.",
    base_lr=8e-5,
    steps=1_200_000,
    samples=None,
    batch_size=4_000_000,
    batch_in="tokens",
    stages=Stages("8M from 252M tokens; 16M from 2.87T tokens"),
)
def llama_3_405b(
    common: CommonArguments, *, warmup_steps: int = 8_000, min_lr: float = 8e-7
) -> Schedule:
    """Linear warmup from 0, then half a cosine to min_lr at the end of the run.

    After arXiv 2407.21783, section 3.4.1, with its growing batch of 4M to 16M tokens; the 1,200,000
    steps are read as including the warmup.
    min_lr is an absolute rate. The first update has rate 0; min_lr falls one after the last.
    """
    return _warmed(common, warmup_steps, Cosine(), floor_level(min_lr))


@preset(
    "gpt-3",
    "GPT-3: all in tokens, cosine to a tenth at 260B of 300B.",
    base_lr=6e-5,
    total_tokens=300_000_000_000,
    samples=1_000_000_000,
    batch_size=1_536,
    tokens_per_sample=2_048,
)
def gpt_3(
    common: CommonArguments,
    *,
    warmup_tokens: int = 375_000_000,
    decay_tokens: int = 260_000_000_000,
    min_factor: float = 0.1,
) -> Schedule:
    """Linear warmup over warmup_tokens, half a cosine until decay_tokens, then a tenth.

    After arXiv 2005.14165, appendix B. As in Megatron-LM, the lengths are no whole updates: the warmup
    ends between two of them. Where the batch grows (stages), they are rounded to whole ones.
    """
    each = common.batch_size * common.devices * common.accumulation
    each *= 1 if common.batch_in == "tokens" else common.tokens_per_sample or 0
    refuse_unless(each > 0, "tokens_per_sample must be given.", "tokens_per_sample")
    refuse_unless(
        0 < warmup_tokens < decay_tokens,
        "decay_tokens must be more than warmup_tokens, which it includes.",
        "decay_tokens",
        "warmup_tokens",
    )
    if common.stages:
        spans = Span(warmup_tokens, "tokens"), Span(decay_tokens, "tokens", until=True)
    else:
        lengths = warmup_tokens / each, (decay_tokens - warmup_tokens) / each
        spans = Span.of_steps(lengths[0]), Span.of_steps(lengths[1])
    return common.schedule(
        Segment("Warmup", Linear(), spans[0], ZERO, FULL),
        Segment("Decay", Cosine(), spans[1], None, Level(min_factor)),
        Segment("Hold", Constant(), FILL),
    )


@preset(
    "transformer-base",
    "The Transformer's base model (Noam): width 512, warmup over 4,000 steps.",
    base_lr=1.0,
    steps=100_000,
    counts_from=1,
)
def transformer_base(common: CommonArguments, *, d: int = 512, W: int = 4000) -> Schedule:
    """d^−0.5 · min(n^−0.5, n · W^−1.5), n counted from 1; arXiv 1706.03762, section 5.3.

    The same as Noam. base_lr multiplies it and is 1 in the original.
    """
    return noam(common, d=d, W=W)


@preset(
    "t5-pre-training",
    "T5: 0.01 for 10,000 steps, then the inverse square root of time.",
    base_lr=0.01,
    steps=524_288,
    samples=None,
    tokens_per_sample=512,
)
def t5_pre_training(common: CommonArguments, *, constant_steps: int = 10_000) -> Schedule:
    """1 / √max(t, 10,000), after arXiv 1910.10683; base_lr is the rate of the constant part.

    There is no warmup. After the end of the run the end value holds.
    """
    return common.schedule(
        Segment("Hold", Constant(), Span.of_steps(constant_steps)),
        Segment("Decay", InverseSqrt(Span.of_steps(constant_steps)), FILL),
    )


@preset(
    "bert-pre-training",
    "BERT: warmup over 10,000 steps, linear to 0 at 1,000,000.",
    base_lr=1e-4,
    steps=1_000_000,
    samples=None,
    batch_size=256,
    tokens_per_sample=512,
)
def bert_pre_training(common: CommonArguments, *, warmup_steps: int = 10_000) -> Schedule:
    """Linear warmup from 0, then straight to 0 at the end of the run.

    With the figures of the RoBERTa paper, section 2.4. The run includes the warmup; the first
    update has rate 0, and the 0 at the end falls one update after the last.
    """
    return _warmed(common, warmup_steps, Linear())


@preset(
    "1-sqrt-cooldown",
    "Warmup, hold, and a cooldown of 1 − √p over the last fifth.",
    steps=1_000,
)
def one_minus_sqrt_cooldown(
    common: CommonArguments, *, warmup_steps: int = 100, cooldown_steps: int = 200
) -> Schedule:
    """Linear warmup from 0, the base rate, then base · (1 − √p) over the last cooldown_steps.

    After arXiv 2405.18392, section 3, equation 1. The first update has rate 0; the 0 at the end
    falls one update after the last.
    """
    return common.schedule(
        warmup_segment(Span.of_steps(warmup_steps)),
        Segment("Hold", Constant(), FILL),
        Segment("Cooldown", OneMinusSqrt(), Span.of_steps(cooldown_steps), None, ZERO),
    )


@preset("polynomial-power-2", "Warmup, then the square of what is left, down to 0.", steps=1_000)
def polynomial_power_2(
    common: CommonArguments, *, warmup_steps: int = 100, power: float = 2.0
) -> Schedule:
    """Linear warmup from 0, then base · (1 − p)^power to 0 at the end of the run.

    As fairseq and transformers define it. The run includes the warmup; the first update has rate
    0, and the 0 at the end falls one update after the last.
    """
    return _warmed(common, warmup_steps, Polynomial(power))


@preset(
    "deepseek-7b",
    "DeepSeek LLM 7B: warmup, then two steps down at 80 % and 90 %.",
    base_lr=4.2e-4,
    steps=211_000,
    samples=None,
    batch_size=2_304,
    tokens_per_sample=4_096,
)
def deepseek_7b(
    common: CommonArguments,
    *,
    warmup_steps: int = 2_000,
    first_factor: float = 0.316,
    second_factor: float = 0.1,
    first_length: Span = TENTH,
    second_length: Span = TENTH,
) -> Schedule:
    """Linear warmup from 0, the base rate, 0.316 of it from 80 % of the run, 0.1 from 90 % on.

    After arXiv 2401.02954, section 2.3, which counts the run in tokens: its steps are the tokens
    over the tokens of a batch. The run includes the warmup; the first update has rate 0.
    """
    return common.schedule(
        warmup_segment(Span.of_steps(warmup_steps)),
        Segment("Hold", Constant(), FILL),
        Segment("First step down", Constant(), first_length, Level(first_factor)),
        Segment("Second step down", Constant(), second_length, Level(second_factor)),
    )


@preset(
    "sgdr",
    "SGDR: 0.05 to 0 by cosine, restarted at 10, 30 and 70 epochs.",
    base_lr=0.05,
    epochs=150,
    stepping="epoch",
)
def sgdr(
    common: CommonArguments, *, T_0: int = 10, T_mult: int = 2, eta_min: float = 0.0
) -> Schedule:
    """Half a cosine down to eta_min, restarted; each cycle T_mult times as long (arXiv 1608.03983).

    The end of a cycle is never executed: the next one begins there.
    """
    return cosine_annealing_warm_restarts(common, T_0=T_0, T_mult=T_mult, eta_min=eta_min)


@preset(
    "resnet-imagenet",
    "ResNet on ImageNet: 0.1, divided by 10 at 30 and 60 of 90 epochs.",
    base_lr=0.1,
    epochs=90,
    samples=1_281_167,
    batch_size=256,
    stepping="epoch",
)
def resnet_imagenet(
    common: CommonArguments, *, milestones: tuple[int, ...] = (30, 60), gamma: float = 0.1
) -> Schedule:
    """The common 90-epoch recipe after arXiv 1512.03385: a tenth of the rate at each milestone."""
    return multi_step_lr(common, milestones=milestones, gamma=gamma)


def _warmed(common: CommonArguments, warmup: int, shape: Shape, end: Level = ZERO) -> Schedule:
    """Make a warmup from 0 and a decay over the rest of the run."""
    decay = Segment("Decay", shape, FILL, None, end)
    return common.schedule(warmup_segment(Span.of_steps(warmup)), decay)
