"""Any design can be pinned, wrong, huge and unfinished ones too; the plot goes on."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rampsmith.app.compare.alignment import pace
from rampsmith.app.compare.differences import difference_texts
from rampsmith.app.compare.pinned_curve import pinned_curve
from rampsmith.app.compare.pins import Pin
from rampsmith.app.plot.axes import TIME_UNITS, TimeUnit
from rampsmith.app.store import Focus
from rampsmith.app.window import Window
from rampsmith.designer.schedule import Schedule
from tests.app.driver import Hand
from tests.app.test_hostile_designs import DESIGNS
from tests.designer.strategies import everything, everything_wrong

FOCUSES: tuple[Focus, ...] = ("rates", "momentum", "multiplier")


@settings(max_examples=12)  # Each makes two schedules, and looks at what is seen of one.
@given(
    st.one_of(everything(), everything_wrong()),
    st.one_of(everything(), everything_wrong()),
    st.sampled_from(TIME_UNITS),
    st.sampled_from(FOCUSES),
)
def test_any_two_designs_can_be_compared(
    design: Schedule, pinned: Schedule, unit: TimeUnit, focus: Focus
) -> None:
    curve = pinned_curve(Pin(0, "any", pinned), focus, "")
    if curve is None:
        return
    steps_per_step = pace(design, pinned, unit)
    assert steps_per_step > 0
    assert math.isfinite(curve.highest)
    for low, high in ((-3.0, 40.0), (0.0, 1e6), (1e15, 2e15)):
        steps, values = curve.points(steps_per_step, (low, high, 60))
        assert len(steps) == len(values)
        assert list(steps) == sorted(steps)
    for step in (0, 1, 977, 10**15):
        theirs = curve.at(step, design, unit)
        assert all(isinstance(text, str) for text in difference_texts(1e-3, theirs))


@pytest.mark.parametrize("name", list(DESIGNS))
def test_every_hostile_design_can_be_pinned_behind_the_starter(
    window: Window, hand: Hand, name: str
) -> None:
    window.comparing.pin(name, DESIGNS[name])
    for logarithmic, unit in ((False, "steps"), (True, "percent")):
        window.plot.change_settings(logarithmic=logarithmic, unit=unit)
        hand.move(hand.pixel(300, 5e-3))
        window.plot.grab()
    low, high = window.plot.view_box.viewRange()[1]
    assert math.isfinite(low)
    assert math.isfinite(high)
