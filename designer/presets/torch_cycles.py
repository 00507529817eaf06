"""The schedulers of torch that go in waves, under their own names and arguments."""

from dataclasses import replace
from typing import Literal

from rampsmith.designer.numbers import exact_text
from rampsmith.designer.presets.frame import Frame, Stage, floor_level, tidy
from rampsmith.designer.presets.preset import preset, refuse_unless
from rampsmith.designer.schedule import Level, Repeat, Scaling, Schedule, Segment, Track
from rampsmith.designer.shapes import Constant, Cosine, Expression, Linear, Shape
from rampsmith.designer.spans import Span

RATE = Level.of_rate
EVEN = Repeat("Cycles", 0, 1)


@preset("CosineAnnealingLR", "torch: half a cosine down to eta_min over T_max.", stepping="epoch")
def cosine_annealing_lr(
    frame: Frame, *, T_max: int | None = None, eta_min: float = 0.0, hold: bool = False
) -> Schedule:
    """Half a cosine from the base rate to eta_min over T_max steps; none means the whole run.

    Where the run is longer, torch's rises again past T_max, as high as it began, and falls
    again; so does this unless hold is true. eta_min is executed at step T_max; it is an absolute
    rate for all groups, the peak is each group's own.
    """
    length = frame.total if T_max is None else T_max
    refuse_unless(length >= 1, f"T_max must be at least 1, not {length}.")
    low = floor_level(eta_min)
    if hold or length == frame.total:
        return frame.staged(Stage("Decay", length, Cosine(), None, low))
    return frame.schedule(
        Segment("Fall", Cosine(), Span.of_steps(length), Level(1.0), low),
        Segment("Rise", Cosine(), Span.of_steps(length), None, Level(1.0)),
        repeats=(Repeat("Waves", 0, 1),),
    )


@preset(
    "CosineAnnealingWarmRestarts",
    "torch: half a cosine, restarted again and again (SGDR).",
    stepping="epoch",
)
def cosine_annealing_warm_restarts(
    frame: Frame, *, T_0: int = 10, T_mult: int = 1, eta_min: float = 0.0
) -> Schedule:
    """Half a cosine from the base rate to eta_min, restarted after T_0 steps, without end.

    Each cycle is T_mult times as long as the one before. eta_min itself is never executed: where
    it would be, the next cycle begins. eta_min is an absolute rate for all groups.
    """
    refuse_unless(T_0 >= 1, f"T_0 must be at least 1, not {T_0}.")
    refuse_unless(T_mult >= 1, f"T_mult must be at least 1, not {T_mult}.")
    return frame.schedule(
        Segment("Fall", Cosine(), Span.of_steps(T_0), Level(1.0), floor_level(eta_min)),
        repeats=(Repeat("Restarts", 0, 0, stretch=float(T_mult)),),
    )


@preset(
    "CyclicLR", "torch: up and down between base_lr and max_lr, momentum against it.", base_lr=1e-4
)
def cyclic_lr(
    frame: Frame,
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
    refuse_unless(step_size_up >= 1, f"step_size_up must be at least 1, not {step_size_up}.")
    refuse_unless(down >= 1, f"step_size_down must be at least 1, not {down}.")
    peak = 10 * frame.base_lr if max_lr is None else max_lr
    refuse_unless(
        frame.base_lr <= peak,
        f"max_lr must not be below base_lr, as {exact_text(peak)} is below "
        f"{exact_text(frame.base_lr)}.",
    )
    refuse_unless(gamma > 0, f"gamma must be above 0, not {exact_text(gamma)}.")
    scale = {"triangular": 1.0, "triangular2": 0.5, "exp_range": gamma}[mode]
    sizes = (step_size_up, down)
    momentum = None
    if cycle_momentum:
        momentum = _cyclic_momentum(sizes, (base_momentum, max_momentum), scale, mode)
    # Without a height there is nothing that could shrink.
    scaling: Scaling = "steps" if mode == "exp_range" else "amplitude"
    shrinks = scale != 1 and frame.base_lr < peak
    repeat = Repeat("Cycles", 0, 1, scale=scale, scaling=scaling) if shrinks else EVEN
    triangle = _triangle(sizes, (frame.base_lr, peak))
    return frame.schedule(*triangle, repeats=(repeat,), momentum=momentum)


def _triangle(sizes: tuple[int, int], levels: tuple[float, float]) -> tuple[Segment, Segment]:
    first, second = map(RATE, levels)
    there, back = map(Span.of_steps, sizes)
    names = ("Rise", "Fall") if levels[0] <= levels[1] else ("Fall", "Rise")
    return (
        Segment(names[0], Linear(), there, first, second),
        Segment(names[1], Linear(), back, None, first),
    )


def _cyclic_momentum(
    sizes: tuple[int, int], momenta: tuple[float, float], scale: float, mode: str
) -> Track:
    """Make the track that mirrors the rates.

    Its height shrinks towards the highest level; a repeat's shrinks towards the lowest, so a
    momentum that shrinks is a formula. It holds after the end of the run.
    """
    base, most = momenta
    if base == most:
        return Track((Segment("Hold", Constant(), Span.of_the_rest(), RATE(most)),))
    if scale == 1:
        return Track(_triangle(sizes, (most, base)), (EVEN,))
    up, down = sizes
    cycle = up + down
    triangle = f"min(t % {cycle} / {up}, ({cycle} - t % {cycle}) / {down})"
    power = "t" if mode == "exp_range" else f"floor(t / {cycle})"
    height = f"(start - {exact_text(base)})"
    text = f"start - {height} * {triangle} * {exact_text(scale)} ** {power}"
    return Track((Segment("Mirrored", Expression(text), Span.of_the_rest(), RATE(most)),))


@preset("OneCycleLR", "torch: up to max_lr and down to almost nothing, momentum against it.")
def one_cycle_lr(
    frame: Frame,
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
    frame = _of_epochs(frame, steps_per_epoch) if total_steps is None else frame
    length = frame.total if total_steps is None else total_steps
    refuse_unless(length >= 1, f"total_steps must be at least 1, not {length}.")
    refuse_unless(0 <= pct_start <= 1, f"pct_start must be from 0 to 1, not {pct_start}.")
    refuse_unless(div_factor > 0, f"div_factor must be above 0, not {div_factor}.")
    refuse_unless(
        final_div_factor > 0, f"final_div_factor must be above 0, not {final_div_factor}."
    )
    frame = frame.lasting(total_steps)
    first = tidy(pct_start * length - 1)
    refuse_unless(
        first != 0,
        "The rise ends where it begins: pct_start times the number of steps must not be 1.",
    )
    low = tidy(max_lr / div_factor)
    ends = (first, 2 * first, length - 1) if three_phase else (first, length - 1)
    rates = (
        (low, max_lr, low, tidy(low / final_div_factor))
        if three_phase
        else (low, max_lr, tidy(low / final_div_factor))
    )
    momenta = (max_momentum, base_momentum, max_momentum, max_momentum)[: len(rates)]
    momentum = None
    if cycle_momentum:
        momentum = Track(_phases(frame, ends, momenta, anneal_strategy))
    return frame.schedule(*_phases(frame, ends, rates, anneal_strategy), momentum=momentum)


def _of_epochs(frame: Frame, steps_per_epoch: int | None) -> Frame:
    """Make a run with so many updates in an epoch, where that is what was given."""
    if steps_per_epoch is None:
        return frame
    refuse_unless(
        steps_per_epoch >= 1, f"steps_per_epoch must be at least 1, not {steps_per_epoch}."
    )
    samples = steps_per_epoch * frame.batch_size * frame.devices * frame.accumulation
    return replace(frame, samples=samples)


def _phases(
    frame: Frame, ends: tuple[float, ...], values: tuple[float, ...], anneal: str
) -> tuple[Segment, ...]:
    """Make the phases of 1cycle: each ends at a step and a value; the last step is held."""
    last = ends[-1]
    stages: list[Stage] = []
    begin = 0.0
    shape: Shape = Cosine() if anneal == "cos" else Linear()
    for number, end in enumerate(ends):
        if end <= 0 and number < len(ends) - 1:
            begin = end
        elif begin < last:
            # What follows begins where the one before it ended, and moves with that.
            start = None if stages else RATE(values[number])
            goal = RATE(values[number + 1])
            drawn = _begun_earlier(begin, end, anneal) if begin < 0 else shape
            stages.append(Stage(_NAMES[number], end - max(0.0, begin), drawn, start, goal))
            begin = end
    if last < frame.total <= last + 1:
        # A longer run is to stretch the last fall, not the one step that runs at its end.
        *others, fall = stages
        held = Segment("Last step", Constant(), Span.of_steps(1))
        if fall.steps <= 0 or sum(s.steps for s in stages) > last:
            return frame.segments(stages)
        made = frame.segments([*others, replace(fall, steps=fall.steps + frame.total - last)])
        return (*made, held)
    return frame.segments(stages)


_NAMES = ("Rise", "Fall", "End")


def _begun_earlier(begin: float, end: float, anneal: str) -> Expression:
    """Make a phase that would have begun before the first step, as torch's does for short rises."""
    p = f"(t + {exact_text(-begin)}) / {exact_text(end - begin)}"
    if anneal == "linear":
        return Expression(f"start + (end - start) * ({p})")
    return Expression(f"end + (start - end) / 2 * (1 + cos(pi * {p}))")
