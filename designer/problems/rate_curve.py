"""A curve of rates as warnings look at it: what is designed, and what is executed of it."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates, unlike_groups
from rampsmith.designer.problems.problem import ToldRate
from rampsmith.designer.problems.repeat_problems import turning_places

EVERY_STEP_UP_TO = 20_000
"""Steps of a run of which every one is looked at."""


def apart(rates: Rates, groups: Iterable[int]) -> tuple[int, ...]:
    """Return the first of some groups for each of their curves; where these are scaled, one above 0.

    What is scaled by a base rate rises, falls and jumps by the same share for every group.
    """
    first: dict[int, int] = {}
    for group in groups:
        curve = group if rates.own else id(rates.curves[0 if rates.relative else group])
        known = first.setdefault(curve, group)
        if rates.relative and rates.schedule.groups[known].base_lr == 0:
            first[curve] = group
    return tuple(first.values())


class RateCurve(NamedTuple):
    """The rates of the groups that follow one curve.

    Attributes:
        schedule: the curve as a schedule of its own, with the groups that follow it.
        rates: the rates of that schedule, which are those of the whole design for these groups.
        names_groups: whether a sentence has to say which of the design's groups it is about.
    """

    schedule: Schedule
    rates: Rates
    names_groups: bool

    @property
    def run(self) -> int:
        """The steps of the run."""
        return self.rates.timeline.run_steps

    @property
    def is_multiplied(self) -> bool:
        """Whether another curve makes the rates others than the curve's own values."""
        return bool(self.rates.multipliers or self.rates.own)

    @property
    def trained(self) -> tuple[int, ...]:
        """The groups that are not frozen by a base rate of 0; all, if every one is."""
        groups = self.schedule.groups
        found = tuple(i for i, group in enumerate(groups) if group.base_lr > 0)
        return found or tuple(range(len(groups)))

    @property
    def unlike(self) -> tuple[int, ...]:
        """Those that are trained at rates that differ: of groups alike, the first."""
        trained = frozenset(self.trained)
        found = tuple(group for group in unlike_groups(self.rates) if group in trained)
        return found if self.rates.relative else apart(self.rates, found)

    @property
    def apart(self) -> tuple[int, ...]:
        """Those that are trained and differ in more than a scale."""
        return apart(self.rates, self.unlike)

    def whose(self, group: int, *, preposition: str = "of") -> str:
        """Name a group where there are others: `` of “head”``."""
        name = self.schedule.groups[group].name
        return f" {preposition} “{name}”" if self.names_groups else ""

    def executed(self, group: int, step: int) -> float:
        """Return the rate of a group at a step."""
        return self.rates.of_group(group, (step,))[0]

    def told(self, group: int, step: int) -> ToldRate:
        """Return the rate of a group at a step, as a sentence tells it."""
        name = self.schedule.groups[group].name
        return ToldRate(name, step, self.executed(group, step))

    def first_step(self, position: float) -> int:
        """Return the first step that reads the curve at a position or after it."""
        return math.ceil(position) - self.schedule.counts_from

    def place_of(self, position: float) -> float:
        """Return where a position on the curve lies on the plot, in steps."""
        return max(0, position - self.schedule.counts_from)

    def steps_of(self, segment: int) -> range:
        """Return the steps of the run that a segment takes, in the first cycle of a repeat."""
        line = self.rates.timeline
        begin, end = self.first_step(line.begins[segment]), self.first_step(line.ends[segment])
        return range(max(0, begin), min(end, self.run))

    def telling_steps(self) -> Sequence[int] | None:
        """Return steps among which each group's highest rate is; None where nobody can say."""
        if self.run <= EVERY_STEP_UP_TO:
            return range(self.run)
        schedule = self.schedule
        turns = any(segment.shape.turns for segment in schedule.segments)
        if turns or schedule.repeats or schedule.begins_again or self.is_multiplied:
            return None
        return self.turning_steps()

    def turning_steps(self) -> list[int]:
        """Return the executed steps next to which segments meet."""
        line = self.rates.timeline
        steps = {0, self.run - 1}
        for place in (*turning_places(self.schedule, line), line.end):
            if math.isfinite(place):
                steps |= {self.first_step(place), self.first_step(place) - 1}
        return [step for step in sorted(steps) if 0 <= step < self.run]
