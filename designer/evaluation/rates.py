"""The rate at a step: the one evaluation for the plot, the tables, the check and the export."""

import math
import operator
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from rampsmith.designer.document.curves import curve_keys, curve_of, curve_of_group
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey
from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.budget import affordable, cost_faults
from rampsmith.designer.evaluation.parts import CurvePart, KnownCurves, parts
from rampsmith.designer.evaluation.segment_curve import SegmentCurve, valued
from rampsmith.designer.evaluation.timeline import Timeline, timeline

FEW = 6
"""Values of a part of which half are not worth remembering."""

Values: TypeAlias = Mapping[CurveKey, tuple[float, ...]]
"""The values of a schedule's curves at a step: for each curve, a number for each of its groups."""


class Curve:
    """A schedule's values for one base rate, as a function of the step.

    Wrong schedules can be drawn too: where a formula has no value, the value is NaN.
    """

    def __init__(self, schedule: Schedule, base: float, like: "Curve | None" = None) -> None:
        """Resolve the schedule; with ``base=1.0`` factors stay factors.

        Args:
            schedule: the segments and their run.
            base: the base rate.
            like: a curve that may have some of the segments too; what is known of them is taken over.
        """
        schedule = affordable(schedule)
        self.timeline: Timeline = timeline(schedule)
        self.parts: tuple[CurvePart, ...] = parts(
            schedule, self.timeline, base, known=None if like is None else like.known
        )
        self.segments: tuple[SegmentCurve, ...] = tuple(
            p for part in self.parts for p in part.segments
        )
        self.known: KnownCurves = KnownCurves(schedule, base, self.segments)
        self.sampled: dict[Callable[[float], float], tuple[Sequence[float], list[float]]] = {}
        """Where the values of each part were asked for last, and these values."""
        if like is not None:
            values = (part.value for part in self.parts)
            self.sampled = {each: like.sampled[each] for each in values if each in like.sampled}
        self._begins: list[float] = [part.begin for part in self.parts]
        self._offset = schedule.counts_from
        self._repeats = schedule.begins_again and self.timeline.end > 0
        self.after_value: float = self.parts[-1].end_value if self.parts else base

    def at(self, t: float) -> float:
        """Return the value at step t, any t from 0 on."""
        position = self.position(t)
        index = self.part_at(position)
        return self.after_value if index is None else valued(self.parts[index].value, position)

    def part_at(self, position: float) -> int | None:
        """Return the index of the part that has a position; None after the last."""
        if not self.parts or position >= self.parts[-1].end:
            return None
        return bisect_right(self._begins, position) - 1

    def position(self, t: float) -> float:
        """Return the place on the curve that step t reads."""
        if self._repeats:
            t %= self.timeline.end
        return t + self._offset

    def samples(self, steps: Sequence[float]) -> list[float]:
        """Return the values at steps in rising order; one part after the other, for speed."""
        if self._repeats or len(steps) < len(self.parts):
            return [self.at(t) for t in steps]
        positions = [t + self._offset for t in steps] if self._offset else steps
        values: list[float] = []
        begin = 0
        # What follows cycles without end, which is wrong, is drawn from where it begins.
        ends = [*self._begins[1:], *(part.end for part in self.parts[-1:])]
        for part, place in zip(self.parts, ends, strict=True):
            end = bisect_left(positions, place, begin)
            values += self._samples_of_part(part, positions[begin:end])
            begin = end
        return values + [self.after_value] * (len(steps) - begin)

    def _samples_of_part(self, part: CurvePart, positions: Sequence[float]) -> list[float]:
        """Return a part's values; a drawing asks for those at many places again and again."""
        before = self.sampled.get(part.value)
        if before is not None and before[0] == positions:
            return before[1]
        try:
            values = [*map(part.value, positions)]
        except (ArithmeticError, ValueError, TypeError):
            values = [valued(part.value, x) for x in positions]
        # A label asks for a few between two frames.
        if 2 * len(positions) > (FEW if before is None else len(before[0])):
            self.sampled[part.value] = (positions, values)
        return values


class Rates:
    """The rates of all parameter groups at any step, bit for bit those of the exported class.

    As long as every level is a factor, the curve is a factor and each group's rate is its base
    rate times it. As soon as one level is absolute, each group has a curve of its own between
    rates. A group whose rates are not the common ones is asked for in a ``Rates`` of its own; what
    is said of segments, pieces and levels is said of the common curve alone.
    """

    def __init__(self, schedule: Schedule, like: "Rates | None" = None) -> None:
        """Resolve the schedule once for all groups; take over what is known of one that is like it."""
        self.schedule = schedule
        self.relative = schedule.is_relative
        self._bases = tuple(group.base_lr for group in schedule.groups)
        bases = (1.0,) if self.relative else self._bases
        self.curves: tuple[Curve, ...] = _curves(
            schedule, bases, () if like is None else like.curves
        )
        self.multipliers: tuple[Rates, ...] = tuple(
            rates_of(curve_of(schedule, key))
            for key in curve_keys(schedule)
            if key.kind.combines == "multiplies" and key.group is None
        )
        self.own: dict[int, Rates] = {}
        """The rates of the groups that do not have the common ones, by the groups' indexes."""
        if schedule.tracks:
            for index, group in enumerate(schedule.groups):
                own = curve_of_group(affordable(schedule), group.name)
                if own is not None:
                    self.own[index] = Rates(own)

    @property
    def timeline(self) -> Timeline:
        """Where the segments begin and end; the same for every group."""
        return self.curves[0].timeline if self.curves else timeline(self.schedule)

    def at(self, t: float) -> tuple[float, ...]:
        """Return the rate of every group at step t."""
        values = _values_at(self.curves, t)
        if self.multipliers:
            scale = self.scale(t)
            values = [value * scale for value in values]
        if self.relative:
            factor = values[0]
            found = tuple(base * factor for base in self._bases)
        else:
            found = tuple(values)
        if not self.own:
            return found
        return tuple(
            self.own[index].at(t)[0] if index in self.own else rate
            for index, rate in enumerate(found)
        )

    def scale(self, t: float) -> float:
        """Return what the rates are multiplied by at step t: 1 where there is no such curve."""
        scale = 1.0
        for multiplier in self.multipliers:
            scale *= multiplier.curves[0].at(t)
        return scale

    def of_group(self, group: int, steps: Sequence[float]) -> list[float]:
        """Return one group's rates at steps in rising order."""
        return next(self.of_groups((group,), steps))

    def of_groups(self, groups: Iterable[int], steps: Sequence[float]) -> Iterator[list[float]]:
        """Yield several groups' rates at steps in rising order; what they share is found once."""
        factors: list[float] | None = None
        for group in groups:
            if group in self.own:
                yield self.own[group].of_group(0, steps)
            elif self.relative:
                if factors is None:
                    factors = self._scaled(self.curves[0], steps)
                base = self._bases[group]
                yield [base * factor for factor in factors]
            else:
                yield self._scaled(self.curves[group], steps)

    def of_all_groups(self, steps: Sequence[float]) -> list[tuple[float, ...]]:
        """Return the rates of every group at steps in rising order."""
        columns = [*self.of_groups(range(len(self._bases)), steps)]
        return list(zip(*columns, strict=True)) if columns else [()] * len(steps)

    def level_at_start(self, segment: int, group: int) -> float:
        """Return the rate with which a segment begins for a group."""
        return self._unit(group) * self._curve(group).segments[segment].start_value

    def level_at_end(self, segment: int, group: int) -> float:
        """Return the rate at which a segment arrives for a group."""
        return self._unit(group) * self._curve(group).segments[segment].end_value

    def whole_ends(self, segment: int, group: int) -> tuple[float, float]:
        """Return the rates of a segment's whole shape at its two ends for a group."""
        unit, whole = self._unit(group), self._curve(group).segments[segment].whole
        return unit * whole.start_value, unit * whole.end_value

    def level_arrived(self, segment: int, group: int) -> float:
        """Return the rate from which what follows a segment goes on; after all of its cycles."""
        repeat = self.schedule.repeat_of(segment)
        if repeat is None or repeat.last != segment:
            return self.level_at_end(segment, group)
        number = sum(each.last - each.first for each in self.schedule.blocks if each.last < segment)
        return self._unit(group) * self._curve(group).parts[repeat.first - number].end_value

    def _scaled(self, curve: Curve, steps: Sequence[float]) -> list[float]:
        """Return a curve's values at steps in rising order, multiplied by the other curves."""
        values = curve.samples(steps)
        for multiplier in self.multipliers:
            scales = multiplier.curves[0].samples(steps)
            values = [value * scale for value, scale in zip(values, scales, strict=True)]
        return values

    def _curve(self, group: int) -> Curve:
        return self.curves[0 if self.relative else group]

    def _unit(self, group: int) -> float:
        """Return what a value on a group's curve is multiplied by: its base where it is a factor."""
        return self._bases[group] if self.relative else 1.0


def _values_at(curves: Sequence[Curve], t: float) -> list[float]:
    """Return the values of a schedule's curves at a step; what is the same for every base is found once."""
    if len(curves) < 2:
        return [curve.at(t) for curve in curves]
    position = curves[0].position(t)
    index = curves[0].part_at(position)
    if index is None:
        return [curve.after_value for curve in curves]
    found = [curve.parts[index] for curve in curves]
    if found[0].weight is None:
        return [valued(part.value, position) for part in found]
    weight = valued(found[0].weight, position)
    rest = 1.0 - weight
    ends = (part.segments[0] for part in found)
    return [each.start_value * weight + each.end_value * rest for each in ends]


def _curves(
    schedule: Schedule, bases: tuple[float, ...], like: Sequence[Curve]
) -> tuple[Curve, ...]:
    """Resolve a schedule for some bases: those for which it is the same share a curve."""
    known = {each.known.base: each for each in like}
    shared = bases[:1]
    if len(bases) > 1 and schedule.level_units != {"rate"} and not cost_faults(schedule):
        shared = bases
    curves = {base: Curve(schedule, base, known.get(base)) for base in shared}
    return tuple(curves[base if base in curves else bases[0]] for base in bases)


_resolved: deque[Rates] = deque(maxlen=4)
"""What was resolved last: the next is often that of a drag's next frame."""


@remembers_last(8)
def rates_of(schedule: Schedule) -> Rates:
    """Resolve a schedule; those resolved last are remembered."""
    # A copy, because other threads resolve too.
    alike = (
        each
        for each in reversed(tuple(_resolved))
        if any(map(operator.is_, each.schedule.segments, schedule.segments))
    )
    rates = Rates(schedule, next(alike, None))
    _resolved.append(rates)
    return rates


def set_curves(schedule: Schedule) -> dict[CurveKey, Rates]:
    """Resolve what is set of each kind, for all groups that it is set for; the rates are the first.

    The keys are those of the kinds' common curves, also of kinds that only single groups have.
    """
    kinds = dict.fromkeys(key.kind for key in curve_keys(schedule) if key.kind.combines == "sets")
    curves = {CurveKey(kind): curve_of(schedule, CurveKey(kind)) for kind in kinds}
    return {
        key: rates_of(curve) for key, curve in curves.items() if curve.groups or key == RATE_CURVE
    }


def values_at(curves: Mapping[CurveKey, Rates], t: float) -> Values:
    """Return what curves set at step t."""
    return {key: rates.at(t) for key, rates in curves.items()}


def unlike_groups(rates: Rates) -> tuple[int, ...]:
    """Return the groups whose rates differ: the first of each base, or all with factors of their own."""
    groups = rates.schedule.groups
    if rates.own:
        return tuple(range(len(groups)))
    first = {group.base_lr: index for index, group in reversed(tuple(enumerate(groups)))}
    return tuple(sorted(first.values()))


def jumps(rates: Rates, group: int) -> Iterable[tuple[int, float, float]]:
    """Yield each boundary at which a group's rate breaks: the later segment, and both rates.

    A segment of no length has no rate that anyone would see: the one before it and the one
    after it meet.
    """
    seen = [i for i in range(len(rates.schedule.segments)) if rates.timeline.length(i) > 0]
    for earlier, later in pairwise(seen):
        before = rates.level_at_end(earlier, group)
        if rates.schedule.repeat_of(earlier) != rates.schedule.repeat_of(later):
            before = rates.level_arrived(earlier, group)
        after = rates.level_at_start(later, group)
        segment = rates.schedule.segments[later]
        if segment.before is None and not segment.first_at_start:
            # One whose first step is on the way already goes on from its level all the same.
            after, _ = rates.whole_ends(later, group)
        if before != after and not (math.isnan(before) and math.isnan(after)):
            yield later, before, after
