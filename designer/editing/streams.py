"""Data that become a stream without end: what was counted in its epochs is counted in updates."""

from dataclasses import replace

from rampsmith.designer.document.curves import curve_keys, curve_of, with_curve
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.editing.span_fitting import without_noise
from rampsmith.designer.evaluation.span_steps import can_count
from rampsmith.designer.evaluation.timeline import span_in_steps, timeline
from rampsmith.designer.values.numbers import whole
from rampsmith.designer.values.spans import Span


def has_lengths_in_epochs(schedule: Schedule) -> bool:
    """Return whether a length or a place in any curve is given in epochs."""
    curves = (curve_of(schedule, key) for key in curve_keys(schedule))
    spans = (span for curve in curves for each in curve.segments for span in each.spans)
    stages = (stage.begin for stage in schedule.run.stages)
    return any(_is_in_epochs(span, schedule) for span in (*spans, *stages))


def with_stream(schedule: Schedule) -> Schedule:
    """Take the end of the data away; the run and all lengths in epochs last as many updates.

    Steps after every epoch are counted in updates too, since a stream can have no others.
    """
    streamed = schedule
    if can_count(schedule, "epochs"):
        for key in curve_keys(schedule):
            curve = curve_of(schedule, key)
            streamed = with_curve(
                streamed, key, replace(curve_of(streamed, key), segments=_counted(curve))
            )
    return replace(streamed, run=_endless(schedule.run))


def _endless(run: Run) -> Run:
    """Return a run over a stream that is as long."""
    stages = run.stages
    if run.clock is not None:
        begins = zip(stages, run.stage_updates, strict=True)
        stages = tuple(
            replace(stage, begin=Span.of_steps(update)) if stage.begin.unit == "epochs" else stage
            for stage, update in begins
        )
    updates = max(1, run.total_updates) if run.in_epochs else run.updates
    return replace(run, samples=None, stages=stages, epochs=None, updates=updates)


def _is_in_epochs(span: Span, schedule: Schedule) -> bool:
    return span.unit == "epochs" or (span.unit == "steps" and schedule.stepping == "epoch")


def _counted(curve: Schedule) -> tuple[Segment, ...]:
    """Return the segments of a curve with updates for epochs, as the timeline rounds them."""
    each = curve.run.exact_updates_per_epoch if curve.stepping == "epoch" else 1
    line = timeline(curve)

    def in_updates(steps: float) -> float:
        return max(1, whole(without_noise(float(steps * each))))

    def converted(span: Span) -> Span:
        if not _is_in_epochs(span, curve) or span.amount <= 0:
            return span
        return Span.of_steps(in_updates(span_in_steps(span, curve)))

    found = []
    for index, segment in enumerate(curve.segments):
        span = segment.span
        if _is_in_epochs(span, curve):
            place = line.ends[index] if span.until else line.length(index)
            span = Span(in_updates(place), "steps", span.until)
        found.append(replace(segment.with_spans(converted), span=span))
    return tuple(found)
