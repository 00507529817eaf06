"""The ground of all presets: the arguments that they share, their segments, their refusals."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rampsmith.designer.document.class_names import class_name_from
from rampsmith.designer.document.clock import Remainder
from rampsmith.designer.document.run import BatchUnit, Run, Stage
from rampsmith.designer.document.schedule import (
    CountsFrom,
    Group,
    Level,
    Schedule,
    Segment,
    Stepping,
)
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.numbers import EntryError, exact_text, whole
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.stages import NO_STAGES, Stages, parsed_stages

EVERYTHING = "all"
"""The name of the group that stands for all parameters where nothing is said of groups."""

ZERO, FULL = Level(0.0), Level(1.0)
FILL = Span.of_the_rest()
TENTH = Span.of_percent(10)
STEPS, VALUE = Span.of_steps, Level.of_rate
"""Short names for what presets are written of most."""

SMALLEST = 1e-9
"""Steps; sums of fractions such as 8.6 + 22.4 may be so far off the whole that they mean."""


@dataclass(frozen=True, slots=True)
class PresetFault:
    """One thing that is wrong with a preset, and the names of the arguments that it is about."""

    sentence: str
    arguments: tuple[str, ...] = ()


class PresetError(ValueError):
    """A preset that cannot be made, with everything that is wrong."""

    def __init__(self, *faults: PresetFault) -> None:
        """Keep the faults; as text, their sentences follow each other."""
        self.faults = faults
        super().__init__(" ".join(fault.sentence for fault in faults))


def refuse_unless(right: bool, sentence: str, *arguments: str) -> None:  # noqa: FBT001 - it reads so
    """Refuse what the original would refuse too, with a sentence about some of the arguments."""
    if not right:
        raise PresetError(PresetFault(sentence, arguments))


def refuse_below(least: int, **values: float) -> None:
    """Refuse values, by the names of their arguments, that are less than they may be."""
    for name, value in values.items():
        sentence = f"{name} must be at least {least}, not {exact_text(value)}."
        refuse_unless(value >= least, sentence, name)


def refuse_up_to_0(**values: float) -> None:
    """Refuse values, by the names of their arguments, that are not above 0."""
    for name, value in values.items():
        refuse_unless(value > 0, f"{name} must be above 0, not {exact_text(value)}.", name)


def refuse_outside_0_to_1(**values: float) -> None:
    """Refuse values, by the names of their arguments, that are no shares of a whole."""
    for name, value in values.items():
        sentence = f"{name} must be from 0 to 1, not {exact_text(value)}."
        refuse_unless(0 <= value <= 1, sentence, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonArguments:
    """The arguments that all presets share, with their defaults.

    Attributes:
        steps: calls of ``scheduler.step()`` in the whole run; None takes ``epochs``.
        total_tokens: tokens in the whole run, where neither steps nor epochs say its length.
        samples: how many samples one epoch has; None for a stream without end.
        batch_size: samples or tokens in one forward and backward on one device.
        accumulation: batches whose gradients make one update.
        stages: how the batch grows, as it is typed: ``512 from 1B tokens``.
        drop_last, remainder, tokens_per_sample, batch_in: as in ``Run``.
        counts_from: 1 to begin one step into the schedule and to end on its last value.
        class_name: the exported class's name; None makes one of the preset's.
    """

    base_lr: float = 1e-3
    steps: int | None = None
    epochs: int = 30
    total_tokens: int | None = None
    samples: int | None = 50_000
    batch_size: int = 128
    batch_in: BatchUnit = "samples"
    tokens_per_sample: int | None = None
    devices: int = 1
    accumulation: int = 1
    drop_last: bool = False
    remainder: Remainder = "kept"
    stages: Stages = NO_STAGES
    stepping: Stepping = "update"
    counts_from: CountsFrom = 0
    class_name: str | None = None
    title: str | None = None

    def schedule(self, *segments: Segment | None, **changes: Any) -> Schedule:
        """Make a schedule of segments, without those that are None.

        Steps that are epochs are called so: ``warmup=5`` means five of them either way, but the
        exported class then says ``warmup_epochs``.
        """
        kept = tuple(segment for segment in segments if segment is not None)
        title = self.title or ""
        schedule = Schedule(
            title=title,
            class_name=self.class_name or class_name_from(title),
            segments=kept,
            counts_from=self.counts_from,
            stepping=self.stepping,
            groups=(Group(EVERYTHING, self.base_lr),),
            run=self.run,
        )
        made = replace(schedule, **changes)
        if self.stepping != "epoch":
            return made
        return replace(
            made,
            segments=_in_epochs(made.segments),
            tracks=tuple(
                replace(track, segments=_in_epochs(track.segments)) for track in made.tracks
            ),
        )

    @property
    def brings_run(self) -> bool:
        """Whether they say themselves how long the run is, as those of a recipe do."""
        return self.run != CommonArguments().run

    @property
    def total(self) -> int:
        """Calls of ``scheduler.step()`` in the whole run."""
        return self.run.total_steps(self.stepping)

    def lasting(self, steps: int | None) -> "CommonArguments":
        """Make the run as long as the original's own number of steps, unless ``steps`` is set."""
        return self if steps is None or self.steps is not None else replace(self, steps=steps)

    def staged(self, *stages: Segment) -> Schedule:
        """Make a schedule of segments of steps; the one that reaches the run's end fills the rest.

        Stages of no length are left out; the next one starts at the level to which they would
        have led. After the last one its level is held.
        """
        return self.schedule(*self.segments(stages))

    def segments(self, stages: Iterable[Segment]) -> tuple[Segment, ...]:
        """Make segments of stages, as ``staged`` does."""
        made: list[Segment] = []
        end: float = 0
        level: Level | None = None
        for stage in stages:
            steps = stage.span.amount
            if steps <= 0:
                level = stage.end or stage.start or level
                continue
            end += steps
            fills = abs(end - self.total) < SMALLEST
            span = Span.of_the_rest() if fills else Span.of_steps(whole(steps))
            made.append(replace(stage, span=span, start=stage.start or level))
            level = None
            if fills:
                return tuple(made)
        if end < self.total:
            start = None if level == Level(1.0) and not made else level
            made.append(Segment("Hold", Constant(), Span.of_the_rest(), start))
        return tuple(made)

    @property
    def run(self) -> Run:
        """The run; its length in the unit in which it was given."""
        run = Run(
            samples=self.samples,
            batch_size=self.batch_size,
            devices=self.devices,
            accumulation=self.accumulation,
            drop_last=self.drop_last,
            remainder=self.remainder,
            epochs=self.epochs,
            tokens_per_sample=self.tokens_per_sample,
            batch_in=self.batch_in,
        )
        if self.stages:
            run = replace(run, stages=self._stages(run))
        if self.steps is None and self.total_tokens is not None:
            return replace(run, epochs=None, total_tokens=self.total_tokens)
        if self.steps is None:
            return run
        if self.stepping == "epoch":
            return replace(run, epochs=self.steps)
        return replace(run, epochs=None, updates=self.steps)

    def _stages(self, run: Run) -> tuple[Stage, ...]:
        try:
            return parsed_stages(self.stages, run)
        except EntryError as error:
            raise PresetError(PresetFault(f"stages: {error}", ("stages",))) from None


def _in_epochs(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    return tuple(segment.with_spans(_epochs) for segment in segments)


def _epochs(span: Span) -> Span:
    """Call whole steps epochs; a fraction of a step stays one, where epochs would be rounded."""
    is_whole = span.unit == "steps" and float(span.amount).is_integer()
    return Span.of_epochs(span.amount) if is_whole else span


def floor_level(rate: float) -> Level:
    """Make a level of an absolute rate; 0 is 0 for every group, so it stays a factor."""
    return ZERO if rate == 0 else Level.of_rate(rate)


def warmup_segment(span: Span, start_factor: float = 0.0) -> Segment | None:
    """Make a linear warmup to the base rate; none at all if it takes no time."""
    if span.amount == 0 and span.unit != "fill":
        return None
    return Segment("Warmup", Linear(), span, Level(start_factor), Level(1.0))
