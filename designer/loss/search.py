"""The search for the cooldown with which a schedule ends best, by a law that was fitted on logs."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.loss.fitting import LossFit
from rampsmith.designer.loss.prediction import likeliest
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.values.spans import Span

SHARES = (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90)
"""Percent of the run that a cooldown is tried with first."""

ENDS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
"""Factors of the peak that it is tried to end at first."""

HOLD = "Hold"


class NoCooldownError(ValueError):
    """Why no cooldown of a schedule can be searched for, as a sentence."""


def best_cooldown(
    schedule: Schedule, fit: LossFit, heard: Callable[[], object] = lambda: None
) -> Schedule:
    """Find the length and the end of the last segment with which the loss is predicted to end lowest.

    Warmup, peak, length of the run and the shape of the last segment stay as they are; between the
    warmup and the last segment, the peak is held.

    Raises:
        NoCooldownError: if the schedule is none that goes up, and then down to an end.
        FarFromSeenError: if it is far from what was logged.
    """
    warmup, last = _parts(schedule)
    peak = _peak(schedule, len(warmup))

    def made(share: float, end: float) -> Schedule:
        segments = (
            *warmup,
            Segment(HOLD, Constant(), Span.of_the_rest(), None, None),
            replace(last, span=Span.of_percent(share), start=None, end=Level(end * peak)),
        )
        return replace(schedule, segments=segments)

    def loss(place: tuple[float, float]) -> float:
        heard()
        return likeliest(made(*place), fit).end[1]

    room = 100.0 - 100.0 * rates_of(schedule).timeline.begins[len(warmup)] / schedule.total_steps
    tried = {place: loss(place) for place in _grid(room)}
    best = min(tried, key=tried.__getitem__)
    for finer in (2.5, 1.0):
        near = [
            (best[0] + finer * along, round(max(0.0, best[1] + 0.01 * finer * up), 3))
            for along in (-1, 0, 1)
            for up in (-1, 0, 1)
        ]
        tried |= {place: loss(place) for place in near if SHARES[0] <= place[0] < room}
        best = min(tried, key=tried.__getitem__)
    return made(*best)


def _parts(schedule: Schedule) -> tuple[tuple[Segment, ...], Segment]:
    """Return the segments that go up first, and the last one, which goes down.

    Raises:
        NoCooldownError: if there are none.
    """
    if schedule.repeats or len(schedule.segments) < 2:
        raise NoCooldownError("Only a design that goes up once, and then down, has one cooldown.")
    rates = rates_of(schedule)
    rises = [
        rates.level_at_end(index, 0) > rates.level_at_start(index, 0)
        for index in range(len(schedule.segments))
    ]
    last = schedule.segments[-1]
    count = rises.index(False) if False in rises else len(rises)
    falls = rates.level_at_end(len(rises) - 1, 0) < rates.level_at_start(len(rises) - 1, 0)
    if not falls or not last.shape.has_end or any(rises[count:]):
        raise NoCooldownError("The last segment of the design has to go down to an end.")
    if last.is_part or not schedule.is_relative:
        raise NoCooldownError("The levels of the design have to be factors, and its shapes whole.")
    return schedule.segments[:count], last


def _peak(schedule: Schedule, warmup: int) -> float:
    """Return the factor that the warmup arrives at."""
    base = schedule.groups[0].base_lr
    return rates_of(schedule).level_at_start(warmup, 0) / base if base else 1.0


def _grid(room: float) -> Iterator[tuple[float, float]]:
    """Yield the cooldowns to try first, in so many percent of the run."""
    for share in SHARES:
        if share < room:
            yield from ((float(share), end) for end in ENDS)
