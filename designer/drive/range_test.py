"""The range test: a design from a tiny rate to a huge one, and what its losses say when it is driven.

The test is that of Smith, arXiv 1506.01186.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes.exponential import Exponential

LOWEST, HIGHEST = 1e-6, 10.0
UPDATES = 500

SMOOTHED = 25
"""The losses are averaged over one in so many of the updates, on either side."""

BLOWN_UP = 3
"""A loss so many times that of the first updates is as good as not finite."""

LEAST_FALL = 0.02
"""A part of the first loss; one that falls by less has not been moved by any rate."""

SHARE = 10
"""The base rate that is offered is the rate where the loss turns, divided by this."""


class NoTurnError(ValueError):
    """A range test that says nothing; its text is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class RangeFound:
    """What a range test has found; the rates are those of the first group.

    Attributes:
        rates: the rate of each update, up to where the loss was last finite, or blew up.
        smoothed: the loss at each, averaged over its neighbours.
        steepest: the rate at which the loss falls most.
        turn: the rate from which on it rises.
        offered: a tenth of that, rounded to two digits, as a base rate.
    """

    rates: tuple[float, ...]
    smoothed: tuple[float, ...]
    steepest: float
    turn: float
    offered: float


def range_design(
    schedule: Schedule, *, lowest: float = LOWEST, highest: float = HIGHEST, updates: int = UPDATES
) -> Schedule:
    """Make the design of a range test: exponential, with the same ratio from update to update.

    The first group goes from the lowest rate to the highest, and each other one in proportion to
    its base rate. What else the design sets is left as the optimizer has it.
    """
    base = schedule.groups[0].base_lr
    scales = base > 0 and all(group.base_lr > 0 for group in schedule.groups)
    start, end = (
        Level(rate / base) if scales else Level.of_rate(rate) for rate in (lowest, highest)
    )
    return Schedule(
        title="Range test",
        class_name="RangeTest",
        segments=(Segment("Range", Exponential(), start=start, end=end, last_at_end=True),),
        groups=schedule.groups,
        run=Run(epochs=None, updates=updates),
    )


def range_found(rates: Sequence[float], losses: Sequence[float], *, diverged: bool) -> RangeFound:
    """Find where the loss of a range test falls most steeply, and where it turns.

    Args:
        rates: the rate at each update, rising.
        losses: the loss at each, up to where it was last finite; the mean over the seeds.
        diverged: whether the next one is not finite.

    Raises:
        NoTurnError: if it does not fall, or does not turn.
    """
    known = min(len(rates), len(losses))
    losses = _finite(losses[:known])
    count = len(losses)
    rates = rates[:count]
    if count < 3:
        raise NoTurnError("The loss was finite for fewer than three updates.")
    smoothed = _smoothed(losses)
    turn = min(range(count), key=smoothed.__getitem__)
    if smoothed[0] - smoothed[turn] < LEAST_FALL * abs(smoothed[0]):
        raise NoTurnError("The loss falls at no rate before it rises.")
    if turn == count - 1 == known - 1 and not diverged:
        raise NoTurnError(f"The loss still falls at {rates[-1]:.2g}, the highest rate.")
    steepest = _steepest([math.log(rate) for rate in rates], smoothed, turn)
    offered = offered_rate(rates[turn])
    return RangeFound(tuple(rates), tuple(smoothed), rates[steepest], rates[turn], offered)


def offered_rate(turn: float) -> float:
    """Return the base rate that is offered where the loss turns at a rate: a tenth, in two digits."""
    return float(f"{turn / SHARE:.1e}")


def with_base_rate(schedule: Schedule, rate: float) -> Schedule:
    """Give the first group another base rate, and the others theirs in the same proportion."""
    first = schedule.groups[0].base_lr

    def scaled(group: Group) -> Group:
        return replace(group, base_lr=rate * (group.base_lr / first) if first else rate)

    groups = tuple(map(scaled, schedule.groups[1:]))
    return replace(schedule, groups=(replace(schedule.groups[0], base_lr=rate), *groups))


def _reach(count: int) -> int:
    """Return how many updates on either side are averaged over."""
    return max(1, count // SMOOTHED)


def _steepest(logs: Sequence[float], smoothed: Sequence[float], turn: int) -> int:
    """Return the place before the turn at which the loss falls most over its neighbours."""
    reach = min(_reach(len(smoothed)), max(1, turn // 2))

    def slope(place: int) -> float:
        before, after = max(0, place - reach), min(len(smoothed) - 1, place + reach)
        return (smoothed[after] - smoothed[before]) / (logs[after] - logs[before])

    return min(range(min(reach, turn), max(turn - reach, min(reach, turn)) + 1), key=slope)


def _smoothed(losses: Sequence[float]) -> list[float]:
    """Average each loss with its neighbours, as many on either side."""
    reach = _reach(len(losses))
    found = []
    for place in range(len(losses)):
        near = min(reach, place, len(losses) - 1 - place)
        found.append(math.fsum(losses[place - near : place + near + 1]) / (2 * near + 1))
    return found


def _finite(losses: Sequence[float]) -> Sequence[float]:
    """Return the losses up to where they have blown up, from where on no fall means anything."""
    most = BLOWN_UP * max(losses[: _reach(len(losses))], default=0.0)
    end = next((place for place, loss in enumerate(losses) if loss > most), len(losses))
    return losses[:end]
