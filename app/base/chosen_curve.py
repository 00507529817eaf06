"""The curve that is edited, from one document to the next."""

from rampsmith.designer.document.curves import curve_keys
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey
from rampsmith.designer.document.schedule import Schedule


def curve_after(before: Schedule, after: Schedule, focus: CurveKey) -> CurveKey:
    """Stay at a curve, under its group's new name too; from one that is gone, go to the rates."""
    keys, earlier = curve_keys(after), curve_keys(before)
    if focus in keys:
        return focus
    # A group that is renamed takes its curves along, each in its place.
    renamed = focus in earlier and len(keys) == len(earlier)
    return keys[earlier.index(focus)] if renamed else RATE_CURVE
