"""The document: a schedule as frozen values. It may be wrong or unfinished; it never raises."""

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, get_args

from rampsmith.designer.document.clock import Exact
from rampsmith.designer.document.kinds import RATE, CurveKey, CurveKind
from rampsmith.designer.document.run import Run
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import LevelUnit, Shape, settings_of
from rampsmith.designer.values.spans import Span

OldestTorch: TypeAlias = Literal["2.0", "1.13"]

OLDEST_TORCHES: tuple[OldestTorch, ...] = get_args(OldestTorch)


@dataclass(frozen=True, slots=True)
class CodeStyle:
    """The style of the exported file.

    Attributes:
        docstrings: whether it says what each part does.
        type_hints: whether it says of which type everything is.
        self_check: whether it carries some designed rates along and compares itself when it is run.
        oldest_torch: the oldest torch that it runs on; before 2.0 the class to derive from had
            another name, and Python was older too.
    """

    docstrings: bool = True
    type_hints: bool = True
    self_check: bool = False
    oldest_torch: OldestTorch = "2.0"


Stepping: TypeAlias = Literal["update", "epoch"]
After: TypeAlias = Literal["hold", "repeat"]
CountsFrom: TypeAlias = Literal[0, 1]
Scaling: TypeAlias = Literal["peak", "amplitude", "whole", "steps", "depth", "depth_steps"]

STEPPINGS: tuple[Stepping, ...] = ("update", "epoch")
AFTERS: tuple[After, ...] = ("hold", "repeat")
SCALINGS: tuple[Scaling, ...] = get_args(Scaling)


@dataclass(frozen=True, slots=True)
class Level:
    """A rate: a factor of each parameter group's base rate, or an absolute rate for all groups."""

    value: float
    unit: LevelUnit = "factor"

    @classmethod
    def of_rate(cls, value: float) -> "Level":
        """Make an absolute level, the same for every group."""
        return cls(value, "rate")

    def rate(self, base: float) -> float:
        """Return the rate that this level means for a group of this base rate."""
        return self.value * base if self.unit == "factor" else self.value


@dataclass(frozen=True, slots=True)
class Segment:
    """A shape over a span of steps, with the levels at its two ends.

    The exported parameters are named after it. Without a start it begins where the segment before
    it ended, or at the base rate; the end of a shape that ends where it arrives means nothing.

    Attributes:
        before: for a part of a longer shape, how long that has run before the segment begins; a
            span that fills is all that is before it: the shape began with the run, in a repeat
            with its cycle.
        after: how long it would go on after the segment; the levels are those of the whole shape.
        first_at_start: whether its first step is at the start of the shape, and not one step on.
        last_at_end: whether its last step arrives at the end of the shape, and not one step before.
        floor: what its values never fall below; cycles that scale the levels leave it as it is.
    """

    name: str
    shape: Shape = field(default_factory=Linear)
    span: Span = field(default_factory=Span.of_the_rest)
    start: Level | None = None
    end: Level | None = None
    before: Span | None = None
    after: Span | None = None
    first_at_start: bool = True
    last_at_end: bool = False
    floor: Level | None = None

    @property
    def is_part(self) -> bool:
        """Whether its curve is a part of a longer shape; one that does not move has no parts."""
        return not (self.before is None and self.after is None) and self.shape.moves

    @property
    def began_with_the_run(self) -> bool:
        """Whether its shape counts from the beginning of the run, wherever the segment begins."""
        return self.before is not None and self.before.unit == "fill"

    @property
    def counts_ends(self) -> bool:
        """Whether it executes other ends of its shape than the start alone."""
        return (self.last_at_end or not self.first_at_start) and self.shape.moves

    @property
    def executes_both_ends(self) -> bool:
        """Whether its first step is at the start, and its last one at the end."""
        return self.first_at_start and self.last_at_end

    @property
    def is_straight(self) -> bool:
        """Whether its values lie on the straight line between its ends, outside of a repeat."""
        return self.shape.is_straight and self.floor is None and not self.last_at_end

    @property
    def may_jump(self) -> bool:
        """Whether it may begin elsewhere than where the segment before it ended."""
        return self.start is not None or self.before is not None

    @property
    def uses_start(self) -> bool:
        """Whether where it starts has an effect; a formula may do without."""
        return not {"start", "previous"}.isdisjoint(self.shape.arguments)

    def with_spans(self, convert: Callable[[Span], Span]) -> "Segment":
        """Convert all of its lengths, those of its shape too."""
        before, after = (each and convert(each) for each in (self.before, self.after))
        shape = self.shape.with_spans(convert)
        return replace(self, span=convert(self.span), shape=shape, before=before, after=after)

    @property
    def spans(self) -> tuple[Span, ...]:
        """All of its lengths, those of its shape too."""
        settings = (getattr(self.shape, name) for name in settings_of(self.shape))
        found = (self.span, self.before, self.after, *settings)
        return tuple(value for value in found if isinstance(value, Span))

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that this segment sets and its shape uses."""
        used = (self.start, self.end if self.shape.has_end else None, self.floor)
        return tuple(level for level in used if level is not None)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A block of neighbouring segments that runs several times.

    Attributes:
        name: as a person calls it; the exported parameters are named after it.
        first: the index of the block's first segment. Where that sets no start of its own, every
            cycle starts where the first one did.
        last: the index of its last segment, which may be the same.
        times: how many cycles there are; None for cycles without end, as the last thing there is.
        stretch: how long each cycle is, as a factor of the one before.
        keeps_first: whether stretching leaves the block's first segment (a warmup) as it is.
        lengths: how long each cycle is, one by one; only how they relate to the first one counts,
            which is as long as its segments are. There are as many cycles then.
        scale: by what the levels change from cycle to cycle, or from step to step.
        scaling: "peak" multiplies every level but the block's lowest, cycle by cycle; "amplitude"
            multiplies what lies above the lowest, cycle by cycle; "whole" multiplies every level,
            the lowest too, cycle by cycle; "steps" does as "amplitude", step by step; "depth" and
            "depth_steps" do so with what lies below the highest.
    """

    name: str
    first: int
    last: int
    times: int | None = None
    stretch: float = 1.0
    keeps_first: bool = False
    scale: float = 1.0
    scaling: Scaling = "peak"
    lengths: tuple[float, ...] = ()

    @property
    def has_equal_cycles(self) -> bool:
        """Whether every cycle is as long as the first."""
        return self.stretch == 1 and len(self.lengths) < 2

    @property
    def scales_steps(self) -> bool:
        """Whether the levels change from step to step."""
        return self.scale != 1 and self.scaling in ("steps", "depth_steps")

    @property
    def scales_cycles(self) -> bool:
        """Whether the levels change from cycle to cycle."""
        return self.scale != 1 and not self.scales_steps

    @property
    def keeps_highest(self) -> bool:
        """Whether the level that stays as it is is the highest of the block, and not the lowest."""
        return self.scaling in ("depth", "depth_steps")

    def kept_level(self, levels: Iterable[float]) -> float:
        """Return the level that stays as it is, of all levels of the block."""
        return max(levels) if self.keeps_highest else min(levels)

    def __contains__(self, index: int) -> bool:
        """Return whether the segment at an index belongs to the block."""
        return self.first <= index <= self.last


@dataclass(frozen=True, slots=True)
class Track:
    """A curve other than the rates of all groups: its own segments, over the same run.

    Attributes:
        key: which curve it is.
        segments: in the order in which they run.
        repeats: the blocks of them that run several times.
        left_alone: whether it is no curve: the key's group is then left as the optimizer has it.
    """

    key: CurveKey
    segments: tuple[Segment, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    left_alone: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A parameter group of the optimizer, and what it is built with.

    Attributes:
        name: what a person calls it.
        base_lr: its rate.
        bases: the other numbers that curves scale, by their kinds' names.
    """

    name: str
    base_lr: float
    bases: tuple[tuple[str, float], ...] = ()

    def base(self, kind: CurveKind) -> float:
        """Return what the group is built with of a kind; 1 where factors are of nothing."""
        usual = 1.0 if kind.usual_base is None else kind.usual_base
        return dict(self.bases, **{RATE.name: self.base_lr}).get(kind.name, usual)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything a person designs: the segments, how they are counted, and the run they serve.

    Attributes:
        title: the design's name.
        class_name: the exported class's name.
        segments: in the order in which they run.
        after: what happens past the last segment.
        counts_from: 0 when step t reads the curve at t, 1 when it reads it at t + 1.
        stepping: when the training loop calls ``scheduler.step()``.
        groups: the parameter groups, at least one.
        run: what turns epochs into steps.
        repeats: the blocks of segments that run several times; in order, and apart.
        tracks: the curves other than the rates, in the order of their kinds; one for each key.
        metric: what a plateau is shown with in the designer: one value for each step of it.
        code: how the exported file is written.
    """

    title: str = "Untitled"
    class_name: str = "WarmupScheduler"
    segments: tuple[Segment, ...] = ()
    after: After = "hold"
    counts_from: CountsFrom = 0
    stepping: Stepping = "update"
    groups: tuple[Group, ...] = (Group("all", 1e-3),)
    run: Run = field(default_factory=Run)
    repeats: tuple[Repeat, ...] = ()
    tracks: tuple[Track, ...] = ()
    metric: tuple[float, ...] = ()
    code: CodeStyle = field(default_factory=CodeStyle)

    @property
    def total_steps(self) -> int:
        """Calls of ``scheduler.step()`` in the whole run."""
        return self.run.total_steps(self.stepping)

    @property
    def steps_per_epoch(self) -> float:
        """Calls of ``scheduler.step()`` in one epoch; whole, unless updates cross its end."""
        return self.run.steps_per_epoch(self.stepping)

    @property
    def exact_steps_per_epoch(self) -> Exact:
        """The same without rounding."""
        return self.run.exact_steps_per_epoch(self.stepping)

    @property
    def step_word(self) -> str:
        """The word for one step: an update, or an epoch where it steps by epoch."""
        return self.stepping

    @property
    def begins_again(self) -> bool:
        """Whether it begins again after its end; cycles without end have none."""
        return self.after == "repeat" and all(r.times is not None for r in self.repeats)

    @property
    def filling(self) -> tuple[int, ...]:
        """The segments that take what the others leave, by their indexes; more than one is wrong."""
        return tuple(i for i, each in enumerate(self.segments) if each.span.unit == "fill")

    @property
    def goes_on(self) -> bool:
        """Whether the last segment, which was given no length, goes on past the run."""
        last = self.segments[-1:]
        return (
            self.after == "hold"
            and all(each.span.unit == "fill" and each.shape.goes_on for each in last)
            and bool(last)
            and self.repeat_of(len(self.segments) - 1) is None
        )

    @property
    def blocks(self) -> tuple[Repeat, ...]:
        """The repeats that can be run, in order: of segments that exist and are in no other."""
        return _blocks_of(self.repeats, len(self.segments)) if self.repeats else ()

    def repeat_of(self, index: int) -> Repeat | None:
        """Return the repeat whose block the segment at an index belongs to."""
        blocks = self.blocks
        place = bisect_right(blocks, index, key=_first) - 1
        return blocks[place] if place >= 0 and index in blocks[place] else None

    def parts(self) -> Iterator[tuple[int, Repeat | None]]:
        """Yield each segment that stands alone, and each repeat once, with its first segment."""
        index = 0
        while index < len(self.segments):
            repeat = self.repeat_of(index)
            yield index, repeat
            index = index + 1 if repeat is None else repeat.last + 1

    @property
    def level_units(self) -> frozenset[LevelUnit]:
        """The units among the levels in use; a first segment without a start begins at factor 1."""
        units = {level.unit for segment in self.segments for level in segment.levels}
        if not self.segments or self.segments[0].start is None:
            units.add("factor")
        for segment in self.segments:
            units |= segment.shape.own_units
        return frozenset(units)

    @property
    def is_relative(self) -> bool:
        """Whether every level is a factor, so that one curve serves groups of any base."""
        return self.level_units == {"factor"}


_LAST_BLOCKS: deque[tuple[tuple[Repeat, ...], int, tuple[Repeat, ...]]] = deque(maxlen=4)
"""What was found last: it is asked for at each segment, and there may be a thousand repeats."""


def _blocks_of(repeats: tuple[Repeat, ...], segments: int) -> tuple[Repeat, ...]:
    for known, count, found in reversed(tuple(_LAST_BLOCKS)):
        if known is repeats and count == segments:
            return found
    sound: list[Repeat] = []
    for repeat in sorted(repeats, key=_first):
        begin = sound[-1].last + 1 if sound else 0
        exists = begin <= repeat.first <= repeat.last < segments
        lasts = all(0 < length < math.inf for length in (repeat.stretch, *repeat.lengths))
        if exists and lasts and 0 <= repeat.scale < math.inf:
            sound.append(repeat)
    blocks = tuple(sound)
    _LAST_BLOCKS.append((repeats, segments, blocks))
    return blocks


def _first(repeat: Repeat) -> int:
    return repeat.first
