"""The numbers of torch's OneCycleLR, recognised in a design.

Its rise is a share of the whole, and the rates at its two ends are parts of the highest.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.evaluation.levels import GivenLevel
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.shape import Bounds
from rampsmith.designer.values.numbers import tidy
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.curve_code.expressions import call, name, parameter, setting
from rampsmith.exporters.curve_code.parameter import Parameter

Levels: TypeAlias = dict[tuple[int, GivenLevel], Parameter]

SHARE = "pct_start"
DIVIDED = ("max_lr", "div_factor", "final_div_factor")
_ORDER = (
    *("max_lr", "total_steps", "total_epochs", "pct_start"),
    *("base_momentum", "max_momentum", "div_factor", "final_div_factor"),
)
"""Where torch has each argument."""

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
    why = "A step less than the share, as OneCycleLR has it; rounded: 0.29 * 100 < 29."
    length = call("round", parameter(title) * total - name("1"), name("6"))
    # Three phases have two that are as long.
    bounds = Bounds(0.0, 1.0 / phases, above=True)
    rise = Parameter(title, share, "share", text, worked_out=length, bounds=bounds, why=why)
    last = Parameter("", 1, "length", worked_out=name("1"))
    return {**dict.fromkeys(range(phases), rise), phases + 1: last}


def in_torchs_order(parameters: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """Put the numbers of a OneCycleLR in the order of its own arguments, before all others."""
    names = {each.name for each in parameters}
    if not names.issuperset((SHARE, *DIVIDED)):
        return tuple(parameters)
    places = {name: place for place, name in enumerate(_ORDER)}
    return tuple(sorted(parameters, key=lambda each: places.get(each.name, len(places))))


class Divisors(NamedTuple):
    """The highest rate, its divisor at the start, and the divisor of that at the end."""

    highest: float
    div_factor: float
    final_div_factor: float

    @property
    def start(self) -> float:
        """The rate at the start, as torch works it out."""
        return self.highest / self.div_factor

    @property
    def end(self) -> float:
        """The rate at the end."""
        return self.start / self.final_div_factor


def divisors_of(schedule: Schedule) -> Divisors | None:
    """Return the divisors of a schedule whose rise is a share of the whole; None if it has none."""
    levels = _ends(schedule)
    if levels is None or not all(each.unit == "rate" and each.value > 0 for each in levels):
        return None
    start, highest, *others, end = (each.value for each in levels)
    if any(other != start for other in others):
        return None
    found = Divisors(highest, tidy(highest / start), tidy(start / end))
    return found if (found.start, found.end) == (start, end) else None


def _ends(schedule: Schedule) -> list[Level] | None:
    """Return the levels of the phases, in order."""
    *phases, _ = schedule.segments
    levels = [phases[0].start, *(each.end for each in phases)]
    if not all(each.shape.has_end and each.floor is None for each in phases):
        return None
    starts = [each.start for each in phases[1:]]
    given = [each for each in levels if each is not None]
    return given if starts == [None] * len(starts) and len(given) == len(levels) else None


def with_divisors(schedule: Schedule, divisors: Divisors) -> Schedule:
    """Return a schedule with other divisors or another highest rate."""
    start, highest, end = map(Level.of_rate, (divisors.start, divisors.highest, divisors.end))
    first, *others, last = schedule.segments
    *between, fall = others
    phases = [
        replace(first, start=start, end=highest),
        *(replace(each, end=start) for each in between),
        replace(fall, end=end),
    ]
    return replace(schedule, segments=(*phases, last))


def divided_levels(divisors: Divisors, phases: int, where: str) -> Levels:
    """Make the levels: the highest one, and those that are parts of it.

    Args:
        divisors: the numbers.
        phases: how many phases there are, without the last step.
        where: the words for what all levels are of.
    """
    text = f"the highest rate{where}"
    highest = Parameter("max_lr", divisors.highest, "level", text)
    above_0 = Bounds(0.0, above=True)
    start = Parameter(
        "div_factor",
        divisors.div_factor,
        "setting",
        "the highest rate, divided by the rate at the start",
        bounds=above_0,
        worked_out=parameter("max_lr") / parameter("div_factor"),
        derived="start_lr",
    )
    end = Parameter(
        "final_div_factor",
        divisors.final_div_factor,
        "setting",
        "the rate at the start, divided by the one at the end",
        bounds=above_0,
        worked_out=setting("start_lr") / parameter("final_div_factor"),
        derived="end_lr",
    )
    levels: Levels = {(0, "end"): highest, (0, "start"): start}
    for index in range(1, phases - 1):
        levels[index, "end"] = start
    levels[phases - 1, "end"] = end
    return levels
