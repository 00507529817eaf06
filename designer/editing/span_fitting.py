"""Spans fitted to boundaries: each length in its own unit, with as few digits as that takes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.span_steps import can_count, counted_at, steps_of_one
from rampsmith.designer.evaluation.timeline import Timeline, span_in_steps, timeline
from rampsmith.designer.values.numbers import whole
from rampsmith.designer.values.spans import Span, SpanUnit

_IN_STEPS = Span(0, "steps")

NUDGES = (0.0, 0.25, -0.25)
"""Steps by which a length is changed where rounding carried from before puts its end in another place."""


def with_boundaries(schedule: Schedule, wanted: tuple[float, ...]) -> Schedule:
    """Change the spans, each in its own unit, so that the boundaries come to lie as wanted.

    The schedule stays as it is where no spans could do that, as when a segment that fills the
    rest would have to end elsewhere than at the end of the run.
    """
    line = timeline(schedule)
    changed = {
        index: segment.span
        for index, segment in enumerate(schedule.segments)
        if _has_changed(segment.span, line, wanted, index)
    }
    return fitted_in_units(schedule, wanted, changed)


def _has_changed(span: Span, line: Timeline, wanted: tuple[float, ...], index: int) -> bool:
    if span.until:
        return wanted[index + 1] != line.ends[index]
    return span.unit != "fill" and wanted[index + 1] - wanted[index] != line.length(index)


def fitted_in_units(
    schedule: Schedule, wanted: tuple[float, ...], units: dict[int, Span]
) -> Schedule:
    """Change lengths, in the units of these spans, so that the boundaries come to lie as wanted.

    Rounding is carried from span to span, so a new length can move a boundary further along by
    one step; then the span that causes it is fitted too.
    """
    units = _countable(schedule, units)
    ends = dict(enumerate(pairwise(wanted)))
    for _ in range(len(schedule.segments) + 1):
        found = schedule
        for digits, nudge in product(range(15), NUDGES):
            found = _rounded_to(schedule, _amounts(schedule, ends, units, nudge), digits)
            if timeline(found).boundaries == wanted:
                return found
        more = _to_fit_next(found, wanted, units)
        if not more:
            break
        units = units | _countable(schedule, more)
    in_steps = dict.fromkeys(units, _IN_STEPS)
    return schedule if units == in_steps else fitted_in_units(schedule, wanted, in_steps)


def fitted_lengths(schedule: Schedule, lengths: dict[int, float]) -> Schedule:
    """Change lengths, each in its own unit, and leave those of all other segments as they are.

    This is for schedules with repeats, where the length of a segment is that in the first cycle.
    Only what fills the rest follows; and should rounding keep another segment from its length
    whatever the new ones are, those are given in steps.
    """
    changed = {i: length for i, length in lengths.items() if length != timeline(schedule).length(i)}
    in_place = {i: Span.of_steps(length) for i, length in changed.items()}
    line = timeline(_rounded_to(schedule, in_place, 14))
    fills = schedule.filling
    wanted = {i: length for i, length in enumerate(line.lengths) if i not in fills}
    units = {i: schedule.segments[i].span for i in changed}
    ends = {i: (line.begins[i], line.begins[i] + length) for i, length in changed.items()}
    in_steps = dict.fromkeys(units, _IN_STEPS)
    for chosen in (_countable(schedule, units), in_steps):
        for digits, nudge in product(range(15), NUDGES):
            found = _rounded_to(schedule, _amounts(schedule, ends, chosen, nudge), digits)
            if _has_lengths(timeline(found), wanted):
                return found
    return _rounded_to(schedule, _amounts(schedule, ends, in_steps, 0.0), 14)


def fitted_lengths_in_units(
    schedule: Schedule, lengths: Sequence[float], units: Mapping[int, Span]
) -> Schedule:
    """Change lengths as ``fitted_lengths`` does, and say those of some segments in other units."""
    segments = list(schedule.segments)
    for index, unit in units.items():
        segments[index] = replace(segments[index], span=replace(unit, amount=0))
    unsaid = replace(schedule, segments=tuple(segments))
    return fitted_lengths(unsaid, {index: lengths[index] for index in units})


def _has_lengths(line: Timeline, wanted: dict[int, float]) -> bool:
    return all(abs(line.length(i) - length) < 1e-9 for i, length in wanted.items())


def _countable(schedule: Schedule, units: dict[int, Span]) -> dict[int, Span]:
    """Count in steps where the run has none of a unit."""
    return {i: span if can_count(schedule, span.unit) else _IN_STEPS for i, span in units.items()}


def _amounts(
    schedule: Schedule,
    ends: dict[int, tuple[float, float]],
    units: dict[int, Span],
    nudge: float,
) -> dict[int, Span]:
    """Return the exact lengths between wanted boundaries; those to be rounded a bit longer."""
    return {
        index: replace(span, amount=_amount(schedule, span, *ends[index], nudge))
        for index, span in units.items()
    }


def _amount(schedule: Schedule, span: Span, begin: float, end: float, nudge: float) -> float:
    """Count what a span has of its unit between two boundaries, or until the second."""
    begin = 0.0 if span.until else begin
    end += span.less if span.is_exact else nudge
    one = steps_of_one(schedule, span.unit)
    if one is not None:
        return (end - begin) / float(one)
    until, since = (counted_at(schedule, span.unit, Fraction(step)) for step in (end, begin))
    return float(until - since)


def _rounded_to(schedule: Schedule, spans: dict[int, Span], digits: int) -> Schedule:
    segments = list(schedule.segments)
    for index, span in spans.items():
        rounded = replace(span, amount=whole(round(span.amount, digits)))
        segments[index] = replace(segments[index], span=rounded)
    return replace(schedule, segments=tuple(segments))


def _to_fit_next(
    schedule: Schedule, wanted: tuple[float, ...], units: dict[int, Span]
) -> dict[int, Span]:
    """Find the segments that put a boundary out of place and have not been fitted yet.

    Before the segment that fills the rest a boundary is counted from the one before it, after it
    from the one that follows; failing those, any neighbour of such a boundary may help.
    """
    places = zip(timeline(schedule).boundaries, wanted, strict=True)
    misses = [index for index, (place, want) in enumerate(places) if place != want]
    spans = [segment.span for segment in schedule.segments]
    fills = (index for index, span in enumerate(spans) if span.unit == "fill")
    fill = next(fills, len(spans))
    causes = [miss - 1 for miss in misses if miss <= fill][:1]
    causes += [miss for miss in misses if miss > fill][-1:]
    for candidates in (causes, [miss - side for miss in misses for side in (1, 0)]):
        free = {
            index: spans[index]
            for index in candidates
            if 0 <= index < len(spans) and index not in units and spans[index].unit != "fill"
        }
        if free:
            return free
    return {}


def span_of_steps(steps: float, unit: SpanUnit, schedule: Schedule) -> Span:
    """Return a length in a unit, with as few digits as it takes; in steps where that cannot be."""
    if unit != "steps" and can_count(schedule, unit):
        amount = float(counted_at(schedule, unit, Fraction(steps)))
        for digits in range(15):
            found = Span(whole(round(amount, digits)), unit)
            if span_in_steps(found, schedule) == steps:
                return found
    return Span.of_steps(steps)


def nearest(step: float) -> int:
    """Return the nearest whole step, halves up."""
    return math.floor(step + 0.5)


def without_noise(value: float) -> float:
    """Drop the digits that only come from dividing floats."""
    return float(f"{value:.12g}")
