"""Fewer segments for the same values: stairs, floors and repeats found among neighbouring segments."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rampsmith.designer.document.schedule import Level, Repeat, Scaling, Segment
from rampsmith.designer.fitting.describing import begun_before
from rampsmith.designer.fitting.rounding import rounder
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span

LEAST_STAIRS = 3
"""Constants in a row that are taken for stairs; two may be any two levels."""

LONGEST_BLOCK = 4
"""Segments of a block that is looked for again."""

EQUAL = 1e-4
"""Lengths and levels that differ by less, as a share, may be the same; the values decide."""


@dataclass(frozen=True, slots=True)
class PlacedSegment:
    """A segment with the steps that it takes, and its levels in full.

    Attributes:
        segment: the segment.
        begin: its first step.
        end: the step after its last one.
        start_value: the level at its start, also where it goes on from the one before.
        end_value: the level at which it arrives.
    """

    segment: Segment
    begin: int
    end: int
    start_value: float
    end_value: float

    @property
    def length(self) -> int:
        """How many steps it takes."""
        return self.end - self.begin

    @property
    def holds(self) -> bool:
        """Whether it holds one level."""
        return isinstance(self.segment.shape, Constant)


@dataclass(frozen=True, slots=True)
class Draft:
    """Segments one after the other, where the last one ends, and the repeats around some of them."""

    placed: tuple[PlacedSegment, ...]
    end: int
    repeats: tuple[Repeat, ...] = ()

    def replaced(self, first: int, last: int, *put: PlacedSegment) -> "Draft":
        """Put others in the place of some neighbouring segments."""
        placed = (*self.placed[:first], *put, *self.placed[last:])
        return replace(self, placed=placed)


def merged(draft: Draft, says: Callable[[Draft], bool]) -> Draft:
    """Return a draft with fewer segments that says the same, as ``says`` knows."""
    draft = _with(draft, says, _stairs_from)
    draft = _with_floors(draft, says)
    return _with(_with_starts(draft, says), says, _repeats_from)


def _with_starts(draft: Draft, says: Callable[[Draft], bool]) -> Draft:
    """Remove the starts of segments that begin where the one before them arrives now."""
    for index in range(1, len(draft.placed)):
        own, earlier = draft.placed[index], draft.placed[index - 1]
        if own.segment.start is None or own.segment.before is not None:
            continue
        apart = abs(own.start_value - earlier.end_value)
        is_stair = isinstance(earlier.segment.shape, Staircase)
        if is_stair or apart <= EQUAL * abs(own.start_value):
            segment = replace(own.segment, start=None)
            tried = draft.replaced(index, index + 1, replace(own, segment=segment))
            if says(tried):
                draft = tried
    return draft


def _with(
    draft: Draft, says: Callable[[Draft], bool], ways: Callable[[Draft, int], Iterator[Draft]]
) -> Draft:
    """Take at each segment the first way to merge it with those after it that says the same."""
    index = 0
    while index < len(draft.placed):
        draft = next((made for made in ways(draft, index) if says(made)), draft)
        index += 1
    return draft


def _stairs_from(draft: Draft, first: int) -> Iterator[Draft]:
    """Yield constants as stairs: all that follow each other, then ever fewer of them."""
    last = first
    while last < len(draft.placed) and draft.placed[last].holds:
        last += 1
    for until in range(last, first + LEAST_STAIRS - 1, -1):
        yield from _stairs(draft, first, until)


def _stairs(draft: Draft, first: int, last: int) -> Iterator[Draft]:
    """Yield some constants as stairs that fall by the same factor after the same time."""
    steps = draft.placed[first:last]
    inner = steps[1:-1]
    every = sum(step.length for step in inner) / len(inner)
    levels = [step.start_value for step in steps]
    if min(map(abs, levels)) <= 0 or any(abs(step.length - every) > 0.2 * every for step in inner):
        return
    ratios = [later / earlier for earlier, later in pairwise(levels)]
    if max(ratios) - min(ratios) > EQUAL * max(map(abs, ratios)) or steps[-1].length > 1.2 * every:
        return
    ratio = (levels[-1] / levels[0]) ** (1 / (len(levels) - 1))
    whole = replace(steps[0], end=steps[-1].end, end_value=steps[-1].end_value)
    for length in dict.fromkeys((steps[0].length, inner[0].length, round(every))):
        if length < 1 or steps[0].length > length:
            continue
        before = length - steps[0].length
        for factor in rounder(ratio):
            if abs(factor - ratio) > EQUAL * abs(ratio):
                continue
            segment = replace(
                whole.segment,
                shape=Staircase(Span.of_steps(length), factor),
                span=Span.of_steps(whole.length),
                before=begun_before(before, whole.begin),
            )
            yield draft.replaced(first, last, replace(whole, segment=segment))


def _with_floors(draft: Draft, says: Callable[[Draft], bool]) -> Draft:
    """Take a level that is held at the end of a curve for the floor of that curve."""
    index = 0
    while index + 1 < len(draft.placed):
        curve, held = draft.placed[index : index + 2]
        if curve.segment.after is not None and held.holds and not curve.holds:
            after = curve.segment.after.amount - held.length
            segment = replace(
                curve.segment,
                span=Span.of_steps(held.end - curve.begin),
                after=Span.of_steps(after) if after > 0 else None,
                floor=Level.of_rate(held.start_value),
            )
            whole = replace(curve, segment=segment, end=held.end, end_value=held.end_value)
            tried = draft.replaced(index, index + 2, whole)
            if after >= 0 and says(tried):
                draft = tried
        index += 1
    return draft


def _repeats_from(draft: Draft, first: int) -> Iterator[Draft]:
    """Yield blocks that come again as repeats, also where they become longer or lower."""
    for size in range(1, LONGEST_BLOCK + 1):
        yield from _repeats(draft, first, size)


def _repeats(draft: Draft, first: int, size: int) -> Iterator[Draft]:
    """Yield the cycles of a block as a repeat: all there are till the end, or some."""
    blocks = [draft.placed[at : at + size] for at in range(first, len(draft.placed), size)]
    block = blocks[0]
    if len(block) < size or all(step.holds for step in block):
        return
    cycles = 1
    while cycles < len(blocks) and _is_cycle(block, blocks[cycles]):
        cycles += 1
    if cycles < 2 or any(first + size > repeat.first for repeat in draft.repeats):
        return
    lengths = [sum(step.length for step in each) for each in blocks[:cycles]]
    name = "Cycles"
    for scale, scaling in _scalings(blocks[0], blocks[1]):
        for stretch, given in _stretches(lengths):
            for times in (None, cycles):
                last = first + size * cycles if times else len(draft.placed)
                begun = replace(
                    block[0],
                    segment=replace(block[0].segment, start=Level.of_rate(block[0].start_value)),
                )
                kept = [begun, *block[1:]]
                kept[-1] = replace(kept[-1], end_value=draft.placed[last - 1].end_value)
                repeat = Repeat(
                    name,
                    first,
                    first + size - 1,
                    len(given) or times,
                    stretch,
                    scale=scale,
                    scaling=scaling,
                    lengths=given,
                )
                made = draft.replaced(first, last, *kept)
                yield replace(made, repeats=(*draft.repeats, repeat))


def _is_cycle(block: Sequence[PlacedSegment], other: Sequence[PlacedSegment]) -> bool:
    """Whether segments may be those of a block, with other lengths and levels."""
    if len(other) < len(block):
        return False
    factor = other[0].length / block[0].length
    return all(
        a.segment.shape == b.segment.shape
        and a.segment.first_at_start == b.segment.first_at_start
        and a.segment.last_at_end == b.segment.last_at_end
        and abs(b.length - factor * a.length) <= max(1.5, 0.02 * b.length)
        for a, b in zip(block, other, strict=True)
    )


def _scalings(
    block: Sequence[PlacedSegment], other: Sequence[PlacedSegment]
) -> Iterator[tuple[float, Scaling]]:
    """Yield the ways in which the levels of a block may be scaled from cycle to cycle."""
    before = [value for step in block for value in (step.start_value, step.end_value)]
    after = [value for step in other for value in (step.start_value, step.end_value)]
    high, low = max(before), min(before)
    at_high, at_low = after[before.index(high)], after[before.index(low)]
    if abs(at_high - high) <= EQUAL * abs(high) and abs(at_low - low) <= EQUAL * abs(high):
        yield 1.0, "peak"
        return
    ratios: list[tuple[float, Scaling]] = []
    if high:
        ratios += [(at_high / high, "peak")]
    if high != low:
        ratios += [((at_high - low) / (high - low), "amplitude")]
    if high:
        ratios += [(at_high / high, "whole")]
    if high != low:
        ratios += [((high - at_low) / (high - low), "depth")]
    for ratio, scaling in ratios:
        if ratio > 0:
            for scale in rounder(ratio):
                if abs(scale - ratio) <= EQUAL * ratio:
                    yield scale, scaling


def _stretches(lengths: Sequence[int]) -> Iterator[tuple[float, tuple[float, ...]]]:
    """Yield by how much each cycle is longer than the one before, or all lengths."""
    ratio = lengths[1] / lengths[0]
    if abs(lengths[1] - lengths[0]) <= 1:
        yield 1.0, ()
        return
    for stretch in rounder(ratio):
        if abs(stretch * lengths[0] - lengths[1]) <= 1:
            yield stretch, ()
            break
    if 2 < len(lengths) <= 100:
        yield 1.0, tuple(float(length) for length in lengths)
