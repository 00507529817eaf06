"""The stairs of torch's MultiStepLR, which are milestones and a gamma, recognised in a design."""

from typing import NamedTuple

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.values.numbers import tidy
from rampsmith.exporters.curve_code.expressions import T, line, name
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.statements import Assign, Return, Statement, when

GAMMA, MILESTONES = "gamma", "milestones"
_PASSED = name("passed")


class Stairs(NamedTuple):
    """The numbers of MultiStepLR."""

    milestones: tuple[int, ...]
    gamma: float


def stairs_of(schedule: Schedule) -> Stairs | None:
    """Return the milestones of a schedule whose factor is multiplied at each; None where it is not."""
    if schedule.repeats or schedule.begins_again or schedule.counts_from or not schedule.segments:
        return None
    levels: list[float] = []
    for segment in schedule.segments:
        plain = isinstance(segment.shape, Constant) and segment.floor is None
        if not plain or segment.start is None or segment.start.unit != "factor":
            return None
        levels.append(segment.start.value)
    places = timeline(schedule).begins
    if len(levels) < 2 or list(places) != sorted({int(place) for place in places}):
        return None
    gamma = levels[1]
    if gamma in (0, 1) or levels != [stair(gamma, passed) for passed in range(len(levels))]:
        return None
    return Stairs(tuple(map(int, places[1:])), gamma)


def stair(gamma: float, passed: int) -> float:
    """Return the factor past so many milestones, without what a power has after its 15th digit."""
    return gamma if passed == 1 else tidy(gamma**passed)


def stairs_parameters(stairs: Stairs, steps: str) -> dict[str, Parameter]:
    """Make the parameters of stairs, under the names that torch has for them."""
    text, count = f"{steps} at which it changes", len(stairs.milestones)
    return {
        MILESTONES: Parameter(MILESTONES, count, "setting", text, places=stairs.milestones),
        GAMMA: Parameter(GAMMA, stairs.gamma, "setting", "times the rate at each milestone"),
    }


def stairs_body(parameters: dict[str, Parameter]) -> tuple[Statement, ...]:
    """Build the code that counts the milestones and multiplies."""
    milestones, gamma = (parameters[each].kept for each in (MILESTONES, GAMMA))
    return (
        Assign(_PASSED, line("sum(", T, " >= each for each in ", milestones, ")")),
        when(line(_PASSED, " == 1"), (Return(gamma),)),
        line("# To 15 digits: 0.1 ** 2 itself is 0.010000000000000002."),
        Return(line('float(f"{', gamma**_PASSED, ':.15g}")')),
    )
