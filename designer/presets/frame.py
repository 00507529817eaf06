"""What every preset takes: the base rate, the length of the run, the names."""

from dataclasses import dataclass, replace
from typing import Any

from rampsmith.designer.class_names import class_name_from
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import CountsFrom, Group, Schedule, Segment, Stepping
from rampsmith.designer.shapes import InverseSqrt, Shape, Staircase
from rampsmith.designer.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The arguments that all presets share, with their defaults.

    Attributes:
        base_lr: the rate that the optimizer is built with.
        steps: calls of ``scheduler.step()`` in the whole run; None takes ``epochs``.
        epochs: passes over the data.
        samples: how many samples one epoch has.
        batch_size: samples in one forward and backward.
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

    @property
    def run(self) -> Run:
        """The run; its length in the unit in which it was given."""
        run = Run(
            samples=self.samples,
            batch_size=self.batch_size,
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
    return Span.of_epochs(span.amount) if span.unit == "steps" else span
