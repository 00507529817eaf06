"""What other groups have of the number that a group's own curve sets, drawn thinly behind it."""

from collections.abc import Mapping, Sequence

from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.items.curve_drawing import curve_colour
from rampsmith.app.plot.items.curve_item import CurveItem, Line
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import RatesSeries, ViewRange
from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.evaluation.rates import Rates

Others = Mapping[CurveKey, Rates]


class AlikeLayer(CurveItem):
    """Draws the other curves of one kind, each sampled once for each view."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self._drawn: object = None

    def draw(
        self,
        focus: CurveKey,
        others: Others,
        names: Sequence[str],
        *,
        view: ViewRange,
        scale: RateScale,
        theme: Theme,
    ) -> None:
        """Draw the curves that are alike, where a single group's curve is edited.

        Args:
            focus: the curve that is edited.
            others: all other curves.
            names: the groups, in the order of their colours.
            view: the steps that are seen.
            scale: the axis of the values.
            theme: the colours.
        """
        alike = {key: rates for key, rates in others.items() if key.kind == focus.kind}
        if focus.group is None:
            # The common curve's own drawing shows all groups.
            alike = {}
        wanted = (alike, tuple(names), view, scale, theme)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        lines: list[Line] = []
        for key, rates in alike.items():
            steps, values = RatesSeries(rates).points(view)
            colour = curve_colour(theme, key, names)
            lines.append(Line(steps, scale.heights(values), colour, 1.0))
        self.show_lines(tuple(lines))
