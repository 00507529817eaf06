"""The schedulers of torch that are made of others: one behind the other, or multiplied."""

import re
from dataclasses import replace
from itertools import pairwise

from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.numbers import counted
from rampsmith.designer.presets.calls import Call, Calls, parsed_calls
from rampsmith.designer.presets.frame import Frame
from rampsmith.designer.presets.preset import preset, preset_named, refuse_unless
from rampsmith.designer.schedule import Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes import Expression
from rampsmith.designer.spans import Span

IN_SEQUENCE = Calls("[LinearLR(start_factor=0.1, total_iters=5), CosineAnnealingLR(T_max=25)]")
CHAINED = Calls("[ConstantLR(factor=0.1, total_iters=2), ExponentialLR(gamma=0.9)]")
MULTIPLY = frozenset(
    {
        "StepLR",
        "MultiStepLR",
        "ConstantLR",
        "LinearLR",
        "ExponentialLR",
        "PolynomialLR",
        "MultiplicativeLR",
    }
)
"""The schedulers of torch that multiply the rate they find; the others overwrite it."""


@preset("SequentialLR", "torch: schedulers one behind the other.", stepping="epoch")
def sequential_lr(
    frame: Frame,
    *,
    schedulers: Calls = IN_SEQUENCE,
    milestones: tuple[int, ...] = (5,),
) -> Schedule:
    """One scheduler until the first milestone, the next one from there on, and so on.

    Each counts from 0 at its milestone and begins at the base rate, whatever came before. They
    are written with their names and arguments as here; those in front of the last milestone must
    fit in, for they become plain segments. The exported class needs no milestones to resume.
    """
    calls = parsed_calls(schedulers)
    refuse_unless(
        len(milestones) == len(calls) - 1,
        f"{counted(len(calls), 'scheduler')} need {counted(len(calls) - 1, 'milestone')}, "
        f"not {len(milestones)}.",
    )
    bounds = (0, *milestones, frame.total)
    refuse_unless(
        all(a < b for a, b in pairwise(bounds)),
        f"The milestones must rise and lie within the run of {frame.total} steps.",
    )
    segments: list[Segment] = []
    repeats: list[Repeat] = []
    for number, call in enumerate(calls):
        length = bounds[number + 1] - bounds[number]
        child = _made(call, frame, length)
        if number < len(calls) - 1:
            child = _plain(call, child, length)
        if number > 0:
            child = _begun_later(child)
        shift = len(segments)
        repeats += [replace(r, first=r.first + shift, last=r.last + shift) for r in child.repeats]
        segments += child.segments
    return frame.schedule(*segments, repeats=tuple(repeats))


@preset("ChainedScheduler", "torch: two schedulers, multiplied.", stepping="epoch")
def chained_scheduler(
    frame: Frame,
    *,
    schedulers: Calls = CHAINED,
) -> Schedule:
    """The rates of the first scheduler times the factors of the second.

    They are written with their names and arguments as here. The second becomes the curve of
    factors beside the rates. Only such as multiply the rate they find can be second: torch's
    others overwrite what came before them.
    """
    calls = parsed_calls(schedulers)
    refuse_unless(len(calls) == 2, f"Two schedulers are multiplied, not {len(calls)}.")
    first, second = calls
    refuse_unless(
        second.name in MULTIPLY,
        f"{second.name} overwrites the rate that it finds; second can be "
        f"{', '.join(sorted(MULTIPLY))}.",
    )
    rates = _made(first, frame, frame.total)
    factors = _made(second, frame, frame.total)
    return frame.schedule(
        *rates.segments,
        repeats=rates.repeats,
        multiplier=Track(factors.segments, factors.repeats),
    )


def _made(call: Call, frame: Frame, steps: int) -> Schedule:
    """Make the schedule of one scheduler for a run of its own steps, without momentum."""
    found = preset_named(call.name)
    own = [argument.name for argument in found.own_arguments]
    refuse_unless(
        len(call.positional) <= len(own),
        f"{call.name} takes {len(own)} arguments, not {len(call.positional)}.",
    )
    settings = [*zip(own, call.positional, strict=False), *call.named]
    strange = [name for name, _ in call.named if name not in own]
    refuse_unless(
        not strange,
        f"{call.name} has no argument “{''.join(strange[:1])}” here; it takes {', '.join(own)}.",
    )
    values = found.read(f"{name}={text}" for name, text in settings)
    made: Schedule = found.build(replace(frame, steps=steps), **values)
    refuse_unless(
        made.momentum is None and made.multiplier is None and made.counts_from == frame.counts_from,
        f"{call.name} changes more than the rate and cannot be one among several.",
    )
    return made


def _plain(call: Call, made: Schedule, length: int) -> Schedule:
    """Give every segment its length in steps, for another scheduler comes behind."""
    line = timeline(made)
    refuse_unless(
        not any(repeat.times is None for repeat in made.repeats) and line.end <= length,
        f"{call.name} is longer than the {length} steps up to its milestone.",
    )
    lengths = [line.length(index) for index in range(len(made.segments))]
    return replace(
        made,
        segments=tuple(
            replace(segment, span=Span.of_steps(steps))
            for segment, steps in zip(made.segments, lengths, strict=True)
        ),
    )


def _begun_later(made: Schedule) -> Schedule:
    """Begin at the base rate, not where the scheduler before ended; count from the milestone."""
    segments = tuple(map(_counting_from_its_begin, made.segments))
    first = segments[0]
    goes_on = isinstance(first.shape, Expression) and "previous" in first.shape.names
    if first.start is None and not goes_on:
        first = replace(first, start=Level(1.0))
    return replace(made, segments=(first, *segments[1:]))


def _counting_from_its_begin(segment: Segment) -> Segment:
    if not isinstance(segment.shape, Expression):
        return segment
    return replace(segment, shape=Expression(re.sub(r"\bt\b", "n", segment.shape.text)))
