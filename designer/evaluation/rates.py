"""The rate at a step: the one evaluation behind the plot, the tables, the check and the export."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rampsmith.designer.evaluation.parts import Part, parts
from rampsmith.designer.evaluation.piece import Piece, valued
from rampsmith.designer.evaluation.timeline import Timeline, timeline
from rampsmith.designer.lately import known_lately
from rampsmith.designer.schedule import Schedule, Track


class Curve:
    """A schedule's values for one base rate, as a function of the step.

    Wrong schedules can be drawn too: where a formula has no value, the value is NaN.
    """

    def __init__(self, schedule: Schedule, base: float) -> None:
        """Resolve the schedule; with ``base=1.0`` factors stay factors."""
        self.timeline: Timeline = timeline(schedule)
        self.parts: tuple[Part, ...] = parts(schedule, self.timeline, base)
        self.pieces: tuple[Piece, ...] = tuple(p for part in self.parts for p in part.pieces)
        self._begins: list[float] = [part.begin for part in self.parts]
        self._offset = schedule.counts_from
        self._repeats = schedule.begins_again and self.timeline.end > 0
        self.after_value: float = self.parts[-1].end_value if self.parts else base

    def at(self, t: float) -> float:
        """Return the value at step t, any t from 0 on."""
        position = self.position(t)
        if not self.parts or position >= self.parts[-1].end:
            return self.after_value
        part = self.parts[bisect_right(self._begins, position) - 1]
        return valued(part.value, position)

    def position(self, t: float) -> float:
        """Return the place on the curve that step t reads."""
        if self._repeats:
            t %= self.timeline.end
        return t + self._offset

    def value_within(self, segment: int, position: float) -> float:
        """Return the value of one segment's curve at a position in its first cycle."""
        return valued(self.pieces[segment].value, position)

    def samples(self, steps: Sequence[float]) -> list[float]:
        """Return the values at steps in rising order; one part after the other, for speed."""
        if self._repeats:
            return [self.at(t) for t in steps]
        positions = [t + self._offset for t in steps] if self._offset else steps
        values: list[float] = []
        begin = 0
        # What follows cycles without end, which is wrong, is drawn from where it begins.
        ends = [*self._begins[1:], *(part.end for part in self.parts[-1:])]
        for part, place in zip(self.parts, ends, strict=True):
            end = bisect_left(positions, place, begin)
            try:
                values += map(part.value, positions[begin:end])
            except (ArithmeticError, ValueError, TypeError):
                values = values[:begin] + [valued(part.value, x) for x in positions[begin:end]]
            begin = end
        return values + [self.after_value] * (len(steps) - begin)


class Rates:
    """The rates of all parameter groups at any step, bit for bit those of the exported class.

    As long as every level is a factor, the curve is a factor and each group's rate is its base
    rate times it. As soon as one level is absolute, each group has a curve of its own between
    rates.
    """

    def __init__(self, schedule: Schedule) -> None:
        """Resolve the schedule once for all groups."""
        self.schedule = schedule
        self.relative = schedule.level_units == {"factor"}
        self._bases = tuple(group.base_lr for group in schedule.groups)
        bases = (1.0,) if self.relative else self._bases
        self.curves: tuple[Curve, ...] = tuple(Curve(schedule, base) for base in bases)
        self.multiplier = _track_curve(schedule, schedule.multiplier)
        self.momentum = _track_curve(schedule, schedule.momentum)

    @property
    def timeline(self) -> Timeline:
        """Where the segments begin and end; the same for every group."""
        return self.curves[0].timeline if self.curves else timeline(self.schedule)

    def at(self, t: float) -> tuple[float, ...]:
        """Return the rate of every group at step t."""
        scale = 1.0 if self.multiplier is None else self.multiplier.at(t)
        if self.relative:
            factor = self.curves[0].at(t) * scale
            return tuple(base * factor for base in self._bases)
        return tuple(curve.at(t) * scale for curve in self.curves)

    def of_group(self, group: int, steps: Sequence[float]) -> list[float]:
        """Return one group's rates at steps in rising order."""
        values = self._curve(group).samples(steps)
        if self.multiplier is not None:
            scales = self.multiplier.samples(steps)
            values = [value * scale for value, scale in zip(values, scales, strict=True)]
        if self.relative:
            base = self._bases[group]
            return [base * factor for factor in values]
        return values

    def of_all_groups(self, steps: Sequence[float]) -> list[tuple[float, ...]]:
        """Return the rates of every group at steps in rising order."""
        if not self.relative:
            columns = [self.of_group(group, steps) for group in range(len(self._bases))]
            return list(zip(*columns, strict=True)) if columns else [()] * len(steps)
        factors = self.curves[0].samples(steps)
        if self.multiplier is not None:
            scales = self.multiplier.samples(steps)
            factors = [factor * scale for factor, scale in zip(factors, scales, strict=True)]
        return [tuple(base * factor for base in self._bases) for factor in factors]

    def level_at_start(self, segment: int, group: int) -> float:
        """Return the rate with which a segment begins for a group."""
        return self._unit(group) * self._curve(group).pieces[segment].start_value

    def level_at_end(self, segment: int, group: int) -> float:
        """Return the rate at which a segment arrives for a group."""
        return self._unit(group) * self._curve(group).pieces[segment].end_value

    def level_arrived(self, segment: int, group: int) -> float:
        """Return the rate from which what follows a segment goes on; after all of its cycles."""
        repeat = self.schedule.repeat_of(segment)
        if repeat is None or repeat.last != segment:
            return self.level_at_end(segment, group)
        number = sum(each.last - each.first for each in self.schedule.blocks if each.last < segment)
        return self._unit(group) * self._curve(group).parts[repeat.first - number].end_value

    def _curve(self, group: int) -> Curve:
        return self.curves[0 if self.relative else group]

    def _unit(self, group: int) -> float:
        """What a value on a group's curve is times: its base rate where the curve is a factor."""
        return self._bases[group] if self.relative else 1.0


@known_lately(8)
def rates_of(schedule: Schedule) -> Rates:
    """Resolve a schedule, or give its rates again where it was resolved lately."""
    return Rates(schedule)


def _track_curve(schedule: Schedule, track: Track | None) -> Curve | None:
    """Resolve a track beside the rates; its factors are meant as they stand."""
    return None if track is None else Curve(schedule.with_track(track), 1.0)


def jumps(rates: Rates, group: int) -> Iterable[tuple[int, float, float]]:
    """Yield each boundary at which a group's rate breaks: the later segment, and both rates.

    A segment of no length has no rate that anyone would see: the one before it and the one
    behind it meet.
    """
    seen = [i for i in range(len(rates.schedule.segments)) if rates.timeline.length(i) > 0]
    for earlier, later in pairwise(seen):
        before = rates.level_at_end(earlier, group)
        if rates.schedule.repeat_of(earlier) != rates.schedule.repeat_of(later):
            before = rates.level_arrived(earlier, group)
        after = rates.level_at_start(later, group)
        if before != after and not (math.isnan(before) and math.isnan(after)):
            yield later, before, after
