"""The schedulers of torch that are made of others: one after the other, or multiplied."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from rampsmith.designer.document.kinds import MULTIPLIER_CURVE
from rampsmith.designer.document.schedule import Repeat, Schedule, Segment, Track
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets.common import FULL, CommonArguments, refuse_unless
from rampsmith.designer.presets.preset import PresetsFrom, preset_named
from rampsmith.designer.presets.values import Call, Calls, parsed_calls
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.numbers import counted
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("torch")

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


@preset("SequentialLR", "Schedulers one after the other.", stepping="epoch")
def sequential_lr(
    common: CommonArguments,
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
    return in_sequence(common, [(call.name, partial(_made, call)) for call in calls], milestones)


@preset("ChainedScheduler", "Two schedulers, multiplied.", stepping="epoch")
def chained_scheduler(
    common: CommonArguments,
    *,
    schedulers: Calls = CHAINED,
) -> Schedule:
    """The rates of the first scheduler times the factors of the second.

    They are written with their names and arguments as here. The second becomes the curve of
    factors. Only one that multiplies the rate that it finds can be second: torch's others
    overwrite what came before them.
    """
    calls = parsed_calls(schedulers)
    refuse_unless(
        len(calls) == 2, f"Two schedulers are multiplied, not {len(calls)}.", "schedulers"
    )
    first, second = calls
    refuse_unless(
        second.name in MULTIPLY,
        f"{second.name} overwrites the rate that it finds; second can be "
        f"{', '.join(sorted(MULTIPLY))}.",
        "schedulers",
    )
    return multiplied(common, _made(first, common), _made(second, common))


Child: TypeAlias = tuple[str, Callable[[CommonArguments], Schedule]]
"""A scheduler among several: its name, and what makes its schedule for a run of its own."""


def in_sequence(
    common: CommonArguments, children: Sequence[Child], milestones: Sequence[int]
) -> Schedule:
    """Make one schedule of several that follow each other, each from its milestone on.

    Raises:
        PresetError: if they cannot follow each other like this.
    """
    refuse_unless(
        len(milestones) == len(children) - 1,
        f"{counted(len(children), 'scheduler')} need {counted(len(children) - 1, 'milestone')}, "
        f"not {len(milestones)}.",
        "schedulers",
        "milestones",
    )
    bounds = (0, *milestones, common.total)
    refuse_unless(
        all(a < b for a, b in pairwise(bounds)),
        f"The milestones must rise and lie within the run of {common.total} steps.",
        "milestones",
    )
    segments: list[Segment] = []
    repeats: list[Repeat] = []
    for number, (name, make) in enumerate(children):
        length = bounds[number + 1] - bounds[number]
        child = make(replace(common, steps=length))
        _refuse_more_than_rates(name, child, common)
        if number < len(children) - 1:
            child = _plain(name, child, length)
        if number > 0:
            child = _begun_later(child)
        shift = len(segments)
        repeats += [replace(r, first=r.first + shift, last=r.last + shift) for r in child.repeats]
        segments += child.segments
    return common.schedule(*segments, repeats=tuple(repeats))


def multiplied(common: CommonArguments, rates: Schedule, factors: Schedule) -> Schedule:
    """Make one schedule of two, the second one as factors of the first."""
    return common.schedule(
        *rates.segments,
        repeats=rates.repeats,
        tracks=(Track(MULTIPLIER_CURVE, factors.segments, factors.repeats),),
    )


def _made(call: Call, common: CommonArguments) -> Schedule:
    """Make the schedule of one scheduler for a run of its own, without momentum."""
    found = preset_named(call.name)
    own = [argument.name for argument in found.own_arguments]
    refuse_unless(
        len(call.positional) <= len(own),
        f"{call.name} takes {len(own)} arguments, not {len(call.positional)}.",
        "schedulers",
    )
    settings = [*zip(own, call.positional, strict=False), *call.named]
    strange = [name for name, _ in call.named if name not in own]
    refuse_unless(
        not strange,
        f"{call.name} has no argument “{''.join(strange[:1])}” here; it takes {', '.join(own)}.",
        "schedulers",
    )
    values = found.read(f"{name}={text}" for name, text in settings)
    made: Schedule = found.build(replace(common, steps=common.total), **values)
    _refuse_more_than_rates(call.name, made, common)
    return made


def _refuse_more_than_rates(name: str, made: Schedule, common: CommonArguments) -> None:
    refuse_unless(
        not made.tracks and made.counts_from == common.counts_from,
        f"{name} changes more than the rate and cannot be one among several.",
        "schedulers",
    )


def _plain(name: str, made: Schedule, length: int) -> Schedule:
    """Set every segment's length in steps, for another scheduler follows."""
    line = timeline(made)
    if length < line.length(0) and not made.segments[0].is_part:
        # Only the beginning of its first curve is executed.
        rest = Span.of_steps(line.length(0) - length)
        first = replace(made.segments[0], span=Span.of_steps(length))
        cut = first if not first.shape.has_end else replace(first, after=rest)
        return replace(made, segments=(cut,), repeats=())
    refuse_unless(
        not any(repeat.times is None for repeat in made.repeats) and line.end <= length,
        f"{name} is longer than the {length} steps up to its milestone.",
        "schedulers",
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
    goes_on = first.shape.chains
    if first.start is None and not goes_on:
        first = replace(first, start=FULL)
    return replace(made, segments=(first, *segments[1:]))


def _counting_from_its_begin(segment: Segment) -> Segment:
    if not isinstance(segment.shape, Expression):
        return segment
    return replace(segment, shape=Expression(re.sub(r"\bt\b", "n", segment.shape.text)))
