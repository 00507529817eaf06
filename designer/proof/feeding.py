"""How a schedule is stepped: in a plateau with the metric that it is shown with, else without one."""

import math
from typing import Any

from rampsmith.designer.evaluation.piece import first_watched
from rampsmith.designer.evaluation.plateau import metric_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import Plateau


class Feed:
    """Takes the steps of a schedule as a training loop would.

    Attributes:
        first: the first step behind which a metric has been taken in; infinite without a plateau.
            A checkpoint of an earlier one knows all that there is to know.
    """

    def __init__(self, schedule: Schedule) -> None:
        """Find where a metric is needed, if anywhere."""
        self._schedule = schedule
        self._shape: Plateau | None = None
        self.first: float = math.inf
        shape = schedule.segments[-1].shape if schedule.segments else None
        if isinstance(shape, Plateau):
            line = timeline(schedule)
            self._shape = shape
            self._begin = first_watched(line.begins[-1], schedule.counts_from)
            self._begin -= schedule.counts_from
            self._end = line.end - schedule.counts_from
            self.first = self._begin + 1

    def metric(self, step: int) -> float | None:
        """Return the metric with which the step after this one is taken."""
        if self._shape is None or not self._begin <= step < self._end:
            return None
        return metric_at(step - self._begin, self._shape, self._schedule.metric)

    def shown_metric(self, step: int) -> float | None:
        """Return the metric that a loop knows at a step, needed or not; None without a plateau."""
        if self._shape is None:
            return None
        return metric_at(max(0, step - self._begin), self._shape, self._schedule.metric)

    def advance(self, step: int, scheduler: Any) -> None:
        """Do what a training loop does after this step."""
        scheduler.optimizer.step()
        metric = self.metric(step)
        if metric is None:
            scheduler.step()
        else:
            scheduler.step(metric)
