"""The rise of torch's OneCycleLR, which is a share of the whole, recognised in a design."""

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.shape import Bounds
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.curve_code.expressions import call, name, parameter
from rampsmith.exporters.curve_code.parameter import Parameter

SHARE = "pct_start"
_DIGITS = 3
"""Digits after the point of a share that somebody has chosen; others are lengths by chance."""

_LAST_STEP = Span.of_steps(1)


def rise_share(schedule: Schedule) -> float | None:
    """Return which part of the whole a curve rises in, if it is torch's OneCycleLR; None if not.

    That goes up, with three phases down as long, and down over what is left, but for the last
    step; the rise ends one step before its share.
    """
    spans = [segment.span for segment in schedule.segments]
    phases = len(spans) - 2
    if (
        schedule.repeats
        or phases not in (1, 2)
        or spans[phases:] != [Span.of_the_rest(), _LAST_STEP]
    ):
        return None
    first, *others = timeline(schedule).lengths[:phases]
    if any(span.until for span in spans) or others != [first] * len(others):
        return None
    if not isinstance(schedule.segments[-1].shape, Constant) or schedule.total_steps < 1:
        return None
    shares = (round((first + 1) / schedule.total_steps, each + 1) for each in range(_DIGITS))
    found = (each for each in shares if risen(each, schedule.total_steps) == first)
    return next((share for share in found if 0 < share < 1 / phases), None)


def risen(share: float, total: float) -> float:
    """Return how many steps a share of a whole is, as the exported constructor does."""
    return round(share * total - 1, 6)


def shared_lengths(schedule: Schedule, share: float, title: str, unit: str) -> dict[int, Parameter]:
    """Make the lengths: the share for each phase that is as long, and the last step without a name."""
    phases = len(schedule.segments) - 2
    text = "part of the whole in which it rises, as OneCycleLR's"
    total = parameter(f"total_{unit}")
    # A product such as 0.29 * 100 is not exact.
    length = call("round", parameter(title) * total - name("1"), name("6"))
    # Three phases have two that are as long.
    bounds = Bounds(0.0, 1.0 / phases, above=True)
    rise = Parameter(title, share, "share", text, worked_out=length, bounds=bounds)
    last = Parameter("", 1, "length", worked_out=name("1"))
    return {**dict.fromkeys(range(phases), rise), phases + 1: last}
