"""Spans fitted to boundaries: each length in its own unit, with as few digits as that takes."""

import math
from dataclasses import replace

from rampsmith.designer.schedule import Schedule
from rampsmith.designer.spans import Span, SpanUnit
from rampsmith.designer.timeline import timeline


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
    """Give segments lengths in these units so that the boundaries come to lie as wanted.

    Rounding is carried from span to span, so a new length can move a boundary further along by
    one step; then the spans beside that one are fitted too.
    """
    scale: dict[SpanUnit, float] = {
        "steps": 1.0,
        "epochs": schedule.steps_per_epoch,
        "percent": schedule.total_steps / 100,
    }
    units = {i: unit if scale.get(unit, 1.0) > 0 else "steps" for i, unit in units.items()}
    for _ in range(len(schedule.segments) + 1):
        found = schedule
        for digits in range(15):
            found = _rounded_to(schedule, wanted, units, scale, digits)
            if timeline(found).boundaries == wanted:
                return found
        more = _beside_the_first_miss(found, wanted, units)
        if not more:
            break
        units = units | more
    in_steps: dict[int, SpanUnit] = dict.fromkeys(units, "steps")
    return schedule if units == in_steps else fitted_in_units(schedule, wanted, in_steps)


def _rounded_to(
    schedule: Schedule,
    wanted: tuple[float, ...],
    units: dict[int, SpanUnit],
    scale: dict[SpanUnit, float],
    digits: int,
) -> Schedule:
    segments = list(schedule.segments)
    for index, unit in units.items():
        amount = round((wanted[index + 1] - wanted[index]) / scale.get(unit, 1.0), digits)
        span = Span.of_the_rest() if unit == "fill" else Span(whole(amount), unit)
        segments[index] = replace(segments[index], span=span)
    return replace(schedule, segments=tuple(segments))


def _beside_the_first_miss(
    schedule: Schedule, wanted: tuple[float, ...], units: dict[int, SpanUnit]
) -> dict[int, SpanUnit]:
    """Give the segments beside the first boundary out of place that have not been fitted yet."""
    places = zip(timeline(schedule).boundaries, wanted, strict=True)
    miss = next(index for index, (place, want) in enumerate(places) if place != want)
    return {
        index: schedule.segments[index].span.unit
        for index in (miss - 1, miss)
        if 0 <= index < len(schedule.segments)
        and index not in units
        and schedule.segments[index].span.unit != "fill"
    }


def whole(amount: float) -> float:
    """Give an amount as an int where it is whole."""
    return int(amount) if amount == int(amount) else amount


def nearest(step: float) -> int:
    """Give the nearest whole step, halves up."""
    return math.floor(step + 0.5)


def shortened(value: float) -> float:
    """Drop the digits that only come from dividing floats."""
    return float(f"{value:.12g}")
