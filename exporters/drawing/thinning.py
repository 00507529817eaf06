"""Fewer points for a line that is to look the same."""

import math

from rampsmith.exporters.drawing.marks import Point

FAR = 0.05
"""How many pixels above or below a point a thinned line may pass; nobody can see that."""


def thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Leave out points that a line from left to right passes through anyway."""
    kept = [*points[:1]]
    before = points[0]
    low, high = -math.inf, math.inf
    for x, y in points[1:]:
        wide, rise = x - kept[-1][0], y - kept[-1][1]
        if before != kept[-1] and not (wide > 0 and low <= rise / wide <= high):
            kept.append(before)
            wide, rise = x - before[0], y - before[1]
            low, high = -math.inf, math.inf
        before = (x, y)
        if wide > 0:
            # From the last point that is kept, only these slopes pass all since then.
            low, high = max(low, (rise - FAR) / wide), min(high, (rise + FAR) / wide)
        else:
            kept.append(before)
            low, high = -math.inf, math.inf
    return (*kept, before) if before != kept[-1] else tuple(kept)
