"""What it would cost to work a design out, counted before any of it is."""

from collections.abc import Iterator
from dataclasses import replace

from rampsmith.designer.document.kinds import MULTIPLIER, RATE, RATE_CURVE, CurveKey
from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.evaluation.formula_values import LONGEST_CHAIN
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.values.numbers import count_text, counted

MOST_SEGMENT_CURVES = 10_000
"""Curves of single segments for single base values that a design may have: a second of work."""


def _curves_needed(schedule: Schedule) -> int:
    """Count the curves that the groups need of a schedule: groups of equal bases share one."""
    bases = {group.base_lr for group in schedule.groups}
    return 1 if len(bases) == 1 or len(schedule.level_units) == 1 else len(bases)


@remembers_last(16)
def cost_faults(schedule: Schedule) -> tuple[str, ...]:
    """Return in sentences what there is too much of to be worked out; nothing, as a rule."""
    segments = 0
    chained = 0.0
    for curve, count in _curves(schedule):
        segments += count * len(curve.segments)
        chained += count * _chained(curve)
    found: list[str] = []
    if segments > MOST_SEGMENT_CURVES:
        found.append(
            f"The segments with their groups make {count_text(segments)} curves; "
            f"{count_text(MOST_SEGMENT_CURVES)} are the most."
        )
    if chained > LONGEST_CHAIN:
        length = counted(chained, schedule.step_word)
        found.append(
            f"Formulas build on the value before for {length}, those of every group together; {count_text(LONGEST_CHAIN)} are the most."
        )
    return tuple(found)


def _curves(schedule: Schedule) -> Iterator[tuple[Schedule, int]]:
    """Yield the curves of a schedule, each alone and with how often it is worked out."""
    alone = replace(schedule, tracks=()) if schedule.tracks else schedule
    followed = CurveKey(MULTIPLIER)
    again = sum(track.key.kind == MULTIPLIER and track.key != followed for track in schedule.tracks)
    # Whose rates have a multiplier of their own has the common curve once more.
    yield alone, _curves_needed(alone) + again
    for track in schedule.tracks:
        key = track.key
        curve = replace(alone, segments=track.segments, repeats=track.repeats)
        if key.group is not None or key.kind.usual_base is None:
            yield curve, 1
        elif key not in (RATE_CURVE, CurveKey(RATE)):
            units = curve.level_units
            bases = {group.base(key.kind) for group in schedule.groups}
            yield curve, 1 if len(units) == 1 else len(bases)


def _chained(curve: Schedule) -> float:
    """Count the steps of a curve whose values build on the ones before."""
    steps = 0.0
    for index, segment in enumerate(curve.segments):
        if segment.shape.chains:
            line = timeline(curve)
            repeat = curve.repeat_of(index)
            cycles = 1.0
            if repeat is not None and repeat.scales_cycles:
                # Each cycle has values of its own.
                cycle = sum(line.lengths[repeat.first : repeat.last + 1])
                cycles = repeat.times or line.run_steps / max(1.0, cycle)
            steps += line.length(index) * max(1.0, cycles)
    return steps


@remembers_last(16)
def affordable(schedule: Schedule) -> Schedule:
    """Return a schedule that can be drawn while it costs too much: its chains hold their start."""
    if not cost_faults(schedule):
        return schedule
    tracks = tuple(replace(track, segments=_held(track.segments)) for track in schedule.tracks)
    return replace(schedule, segments=_held(schedule.segments), tracks=tracks)


def _held(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    return tuple(
        replace(segment, shape=Constant()) if segment.shape.chains else segment
        for segment in segments
    )
