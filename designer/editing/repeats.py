"""Edits on repeats: a block is repeated, changed, freed, or written out segment by segment."""

import math
from dataclasses import replace
from typing import Any

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.span_fitting import nearest
from rampsmith.designer.evaluation.levels import level_at
from rampsmith.designer.evaluation.parts import kept_ends
from rampsmith.designer.evaluation.rates import Curve
from rampsmith.designer.evaluation.repeats import Cycles, cycles_of, executed_cycles
from rampsmith.designer.evaluation.timeline import Timeline, span_in_steps, timeline
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.names import counted_name
from rampsmith.designer.values.numbers import count_text, whole
from rampsmith.designer.values.spans import Span

USUAL_TIMES = 3
"""How often a block runs at first, if nothing is said: often enough to be seen to repeat."""


def repeated(
    schedule: Schedule, first: int, last: int, *, times: int | None = USUAL_TIMES
) -> Schedule:
    """Make a repeat of neighbouring segments; ``times`` is None for cycles without end.

    Segments that are repeated already, do not exist, or wait for a metric, leave the schedule
    as it is. Only the last segments can be repeated without end.
    """
    segments = schedule.segments
    if not 0 <= first <= last < len(segments) or not _are_free(schedule, first, last):
        return schedule
    if times is None and last < len(segments) - 1:
        times = USUAL_TIMES
    names = {repeat.name for repeat in schedule.repeats}
    repeat = Repeat(counted_name(_kind(schedule, first, last), names), first, last, times)
    found = replace(
        schedule, repeats=tuple(sorted((*schedule.repeats, repeat), key=lambda each: each.first))
    )
    if first == 0 and segments[0].start is None:
        # Where the cycles start from is worth seeing, and worth moving.
        found = with_segment(found, 0, start=Level(1.0))
    return _with_ends_that_can_be(found, found.repeats.index(repeat))


def with_repeat(schedule: Schedule, index: int, **changes: Any) -> Schedule:
    """Change fields of one repeat; one that becomes endless no longer fills the rest.

    Lengths given one by one take the place of a number of cycles and a stretch, and the other way.
    """
    if changes.get("lengths"):
        changes = {**changes, "times": len(changes["lengths"]), "stretch": 1.0}
    elif changes.keys() & {"times", "stretch"}:
        changes = {"lengths": (), **changes}
    repeat = replace(schedule.repeats[index], **changes)
    repeats = (*schedule.repeats[:index], repeat, *schedule.repeats[index + 1 :])
    return _with_ends_that_can_be(replace(schedule, repeats=repeats), index, schedule)


def unreached_fault(schedule: Schedule) -> str | None:
    """Explain in a sentence why some segments are never reached; None where all are."""
    last = len(schedule.segments) - 1
    for repeat in schedule.repeats:
        if repeat.times is None and repeat.last < last:
            return (
                f"“{repeat.name}” runs without end, so nothing can follow it: "
                "first give it a number of times"
            )
    for segment in schedule.segments[:-1]:
        if isinstance(segment.shape, Plateau):
            return f"“{segment.name}” waits for a metric without end, so nothing can follow it"
    return None


def removed_repeat(schedule: Schedule, index: int) -> Schedule:
    """Run a block only once."""
    return replace(schedule, repeats=schedule.repeats[:index] + schedule.repeats[index + 1 :])


def _are_free(schedule: Schedule, first: int, last: int) -> bool:
    """Return whether segments can be repeated: no other repeat has them, and none is a plateau."""
    taken = any(each.first <= last and first <= each.last for each in schedule.repeats)
    block = schedule.segments[first : last + 1]
    return not taken and not any(isinstance(segment.shape, Plateau) for segment in block)


def _kind(schedule: Schedule, first: int, last: int) -> str:
    """Call it restarts where the rate jumps back at the end of a cycle."""
    curves = Curve(schedule, 1.0).segments
    is_round = curves[first].start_value == curves[last].end_value
    return "Cycles" if is_round else "Restarts"


def _with_ends_that_can_be(
    schedule: Schedule, index: int, before: Schedule | None = None
) -> Schedule:
    """Keep the length of a segment that filled the rest, where there is no rest any more.

    The length is that in the schedule before the change, if the repeat was there before.
    """
    repeat = schedule.repeats[index]
    if repeat.times is not None:
        return schedule
    for inside in range(max(0, repeat.first), min(repeat.last + 1, len(schedule.segments))):
        if schedule.segments[inside].span.unit == "fill":
            if before is not None:
                length = timeline(before).length(inside)
            else:
                # As long as it takes for the run to have room for some cycles.
                length = timeline(removed_repeat(schedule, index)).length(inside) / USUAL_TIMES
            span = Span.of_steps(max(1, nearest(length) if math.isfinite(length) else 1))
            schedule = with_segment(schedule, inside, span=span)
    return schedule


MOST_UNROLLED = 200
"""Segments that a repeat may come to; a longer list is of no use to anybody."""


def unroll_fault(schedule: Schedule, index: int) -> str | None:
    """Explain in a sentence why a repeat cannot be written out; None where it can."""
    repeat = schedule.repeats[index]
    if repeat not in schedule.blocks:
        return f"“{repeat.name}” cannot be run, so it cannot be unrolled."
    block = schedule.segments[repeat.first : repeat.last + 1]
    count = _cycles_to_write(schedule, repeat)
    if count * len(block) > MOST_UNROLLED:
        return (
            f"“{repeat.name}” would come to {count_text(count * len(block))} segments; "
            f"{MOST_UNROLLED} are the most."
        )
    if repeat.scales_steps:
        return (
            f"“{repeat.name}” is scaled at every {schedule.step_word}, which no plain segment is."
        )
    if repeat.scale != 1 and _mixes_units(schedule, repeat):
        return f"“{repeat.name}” scales what lies between factors and absolute values; no level is either."
    for segment in block:
        if isinstance(segment.shape, Expression):
            counted = {"t", "n"} if not repeat.has_equal_cycles else {"t"}
            if segment.shape.names & counted:
                return f"“{segment.name}” is a formula that counts from the cycle's beginning."
    return None


def _mixes_units(schedule: Schedule, repeat: Repeat) -> bool:
    """Return whether the level that stays depends on the base rate, so that no plain one is it."""
    several = len({group.base_lr for group in schedule.groups}) > 1
    if repeat.scaling in ("peak", "whole") and not several:
        return False
    units = {
        each.unit for s in schedule.segments[repeat.first : repeat.last + 1] for each in s.levels
    }
    return len(units | {level_at(schedule, repeat.first, "start").unit}) > 1


def unrolled(schedule: Schedule, index: int) -> Schedule:
    """Write a repeat out as plain segments, with the same rates; see ``unroll_fault``.

    Cycles without end are written out as far as the run goes.
    """
    if unroll_fault(schedule, index) is not None:
        return schedule
    repeat = schedule.repeats[index]
    line = timeline(schedule)
    number = schedule.blocks.index(repeat)
    writer = _Writer(schedule, line, number)
    written = [
        segment
        for cycle in range(_cycles_to_write(schedule, repeat))
        for segment in writer.cycle(cycle)
    ]
    more = len(written) - (repeat.last - repeat.first + 1)
    others = schedule.repeats[:index] + schedule.repeats[index + 1 :]
    repeats = tuple(
        replace(each, first=each.first + more, last=each.last + more)
        if each.first > repeat.last
        else each
        for each in others
    )
    segments = (*schedule.segments[: repeat.first], *written, *schedule.segments[repeat.last + 1 :])
    return replace(schedule, segments=segments, repeats=repeats)


def _cycles_to_write(schedule: Schedule, repeat: Repeat) -> int:
    if repeat.times is not None:
        return max(1, repeat.times)
    line = timeline(schedule)
    number = schedule.blocks.index(repeat)
    cycles = cycles_of(schedule, line)[number]
    return max(1, executed_cycles(line, number, cycles, schedule.counts_from))


class _Writer:
    """Write the cycles of one repeat."""

    def __init__(self, schedule: Schedule, line: Timeline, number: int) -> None:
        self._schedule = schedule
        self._repeat = schedule.blocks[number]
        self._span = line.repeats[number]
        self._cycles: Cycles = cycles_of(schedule, line)[number]
        base = 1.0 if schedule.is_relative or not schedule.groups else schedule.groups[0].base_lr
        first = self._repeat.first
        start = Curve(schedule, base).segments[first].whole.start_value
        self._kept_ends = kept_ends(schedule, self._repeat, start, base)
        self._start = level_at(schedule, first, "start")
        self._kept = self._kept_value()

    def _kept_value(self) -> float:
        """Return the value of the level that stays, in the unit of all levels."""
        for place, (start_kept, end_kept) in enumerate(self._kept_ends):
            index = self._repeat.first + place
            if start_kept:
                return level_at(self._schedule, index, "start").value
            if end_kept:
                return level_at(self._schedule, index, "end").value
        return 0.0

    def cycle(self, number: int) -> list[Segment]:
        """Write one cycle."""
        repeat = self._repeat
        scale = 1.0 if repeat.scales_steps else _power(repeat.scale, number)
        inner = self._span.inner
        found: list[Segment] = []
        for place, (start_kept, end_kept) in enumerate(self._kept_ends):
            segment = self._schedule.segments[repeat.first + place]
            begin = self._cycles.step(number, inner[place])
            length = self._cycles.step(number, inner[place + 1]) - begin
            start = segment.start
            if place == 0 and number > 0 and start is None:
                start = self._start
            end = segment.end
            if start is not None:
                start = self._scaled(start, scale, is_kept=start_kept)
            if end is not None and segment.shape.has_end:
                end = self._scaled(end, scale, is_kept=end_kept)
            once = inner[place + 1] - inner[place]
            # A segment that has been left no room has none in any cycle.
            stretch = length / once if once > 0 else 1.0
            found.append(
                replace(
                    _stretched(segment, stretch, self._schedule),
                    name=segment.name if number == 0 else f"{segment.name} {number + 1}",
                    span=Span.of_steps(whole(length)),
                    start=start,
                    end=end,
                )
            )
        return found

    def _scaled(self, level: Level, scale: float, *, is_kept: bool) -> Level:
        multiplies_all = self._repeat.scaling == "whole"
        if scale == 1 or (is_kept and not multiplies_all):
            return level
        if multiplies_all or self._repeat.scaling == "peak":
            return replace(level, value=level.value * scale)
        return replace(level, value=self._kept + (level.value - self._kept) * scale)


def _stretched(segment: Segment, by: float, schedule: Schedule) -> Segment:
    """Stretch the lengths that a segment has besides its own."""
    if math.isclose(by, 1.0, rel_tol=1e-12):
        return segment
    return segment.with_spans(lambda span: Span.of_steps(span_in_steps(span, schedule) * by))


def _power(scale: float, number: int) -> float:
    try:
        return float(scale**number)
    except OverflowError:
        return math.inf
