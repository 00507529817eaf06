"""What a schedule sets at a step, by the names of kinds and groups."""

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import set_curves


def values_of(schedule: Schedule, kind: str, t: float) -> dict[str, float]:
    """Return what a kind is set to for each group; one that stands for all has the kind's name."""
    rates = next(r for key, r in set_curves(schedule).items() if key.kind.name == kind)
    return {
        group.name: value for group, value in zip(rates.schedule.groups, rates.at(t), strict=True)
    }


def value_of(schedule: Schedule, kind: str, t: float) -> float:
    """Return what a kind is set to for the one group that it is set for, or for all."""
    (value,) = values_of(schedule, kind, t).values()
    return value
