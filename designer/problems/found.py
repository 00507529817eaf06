"""All problems of a schedule."""

from collections import deque

from rampsmith.designer.problems.doubtful import doubtful
from rampsmith.designer.problems.impossible import impossible
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Schedule

_found_last: deque[tuple[Schedule, tuple[Problem, ...]]] = deque(maxlen=4)
"""What is read beside a window is looked through there too, before the window asks."""


def problems(schedule: Schedule) -> tuple[Problem, ...]:
    """Find what is wrong with a schedule or, when nothing is, what is doubtful about it."""
    for known, found in tuple(_found_last):
        if known is schedule:
            return found
    found = tuple(impossible(schedule)) or tuple(doubtful(schedule))
    _found_last.append((schedule, found))
    return found


def errors(schedule: Schedule) -> tuple[Problem, ...]:
    """Find what keeps a schedule from being exported."""
    return tuple(impossible(schedule))
