"""The curves that are not edited now, resolved again only where they change."""

from collections.abc import Mapping
from dataclasses import replace

from rampsmith.designer.document.curves import common_curve, curve_keys, curve_of
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates


class OtherCurves:
    """Remembers each curve as long as it stays the same, whichever other one is dragged."""

    def __init__(self) -> None:
        """Begin without any."""
        self._schedule: Schedule | None = None
        self._focus = RATE_CURVE
        self._known: dict[CurveKey, Rates] = {}

    def of(self, schedule: Schedule, focus: CurveKey) -> Mapping[CurveKey, Rates]:
        """Return all curves of a schedule but the one in focus; a common one for those that follow it."""
        if schedule is not self._schedule or focus != self._focus:
            self._schedule, self._focus = schedule, focus
            keys = (key for key in curve_keys(schedule) if key != focus)
            self._known = {key: self._resolved(schedule, key) for key in keys}
        return self._known

    def _resolved(self, schedule: Schedule, key: CurveKey) -> Rates:
        curve = curve_of(schedule, key)
        if key.group is None:
            # Of the other curves, only those that multiply the rates change them.
            common = common_curve(curve)
            tracks = (each for each in common.tracks if each.key.kind.combines == "multiplies")
            curve = replace(common, tracks=tuple(tracks))
        known = self._known.get(key)
        return known if known is not None and known.schedule == curve else Rates(curve)
