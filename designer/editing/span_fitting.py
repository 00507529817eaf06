"""Spans fitted to boundaries: each length in its own unit, with as few digits as that takes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import Timeline, span_in_steps, timeline
from rampsmith.designer.values.numbers import whole
from rampsmith.designer.values.spans import Span, SpanUnit

NUDGES = (0.0, 0.25, -0.25)
"""Steps by which a length is changed where rounding carried from before puts its end in another place."""


def fitted(schedule: Schedule, wanted: tuple[float, ...]) -> Schedule:
    """Change the spans, each in its own unit, so that the boundaries come to lie as wanted.

    The schedule stays as it is where no spans could do that, as when a segment that fills the
    rest would have to end elsewhere than at the end of the run.
    """
    line = timeline(schedule)
    changed: dict[int, SpanUnit] = {
        index: segment.span.unit
        for index, segment in enumerate(schedule.segments)
        if segment.span.unit != "fill" and wanted[index + 1] - wanted[index] != line.length(index)
    }
    return fitted_in_units(schedule, wanted, changed)


def fitted_in_units(
    schedule: Schedule, wanted: tuple[float, ...], units: dict[int, SpanUnit]
) -> Schedule:
    """Change lengths, in these units, so that the boundaries come to lie as wanted.

    Rounding is carried from span to span, so a new length can move a boundary further along by
    one step; then the span that causes it is fitted too.
    """
    scale = _steps_of_units(schedule)
    units = _countable(units, scale)
    ends = dict(enumerate(pairwise(wanted)))
    for _ in range(len(schedule.segments) + 1):
        found = schedule
        for digits, nudge in product(range(15), NUDGES):
            found = _rounded_to(schedule, _amounts(ends, units, scale, nudge), digits)
            if timeline(found).boundaries == wanted:
                return found
        more = _to_fit_next(found, wanted, units)
        if not more:
            break
        units = units | _countable(more, scale)
    in_steps: dict[int, SpanUnit] = dict.fromkeys(units, "steps")
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
    fills = {i for i, segment in enumerate(schedule.segments) if segment.span.unit == "fill"}
    wanted = {i: length for i, length in enumerate(line.lengths) if i not in fills}
    scale = _steps_of_units(schedule)
    units: dict[int, SpanUnit] = {i: schedule.segments[i].span.unit for i in changed}
    ends = {i: (0.0, length) for i, length in changed.items()}
    in_steps: dict[int, SpanUnit] = dict.fromkeys(units, "steps")
    for chosen in (_countable(units, scale), in_steps):
        for digits, nudge in product(range(15), NUDGES):
            found = _rounded_to(schedule, _amounts(ends, chosen, scale, nudge), digits)
            if _has_lengths(timeline(found), wanted):
                return found
    return _rounded_to(schedule, _amounts(ends, in_steps, scale, 0.0), 14)


def fitted_lengths_in_units(
    schedule: Schedule, lengths: Sequence[float], units: Mapping[int, SpanUnit]
) -> Schedule:
    """Change lengths as ``fitted_lengths`` does, and say those of some segments in other units."""
    segments = list(schedule.segments)
    for index, unit in units.items():
        segments[index] = replace(segments[index], span=Span(0, unit))
    unsaid = replace(schedule, segments=tuple(segments))
    return fitted_lengths(unsaid, {index: lengths[index] for index in units})


def _has_lengths(line: Timeline, wanted: dict[int, float]) -> bool:
    return all(abs(line.length(i) - length) < 1e-9 for i, length in wanted.items())


def _steps_of_units(schedule: Schedule) -> dict[SpanUnit, float]:
    """Return how many steps one of each unit is."""
    return {
        "steps": 1.0,
        "epochs": schedule.steps_per_epoch,
        "percent": schedule.total_steps / 100,
    }


def _countable(units: dict[int, SpanUnit], scale: dict[SpanUnit, float]) -> dict[int, SpanUnit]:
    """Count in steps where a run without length has no epochs and no percent."""
    return {i: unit if scale.get(unit, 0) > 0 else "steps" for i, unit in units.items()}


def _amounts(
    ends: dict[int, tuple[float, float]],
    units: dict[int, SpanUnit],
    scale: dict[SpanUnit, float],
    nudge: float,
) -> dict[int, Span]:
    """Return the exact lengths between wanted boundaries; those to be rounded a bit longer."""
    return {
        index: Span(
            (ends[index][1] - ends[index][0] + (0 if unit == "steps" else nudge)) / scale[unit],
            unit,
        )
        for index, unit in units.items()
    }


def _rounded_to(schedule: Schedule, spans: dict[int, Span], digits: int) -> Schedule:
    segments = list(schedule.segments)
    for index, span in spans.items():
        rounded = replace(span, amount=whole(round(span.amount, digits)))
        segments[index] = replace(segments[index], span=rounded)
    return replace(schedule, segments=tuple(segments))


def _to_fit_next(
    schedule: Schedule, wanted: tuple[float, ...], units: dict[int, SpanUnit]
) -> dict[int, SpanUnit]:
    """Find the segments that put a boundary out of place and have not been fitted yet.

    Before the segment that fills the rest a boundary is counted from the one before it, after it
    from the one that follows; failing those, any neighbour of such a boundary may help.
    """
    places = zip(timeline(schedule).boundaries, wanted, strict=True)
    misses = [index for index, (place, want) in enumerate(places) if place != want]
    kinds = [segment.span.unit for segment in schedule.segments]
    fill = kinds.index("fill") if "fill" in kinds else len(kinds)
    causes = [miss - 1 for miss in misses if miss <= fill][:1]
    causes += [miss for miss in misses if miss > fill][-1:]
    for candidates in (causes, [miss - side for miss in misses for side in (1, 0)]):
        free = {
            index: kinds[index]
            for index in candidates
            if 0 <= index < len(kinds) and index not in units and kinds[index] != "fill"
        }
        if free:
            return free
    return {}


def span_of_steps(steps: float, unit: SpanUnit, schedule: Schedule) -> Span:
    """Return a length in a unit, with as few digits as it takes; in steps where that cannot be."""
    scale = _steps_of_units(schedule).get(unit, 0)
    if unit != "steps" and scale > 0:
        for digits in range(15):
            found = Span(whole(round(steps / scale, digits)), unit)
            if span_in_steps(found, schedule) == steps:
                return found
    return Span.of_steps(steps)


def nearest(step: float) -> int:
    """Return the nearest whole step, halves up."""
    return math.floor(step + 0.5)


def shortened(value: float) -> float:
    """Drop the digits that only come from dividing floats."""
    return float(f"{value:.12g}")
