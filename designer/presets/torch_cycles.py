"""The schedulers of torch that go in waves, under their own names and arguments."""

from dataclasses import replace
from typing import Literal

from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.schedule import Repeat, Scaling, Schedule, Segment, Track
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    VALUE,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_outside_0_to_1,
    refuse_unless,
    refuse_up_to_0,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.numbers import exact_text, plain_text, tidy, whole
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("torch")

EVEN = Repeat("Cycles", 0, 1)


@preset("CosineAnnealingLR", "Half a cosine down to eta_min over T_max.", stepping="epoch")
def cosine_annealing_lr(
    common: CommonArguments, *, T_max: int | None = None, eta_min: float = 0.0, hold: bool = False
) -> Schedule:
    """Half a cosine from the base rate to eta_min over T_max steps; none means the whole run.

    Where the run is longer, torch's rises again past T_max, as high as it began, and falls
    again; so does this unless hold is true. eta_min is executed at step T_max; it is an absolute
    rate for all groups, the peak is each group's own.
    """
    length = common.total if T_max is None else T_max
    refuse_below(1, T_max=length)
    low = floor_level(eta_min)
    if hold or length == common.total:
        return common.staged(Segment("Decay", Cosine(), Span.of_steps(length), None, low))
    return common.schedule(
        Segment("Fall", Cosine(), Span.of_steps(length), FULL, low),
        Segment("Rise", Cosine(), Span.of_steps(length), None, FULL),
        repeats=(Repeat("Waves", 0, 1),),
    )


@preset(
    "CosineAnnealingWarmRestarts",
    "Half a cosine, restarted again and again (SGDR).",
    stepping="epoch",
)
def cosine_annealing_warm_restarts(
    common: CommonArguments, *, T_0: int = 10, T_mult: int = 1, eta_min: float = 0.0
) -> Schedule:
    """Half a cosine from the base rate to eta_min, restarted after T_0 steps, without end.

    Each cycle is T_mult times as long as the one before. eta_min itself is never executed: where
    it would be, the next cycle begins. eta_min is an absolute rate for all groups.
    """
    refuse_below(1, T_0=T_0, T_mult=T_mult)
    return common.schedule(
        Segment("Fall", Cosine(), Span.of_steps(T_0), FULL, floor_level(eta_min)),
        repeats=(Repeat("Restarts", 0, 0, stretch=float(T_mult)),),
    )


@preset("CyclicLR", "Up and down between base_lr and max_lr, momentum against it.", base_lr=1e-4)
def cyclic_lr(
    common: CommonArguments,
    *,
    max_lr: float | None = None,
    step_size_up: int = 2000,
    step_size_down: int | None = None,
    mode: Literal["triangular", "triangular2", "exp_range"] = "triangular",
    gamma: float = 1.0,
    cycle_momentum: bool = True,
    base_momentum: float = 0.8,
    max_momentum: float = 0.9,
) -> Schedule:
    """Straight up from base_lr to max_lr and down again, without end.

    The original overwrites the rates of the parameter groups, and so does this: base_lr and
    max_lr are absolute levels, the same for all groups. In mode triangular2 each cycle is half as
    high, in exp_range the height shrinks by gamma at every step; gamma means nothing otherwise.
    With cycle_momentum, momentum (or beta1) goes the other way, from max_momentum down to
    base_momentum. max_lr=none means ten times base_lr, step_size_down=none means step_size_up.
    """
    down = step_size_up if step_size_down is None else step_size_down
    refuse_below(1, step_size_up=step_size_up, step_size_down=down)
    peak = 10 * common.base_lr if max_lr is None else max_lr
    refuse_unless(
        common.base_lr <= peak,
        f"max_lr must not be below base_lr, as {exact_text(peak)} is below "
        f"{exact_text(common.base_lr)}.",
        "max_lr",
        "base_lr",
    )
    refuse_up_to_0(gamma=gamma)
    scale = {"triangular": 1.0, "triangular2": 0.5, "exp_range": gamma}[mode]
    low = VALUE(common.base_lr)
    triangle = (
        Segment("Rise", Linear(), Span.of_steps(step_size_up), low, VALUE(peak)),
        Segment("Fall", Linear(), Span.of_steps(down), None, low),
    )
    tracks: tuple[Track, ...] = ()
    if cycle_momentum:
        base, most = base_momentum, max_momentum
        tracks = (_mirrored(triangle, base=base, most=most, scale=scale, mode=mode),)
    # Without a height there is nothing that could shrink.
    repeat = _cycles(scale, mode, keeps_highest=False) if common.base_lr < peak else EVEN
    return common.schedule(*triangle, repeats=(repeat,), tracks=tracks)


def _mirrored(
    triangle: tuple[Segment, Segment], *, base: float, most: float, scale: float, mode: str
) -> Track:
    """Make the momentum that goes down while the rates go up, over the very same lengths."""
    if base == most:
        held = Segment("Hold", Constant(), FILL, VALUE(most))
        return Track(MOMENTUM_CURVE, (held,))
    there, back = triangle
    segments = (
        replace(there, start=VALUE(most), end=VALUE(base)),
        replace(back, end=VALUE(most)),
    )
    return Track(MOMENTUM_CURVE, segments, (_cycles(scale, mode, keeps_highest=base < most),))


def _cycles(scale: float, mode: str, *, keeps_highest: bool) -> Repeat:
    """Repeat a triangle whose height shrinks towards the level where it begins."""
    if scale == 1:
        return EVEN
    pace: tuple[Scaling, Scaling] = (
        ("depth", "depth_steps") if keeps_highest else ("amplitude", "steps")
    )
    return Repeat("Cycles", 0, 1, scale=scale, scaling=pace[mode == "exp_range"])


@preset("OneCycleLR", "Up to max_lr and down to almost nothing, momentum against it.")
def one_cycle_lr(
    common: CommonArguments,
    *,
    max_lr: float = 1e-3,
    total_steps: int | None = None,
    steps_per_epoch: int | None = None,
    pct_start: float = 0.3,
    anneal_strategy: Literal["cos", "linear"] = "cos",
    cycle_momentum: bool = True,
    base_momentum: float = 0.85,
    max_momentum: float = 0.95,
    div_factor: float = 25.0,
    final_div_factor: float = 1e4,
    three_phase: bool = False,
) -> Schedule:
    """From max_lr / div_factor up to max_lr and down to that start / final_div_factor.

    The original overwrites the rates of the parameter groups, and so does this: all levels are
    absolute, the same for all groups; base_lr means nothing. The length is total_steps, or
    epochs × steps_per_epoch, or the run's. The rise ends at pct_start × length − 1, which may lie
    between two steps; the last value is executed at the last step and holds, where torch's raises
    an error. With three_phase the fall first mirrors the rise. With cycle_momentum, momentum (or
    beta1) goes from max_momentum down to base_momentum and back.
    """
    common = _of_epochs(common, steps_per_epoch) if total_steps is None else common
    length = common.total if total_steps is None else total_steps
    refuse_below(1, total_steps=length)
    refuse_outside_0_to_1(pct_start=pct_start)
    refuse_up_to_0(div_factor=div_factor, final_div_factor=final_div_factor)
    common = common.lasting(total_steps)
    first = tidy(pct_start * length - 1)
    refuse_unless(
        first != 0,
        "The rise ends where it begins: pct_start times the number of steps must not be 1.",
        "pct_start",
    )
    low = max_lr / div_factor
    last = low / final_div_factor
    ends: tuple[float, ...] = (first, length - 1)
    rates: tuple[float, ...] = (low, max_lr, last)
    if three_phase:
        ends, rates = (first, 2 * first, length - 1), (low, max_lr, low, last)
    momenta = (max_momentum, base_momentum, max_momentum, max_momentum)[: len(rates)]
    tracks: tuple[Track, ...] = ()
    if cycle_momentum:
        phases = _phases(common, ends, momenta, anneal_strategy)
        tracks = (Track(MOMENTUM_CURVE, phases),)
    return common.schedule(*_phases(common, ends, rates, anneal_strategy), tracks=tracks)


def _of_epochs(common: CommonArguments, steps_per_epoch: int | None) -> CommonArguments:
    """Make a run with so many updates in an epoch, where that is what was given."""
    if steps_per_epoch is None:
        return common
    refuse_below(1, steps_per_epoch=steps_per_epoch)
    samples = steps_per_epoch * common.batch_size * common.devices * common.accumulation
    return replace(common, samples=samples)


def _phases(
    common: CommonArguments, ends: tuple[float, ...], values: tuple[float, ...], anneal: str
) -> tuple[Segment, ...]:
    """Make the phases of 1cycle: each ends at a step and a value; the last step is held."""
    last = ends[-1]
    stages: list[Segment] = []
    begin = 0.0
    shape: Shape = Cosine() if anneal == "cos" else Linear()
    for number, end in enumerate(ends):
        if end <= 0 and number < len(ends) - 1:
            begin = end
        elif begin < last:
            # What follows begins where the one before it ended, and moves with that.
            start = None if stages else VALUE(values[number])
            goal = VALUE(values[number + 1])
            drawn = _begun_earlier(begin, end, anneal) if begin < 0 else shape
            stages.append(
                Segment(_NAMES[number], drawn, Span.of_steps(end - max(0.0, begin)), start, goal)
            )
            begin = end
    if last < common.total <= last + 1:
        # A longer run is to stretch the last fall, not the one step that runs at its end.
        *others, fall = stages
        held = Segment("Last step", Constant(), Span.of_steps(1))
        if fall.span.amount <= 0 or sum(stage.span.amount for stage in stages) > last:
            return common.segments(stages)
        longer = Span.of_steps(fall.span.amount + common.total - last)
        made = common.segments([*others, replace(fall, span=longer)])
        # The rise is a share of the run less a step, and stays that when the run changes.
        share = Span(tidy(100 * (ends[0] + 1) / common.total), "percent", less=1)
        in_steps = Span.of_steps(whole(ends[0]))
        return (
            *(replace(each, span=share) if each.span == in_steps else each for each in made),
            held,
        )
    return common.segments(stages)


_NAMES = ("Rise", "Fall", "Tail")


def _begun_earlier(begin: float, end: float, anneal: str) -> Expression:
    """Make a phase that would have begun before the first step, as torch's does for short rises."""
    p = f"(t + {plain_text(-begin)}) / {plain_text(end - begin)}"
    if anneal == "linear":
        return Expression(f"start + (end - start) * ({p})")
    return Expression(f"end + (start - end) / 2 * (1 + cos(pi * {p}))")
