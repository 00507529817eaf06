"""All problems of a schedule."""

from rampsmith.designer.lately import known_lately
from rampsmith.designer.problems.doubtful import doubtful
from rampsmith.designer.problems.impossible import impossible
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Schedule


@known_lately(4)
def problems(schedule: Schedule) -> tuple[Problem, ...]:
    """Find what is wrong with a schedule or, when nothing is, what is doubtful about it."""
    errors = tuple(impossible(schedule))
    return errors or tuple(doubtful(schedule))


def errors(schedule: Schedule) -> tuple[Problem, ...]:
    """Find what keeps a schedule from being exported."""
    return tuple(impossible(schedule))
