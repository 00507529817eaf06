"""Keep the whole curve in view until somebody zooms or pans."""

from collections.abc import Callable

from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.controls.framing import (
    MOST_ZOOM,
    Frame,
    around_segments,
    frame_all,
    longest,
)
from rampsmith.app.plot.items.tints import BRACKET_HEIGHT, LABEL_HEIGHT
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.designer.evaluation.rates import Rates

HANDLE_ROOM = 14.0
"""Pixels between the words at the top and the highest handle."""

HANDLE_BELOW, MOST_FOOTROOM = 9.0, 0.1
"""Pixels between a handle at the rate 0 and the numbers below it, and the most of the plot for it."""

LEAST_HEADROOM, MOST_HEADROOM = 0.12, 0.5
"""The part of the plot above the highest rate: airy where there is room, yet never all of it."""


class ViewFraming:
    """Frames what a plot shows."""

    def __init__(self, canvas: Canvas, highest: Callable[[float, RateScale], float]) -> None:
        """Frame all; ``highest`` raises the design's highest rate to that of what is shown with it."""
        self._canvas = canvas
        self._highest = highest
        self._frames_all = True
        self._has_curve = False

    def frame_all(self) -> None:
        """Show the whole run and all rates, and keep to it."""
        self._frames_all = True
        self._frame()

    def frame_selection(self) -> None:
        """Show the selected segments as large as they will go."""
        store = self._canvas.store
        self.leave()
        self._show(around_segments(store.rates, store.selection, self._canvas.state.scale))

    def leave(self) -> None:
        """Frame all no longer."""
        self._frames_all = False

    def follow_curve(self) -> None:
        """Frame all where there was no curve before: its first segment is seen whole."""
        had_curve, self._has_curve = self._has_curve, bool(self._canvas.store.curve.segments)
        self._frames_all |= self._has_curve and not had_curve

    def frame_again(self) -> None:
        """Frame all again where all is framed: the curve or the size of the plot has changed."""
        if self._frames_all and not self._canvas.store.is_previewing:
            self._frame()

    def _frame(self) -> None:
        state, view_box = self._canvas.state, self._canvas.view_box
        rates, scale, pixels = state.rates, state.scale, max(1.0, float(view_box.height()))
        frame = frame_all(
            rates,
            scale,
            highest=self._highest,
            headroom=_headroom(rates, pixels),
            footroom=min(MOST_FOOTROOM, HANDLE_BELOW / pixels),
        )
        steps = longest(rates)
        height = frame.heights[1] - frame.heights[0]
        view_box.setLimits(
            minXRange=min(2.0, steps),
            maxXRange=MOST_ZOOM * steps,
            # Closer than this, a float no longer tells one pixel from the next.
            minYRange=1e-9 * height,
            maxYRange=10 * height if scale.logarithmic else MOST_ZOOM * height,
        )
        self._show(frame)

    def _show(self, frame: Frame) -> None:
        self._canvas.view_box.setRange(
            xRange=frame.steps, yRange=frame.heights, padding=0, disableAutoRange=True
        )


def _headroom(rates: Rates, pixels: float) -> float:
    """Keep the curve below the names, and below the brackets where there are some."""
    above = LABEL_HEIGHT + (BRACKET_HEIGHT if rates.schedule.blocks else 0.0) + HANDLE_ROOM
    return min(MOST_HEADROOM, max(LEAST_HEADROOM, above / pixels))
