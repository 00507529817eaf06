"""Fit a schedule to measured numbers: the fewest segments that say them, with round numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from rampsmith.designer.document.class_names import class_name_from
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Stepping
from rampsmith.designer.evaluation.rates import Curve
from rampsmith.designer.fitting.arrays import Array
from rampsmith.designer.fitting.boundaries import described_pieces, likely_end
from rampsmith.designer.fitting.describing import Described
from rampsmith.designer.fitting.families import Points
from rampsmith.designer.fitting.fit_error import FitError
from rampsmith.designer.fitting.least_squares import CLOSE
from rampsmith.designer.fitting.merging import Draft, PlacedSegment, merged
from rampsmith.designer.fitting.pieces import Piece, Pieces
from rampsmith.designer.fitting.rounding import digits
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import settings_of
from rampsmith.designer.values.names import counted_name
from rampsmith.designer.values.spans import Span

MOST_PIECES = 150
"""Segments from which on a fit says no more than the numbers themselves."""

MOST_TRIES = 1_500
"""Searches of one shape's numbers after which a fit is taken for one of too many segments."""

COARSER = 0.0, 1e-5, 1e-3, 1e-2
"""The tolerances that are tried where there would be too many segments: shares of the largest value."""

FIRST_LOOK = 9
"""Pieces after which cycles or stairs are looked for; then after each doubling of them."""

LEAST_SHARE = 1e-9
"""What is allowed at least, as a share of the largest value: nobody writes a rate of 0 otherwise."""

ROUNDING = 2e-13, 1e-14
"""How far off exact numbers may be: a share of each, and of the largest."""

LONGEST_FACTOR = 4
"""Digits up to which a level is a factor of the highest one that a person would have set."""


MOST_LOOKED_AT = 20_000
"""Points with which it is told whether another way to say a schedule has the same values."""


class _TooManyError(Exception):
    """Says that a search took too long, for it found too many segments."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A schedule that says measured numbers.

    Attributes:
        schedule: the schedule.
        difference: the greatest difference between its values and the measured ones.
        step: the step at which that is.
        explained: how many of the measured numbers each segment says.
        within: whether it misses none by more than was allowed.
        digits: how many digits it takes to say its lengths, levels and settings: of two fits of
            the same numbers the one with fewer is likelier to be what somebody meant.
    """

    schedule: Schedule
    difference: float
    step: float
    explained: tuple[int, ...]
    within: bool
    digits: int


def fitted(
    steps: Sequence[float] | Array,
    values: Sequence[float] | Array,
    *,
    tolerance: float | Array | None = None,
    run: Run | None = None,
    stepping: Stepping = "update",
    title: str = "Fitted",
    attend: Callable[[float], object] = lambda _share: None,
) -> Fit:
    """Fit a schedule to values at steps.

    Args:
        steps: the steps at which the values were measured, in any order.
        values: the rates there; those that are not finite are left out.
        tolerance: by how much each may be missed, or one number for all, as their rounding or
            their noise demands; None for exact ones.
        run: the run that the schedule is for; None for one of as many updates as there are steps.
        stepping: what a step is.
        title: the schedule's title.
        attend: called again and again with the share that is done; an error that it raises ends
            the search.

    Raises:
        FitError: if there are no numbers, or too many segments would be needed.
    """
    points = _points(np.asarray(steps, float), np.asarray(values, float), tolerance)
    total = None if run is None else run.total_steps(stepping)
    name = class_name_from(title)
    empty = Schedule(title=title, class_name=name, stepping=stepping, run=run or _run(1, stepping))
    draft, taken = _found(points, total, empty, attend)
    taken = taken.every(MOST_LOOKED_AT)
    schedule = _in_factors(_counted_from_one(_schedule(draft, empty, run), taken), taken)
    return _measured(schedule, draft, points)


def _found(
    points: Points, total: int | None, empty: Schedule, attend: Callable[[float], object]
) -> tuple[Draft, Points]:
    """Find the segments; where that takes too many, with a larger tolerance than was asked for."""
    high = float(np.abs(points.values).max())
    for share in COARSER:
        allowed = np.maximum(points.allowed, share * high)
        taken = Points(points.steps, points.values, allowed)
        try:
            return _draft(taken, total, empty, attend), taken
        except _TooManyError:
            continue
    raise FitError(
        f"More than {MOST_PIECES} segments would be needed, even to come within "
        f"{COARSER[-1]:.0%} of the largest number."
    )


def _points(steps: Array, values: Array, tolerance: float | Array | None) -> Points:
    """Put the numbers in order, each step once, with what each may be missed by."""
    sound = np.isfinite(steps) & np.isfinite(values) & (steps >= 0)
    if not sound.any():
        raise FitError("There are no finite numbers to fit.")
    high = float(np.abs(values[sound]).max()) or 1.0
    if tolerance is None:
        allowed = ROUNDING[0] * np.abs(values) + ROUNDING[1] * high
    else:
        allowed = np.maximum(np.broadcast_to(tolerance, values.shape), LEAST_SHARE * high)
    # Of a step that is there twice, the later row counts, as where a run was taken up again.
    order = np.flatnonzero(sound)[np.argsort(steps[sound], kind="stable")]
    order = order[np.append(np.diff(steps[order]) > 0, True)]
    return Points(steps[order], values[order], allowed[order])


def _draft(
    points: Points, total: int | None, empty: Schedule, attend: Callable[[float], object]
) -> Draft:
    """Find the segments, until cycles or stairs say all points."""
    pieces: list[Piece] = []
    done, tries = 0.0, 0

    def watched() -> object:
        nonlocal tries
        tries += 1
        if tries > MOST_TRIES:
            raise _TooManyError
        return attend(done)

    says = _Says(points, empty)
    look = FIRST_LOOK
    search = Pieces(points, watched, total)
    if search.is_noise:
        raise _TooManyError
    for pieces in search.all():
        done = 0.9 * pieces[-1].last / len(points)
        if len(pieces) == look and pieces[-1].last < len(points):
            look *= 2
            begun = points.part(0, pieces[-2].last)
            draft = _described(begun, pieces[:-1], None, watched)
            partly = _Says(begun, empty)
            short = _prolonged(merged(draft, partly), total or likely_end(points))
            if len(short.placed) < len(draft.placed) and says(short):
                return short
        if len(pieces) > MOST_PIECES:
            raise _TooManyError
    return merged(_described(points, pieces, total, watched), says)


def _described(
    points: Points, pieces: Sequence[Piece], total: int | None, attend: Callable[[], object]
) -> Draft:
    found = described_pieces(points, pieces, total, attend)
    taken: list[str] = []
    placed = []
    for one in found:
        name = counted_name(_name(one, is_first=not taken), taken)
        taken.append(name)
        placed.append(
            PlacedSegment(one.segment(name), one.begin, one.end, one.unknowns["start"], one.arrival)
        )
    return Draft(tuple(placed), placed[-1].end)


def _name(one: Described, *, is_first: bool) -> str:
    start, end = one.unknowns["start"], one.arrival
    if not one.family.shape.moves or start == end:
        return "Hold"
    if end > start:
        return "Warmup" if is_first else "Rise"
    return "Decay"


def _prolonged(draft: Draft, end: int) -> Draft:
    """Let the last segment go on to the end of the run, if it can without bending."""
    last = draft.placed[-1]
    if draft.repeats:
        return replace(draft, end=max(draft.end, end))
    if last.segment.shape.has_end:
        return draft
    segment = replace(last.segment, span=Span.of_steps(end - last.begin))
    longer = replace(last, segment=segment, end=end)
    return Draft((*draft.placed[:-1], longer), end)


def _schedule(draft: Draft, empty: Schedule, run: Run | None) -> Schedule:
    """Make the schedule of a draft, its levels absolute."""
    segments = [each.segment for each in draft.placed]
    repeated = any(len(segments) - 1 in repeat for repeat in draft.repeats)
    total = draft.end if run is None else run.total_steps(empty.stepping)
    if not repeated and total == draft.placed[-1].end:
        segments[-1] = replace(segments[-1], span=Span.of_the_rest())
    high = max(abs(value) for s in draft.placed for value in (s.start_value, s.end_value))
    return replace(
        empty,
        segments=tuple(segments),
        repeats=draft.repeats,
        groups=(Group("all", high or 1e-3),),
        run=run or _run(max(1, total), empty.stepping),
    )


def _run(steps: int, stepping: Stepping) -> Run:
    return Run(epochs=steps) if stepping == "epoch" else Run(epochs=None, updates=steps)


class _Says:
    """Answers whether a draft misses no point by more than is allowed, by the product's own values."""

    def __init__(self, points: Points, empty: Schedule) -> None:
        self._points = points
        self._empty = empty

    def __call__(self, draft: Draft) -> bool:
        last = int(self._points.steps[-1])
        run = _run(max(last + 1, draft.end), self._empty.stepping)
        schedule = _schedule(draft, self._empty, run)
        points = self._points
        thin = points.every(1_000)
        return _misses(schedule, thin).max() <= CLOSE and (
            len(thin) == len(points) or bool(_misses(schedule, points).max() <= CLOSE)
        )


def _values(schedule: Schedule, points: Points) -> Array:
    base = schedule.groups[0].base_lr
    if schedule.is_relative:
        return base * np.array(Curve(schedule, 1.0).samples(points.steps.tolist()))
    return np.array(Curve(schedule, base).samples(points.steps.tolist()))


def _misses(schedule: Schedule, points: Points) -> Array:
    misses = np.abs(_values(schedule, points) - points.values) / points.allowed
    misses[~np.isfinite(misses)] = np.inf
    return misses


def _counted_from_one(schedule: Schedule, points: Points) -> Schedule:
    """Read the curve at t + 1 where all segments execute the ends of their shapes, not the starts."""
    segments = schedule.segments
    moving = [each for each in segments if each.shape.moves]
    first = segments[0]
    if not any(each.last_at_end for each in moving):
        return schedule
    if any(each.first_at_start for each in moving):
        # Where it fills the run, nothing comes after it that would show how steps are counted.
        is_warmup = isinstance(first.shape, Linear) and first.span.unit != "fill"
        if not (is_warmup and first.start and first.end):
            return schedule
        # One step before its first, a straight warmup was at its start.
        step = (first.end.value - first.start.value) / first.span.amount
        start = float(f"{first.start.value - step:.12g}")
        if abs(start) > LEAST_SHARE * abs(first.end.value):
            return schedule
        span = Span.of_steps(first.span.amount + 1)
        segments = (replace(first, start=Level.of_rate(0.0), span=span), *segments[1:])
    plain = tuple(replace(each, first_at_start=True, last_at_end=False) for each in segments)
    tried = replace(schedule, segments=plain, counts_from=1)
    return tried if _misses(tried, points).max() <= CLOSE else schedule


def _in_factors(schedule: Schedule, points: Points) -> Schedule:
    """Say the levels as factors of the highest one, where those are as round."""
    base = schedule.groups[0].base_lr

    def factor(level: Level | None) -> Level | None:
        return None if level is None else Level(float(f"{level.value / base:.12g}"))

    segments = tuple(
        replace(each, start=factor(each.start), end=factor(each.end), floor=factor(each.floor))
        for each in schedule.segments
    )
    levels = [level for each in segments for level in each.levels]
    if any(level.value and digits(level.value) > LONGEST_FACTOR for level in levels):
        return schedule
    tried = replace(schedule, segments=segments)
    return tried if _misses(tried, points).max() <= CLOSE else schedule


def _measured(schedule: Schedule, draft: Draft, points: Points) -> Fit:
    values = _values(schedule, points)
    apart = np.abs(values - points.values)
    worst = int(apart.argmax())
    ends = [each.end for each in draft.placed[:-1]]
    places = [0, *np.searchsorted(points.steps, ends).tolist(), len(points)]
    return Fit(
        schedule,
        float(apart[worst]),
        float(points.steps[worst]),
        tuple(int(b - a) for a, b in pairwise(places)),
        bool((apart / points.allowed).max() <= CLOSE),
        sum(_digits_of(segment) for segment in schedule.segments),
    )


def _digits_of(segment: Segment) -> int:
    """Count the digits of all that is said of a segment; each choice besides is one more."""
    numbers = [span.amount for span in segment.spans if span.unit != "fill"]
    numbers += [level.value for level in segment.levels]
    numbers += [
        value
        for value in (getattr(segment.shape, name) for name in settings_of(segment.shape))
        if isinstance(value, int | float)
    ]
    below = sum(LONGEST_FACTOR for level in segment.levels if level.value < 0)
    choices = segment.last_at_end + (not segment.first_at_start) + (segment.before is not None)
    return sum(map(digits, numbers)) + below + choices
