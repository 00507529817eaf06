"""The box around several points, and the drag of its edges that scales them together."""

import math
from dataclasses import dataclass
from itertools import product

from rampsmith.app.plot.gestures.gesture import DragModes, Held, Outcome, View
from rampsmith.app.plot.gestures.points import HeldPoints
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.snapping import shortened_rate
from rampsmith.designer.editing.several_boundaries import (
    moved_boundaries,
    moved_levels,
    pinned_fault,
)
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.values.numbers import rate_text

BOX_MARGIN = 14.0
"""Pixels between the outermost points and the box, so that its grips lie clear of the handles."""

GRIP_REACH = 7.0
"""Pixels within which a grip of the box is hit."""

LEAST_FACTOR = 0.001
"""The smallest factor; points squeezed further could not be pulled apart again."""


@dataclass(frozen=True, slots=True)
class Grip:
    """A place on the box to pull at: -1, 0 or 1 for its lower edge, its middle, its upper edge."""

    across: int
    up: int


@dataclass(frozen=True, slots=True)
class Box:
    """The extent of several points, in steps and heights."""

    left: float
    right: float
    bottom: float
    top: float

    def grips(self) -> tuple[Grip, ...]:
        """Name the places to pull at; an extent of nothing cannot be scaled."""
        across = (-1, 0, 1) if self.right > self.left else (0,)
        up = (-1, 0, 1) if self.top > self.bottom else (0,)
        return tuple(Grip(x, y) for x, y in product(across, up) if (x, y) != (0, 0))

    def place(self, grip: Grip, margin: tuple[float, float]) -> tuple[float, float]:
        """Return where a grip is drawn: on the box that lies a margin around the points."""
        x = (self.left + self.right) / 2 + grip.across * ((self.right - self.left) / 2 + margin[0])
        y = (self.bottom + self.top) / 2 + grip.up * ((self.top - self.bottom) / 2 + margin[1])
        return x, y


def box_around(points: HeldPoints, scale: RateScale) -> Box | None:
    """Put a box around points; None around fewer than two levels."""
    if len(points.levels) < 2:
        return None
    steps = [handle.step for handle in points.levels]
    heights = [scale.height(handle.rate) for handle in points.levels]
    if not all(math.isfinite(height) for height in heights):
        return None
    return Box(min(steps), max(steps), min(heights), max(heights))


def grip_at(box: Box, place: tuple[float, float], pixel: tuple[float, float]) -> Grip | None:
    """Find the grip under a mouse at a step and height, where a pixel is so much of each axis."""
    margin = (BOX_MARGIN * pixel[0], BOX_MARGIN * pixel[1])
    for grip in box.grips():
        x, y = box.place(grip, margin)
        if max(abs(x - place[0]) / pixel[0], abs(y - place[1]) / pixel[1]) <= GRIP_REACH:
            return grip
    return None


@dataclass(frozen=True, slots=True)
class ScaleDrag:
    """A drag of a grip: distances from the opposite edge grow or shrink by one factor."""

    rates: Rates
    points: HeldPoints
    group: int
    box: Box
    grip: Grip
    step: float
    height: float

    @property
    def words(self) -> str:
        """Its name in the history."""
        return f"Scale {self.points.words}"

    @property
    def held(self) -> Held:
        """Nothing that has one place."""
        return Held()

    def moved(self, step: float, height: float, view: View, modes: DragModes) -> Outcome:
        """Work out the schedule with the mouse at another place."""
        box = self.box
        schedule = self.rates.schedule
        parts: list[str] = []
        if self.grip.across:
            anchor = box.left if self.grip.across > 0 else box.right
            factor = _factor(self.grip.across * (step - self.step), box.right - box.left)
            places = (*self.rates.timeline.begins, self.rates.timeline.ends[-1])
            anchor += schedule.counts_from
            moved = {b: anchor + (places[b] - anchor) * factor for b in self.points.boundaries}
            schedule = moved_boundaries(schedule, moved)
            parts.append(f"lengths × {rate_text(factor)}")
            faults = (pinned_fault(self.rates.schedule, b) for b in self.points.boundaries if b)
            parts += sorted({fault for fault in faults if fault is not None})
        if self.grip.up:
            factor = _factor(self.grip.up * (height - self.height), box.top - box.bottom)
            anchor = box.bottom if self.grip.up > 0 else box.top
            targets = [
                (*each.key, each.level_for(self._rate(each.rate, anchor, factor, view)))
                for each in self.points.levels
            ]
            schedule = moved_levels(schedule, targets, group=self.group)
            parts.append(f"heights × {rate_text(factor)}")
        said = f"Scale {self.points.words}: {', '.join(parts)} · Esc takes it back"
        return Outcome(schedule, said)

    def _rate(self, rate: float, anchor: float, factor: float, view: View) -> float:
        height = anchor + (view.scale.height(rate) - anchor) * factor
        if height == view.scale.height(rate):
            return rate
        found = max(0.0, view.scale.rate(height))
        above = view.scale.rate(height + view.height_pixel)
        return shortened_rate(found, (above - found) / 10)


def _factor(outwards: float, extent: float) -> float:
    return max(LEAST_FACTOR, 1 + outwards / extent)
