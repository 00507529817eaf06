"""What single groups have of the number that is edited, by curves of their own: drawn thinly behind."""

from collections.abc import Mapping, Sequence

from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.items.curve_item import Line
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import RatesSeries, ViewRange, drawn_groups
from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates

Others = Mapping[CurveKey, Rates]


def alike_curves(schedule: Schedule, focus: CurveKey, others: Others, chosen: int) -> Others:
    """Return the curves of the kind that is edited; of many groups, of those that are drawn."""
    names = {schedule.groups[index].name for index in drawn_groups(schedule, chosen)}
    return {
        key: rates
        for key, rates in others.items()
        if key.kind == focus.kind and (key.group is None or key.group in names)
    }


def alike_lines(
    alike: Others, groups: Sequence[int], view: ViewRange, scale: RateScale, theme: Theme
) -> tuple[Line, ...]:
    """Make a thin line of each curve, in the colour of its group; ``groups`` are their indexes."""
    lines: list[Line] = []
    for rates, group in zip(alike.values(), groups, strict=True):
        steps, values = RatesSeries(rates).points(view)
        lines.append(Line(steps, scale.heights(values), group_pen_colour(theme, group), 1.0))
    return tuple(lines)
