"""What every preset takes: the base rate, the length of the run, the names."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rampsmith.designer.class_names import class_name_from
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import (
    CountsFrom,
    Group,
    Level,
    Schedule,
    Segment,
    Stepping,
    Track,
)
from rampsmith.designer.shapes import Constant, InverseSqrt, Shape, Staircase
from rampsmith.designer.spans import Span

SMALLEST = 1e-9
"""Steps; sums of fractions such as 8.6 + 22.4 may be so far off the whole that they mean."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A segment whose length is known in steps.

    Attributes:
        name: the segment's name.
        steps: how long it takes.
        shape: its shape.
        start: where it begins; None where the stage before it ended.
        end: where it goes.
    """

    name: str
    steps: float
    shape: Shape
    start: Level | None = None
    end: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The arguments that all presets share, with their defaults.

    Attributes:
        base_lr: the rate that the optimizer is built with.
        steps: calls of ``scheduler.step()`` in the whole run; None takes ``epochs``.
        epochs: passes over the data.
        samples: how many samples one epoch has.
        batch_size: samples in one forward and backward on one device.
        devices: processes that share the data.
        accumulation: batches whose gradients make one update.
        stepping: when the training loop calls ``scheduler.step()``.
        counts_from: 1 to begin one step into the schedule and to end on its last value.
        class_name: the exported class's name; None makes one of the preset's.
        title: the design's name; None takes the preset's.
    """

    base_lr: float = 1e-3
    steps: int | None = None
    epochs: int = 30
    samples: int = 50_000
    batch_size: int = 128
    devices: int = 1
    accumulation: int = 1
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
        if self.stepping == "epoch":
            kept = tuple(_in_epochs(segment) for segment in kept)
        title = self.title or ""
        changes = {name: self._counted(value) for name, value in changes.items()}
        schedule = Schedule(
            title=title,
            class_name=self.class_name or class_name_from(title),
            segments=kept,
            counts_from=self.counts_from,
            stepping=self.stepping,
            groups=(Group("all", self.base_lr),),
            run=self.run,
        )
        return replace(schedule, **changes)

    def _counted(self, value: Any) -> Any:
        """Count the steps of a track in epochs too, where the schedule's are."""
        if isinstance(value, Track) and self.stepping == "epoch":
            return replace(value, segments=tuple(map(_in_epochs, value.segments)))
        return value

    @property
    def total(self) -> int:
        """Calls of ``scheduler.step()`` in the whole run."""
        return self.run.total_steps(self.stepping)

    def lasting(self, steps: int | None) -> "Frame":
        """Make the run as long as the original's own number of steps, unless ``steps`` is set."""
        return self if steps is None or self.steps is not None else replace(self, steps=steps)

    def staged(self, *stages: Stage, **changes: Any) -> Schedule:
        """Make a schedule of stages of so many steps; what reaches the run's end fills the rest.

        Stages of no length are left out; the next one starts at the level to which they would
        have led. After the last one its level is held.
        """
        return self.schedule(*self.segments(stages), **changes)

    def segments(self, stages: Iterable[Stage]) -> tuple[Segment, ...]:
        """Make segments of stages, as ``staged`` does."""
        made: list[Segment] = []
        end: float = 0
        level: Level | None = None
        for stage in stages:
            arrival = stage.end or stage.start or level
            if stage.steps <= 0:
                level = arrival
                continue
            end += stage.steps
            fills = abs(end - self.total) < SMALLEST
            span = Span.of_the_rest() if fills else Span.of_steps(_plain(stage.steps))
            start = level if stage.start is None else stage.start
            made.append(Segment(stage.name, stage.shape, span, start, stage.end))
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
            epochs=self.epochs,
        )
        if self.steps is None:
            return run
        if self.stepping == "epoch":
            return replace(run, epochs=self.steps)
        return replace(run, epochs=None, updates=self.steps)


def _in_epochs(segment: Segment) -> Segment:
    return replace(segment, span=_epochs(segment.span), shape=_shape_in_epochs(segment.shape))


def _shape_in_epochs(shape: Shape) -> Shape:
    match shape:
        case InverseSqrt(time_scale=span):
            return InverseSqrt(_epochs(span))
        case Staircase(every=span):
            return replace(shape, every=_epochs(span))
        case _:
            return shape


def _epochs(span: Span) -> Span:
    """Call whole steps epochs; a fraction of a step stays one, where epochs would be rounded."""
    whole = span.unit == "steps" and float(span.amount).is_integer()
    return Span.of_epochs(span.amount) if whole else span


def _plain(steps: float) -> float:
    return int(steps) if float(steps).is_integer() else steps


def tidy(value: float) -> float:
    """Drop what a product has behind its 15th digit: 0.1 · 0.1 is 0.01 to whoever reads it."""
    return float(f"{value:.15g}")


def floor_level(rate: float) -> Level:
    """Make a level of an absolute rate; 0 is 0 for every group, so it stays a factor."""
    return Level(0.0) if rate == 0 else Level.of_rate(rate)
