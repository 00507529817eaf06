"""Any design can be pinned, wrong, huge and unfinished ones too; the plot goes on."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rampsmith.app.compare.pinned import pace, pinned_curve
from rampsmith.app.compare.pins import Pin
from rampsmith.app.plot.items.series_layer import difference_texts
from rampsmith.app.plot.view.series import ViewRange
from rampsmith.app.plot.view.time_units import TIME_UNITS, TimeUnit
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.kinds import KINDS, CurveKey
from rampsmith.designer.document.schedule import Schedule
from tests.app.driver import Hand
from tests.app.hostile_designs import HOSTILE_DESIGNS
from tests.designer.strategies import everything, everything_wrong

KEYS = tuple(map(CurveKey, KINDS))


@settings(max_examples=12)  # Each makes two schedules, and looks at what is seen of one.
@given(
    st.one_of(everything(), everything_wrong()),
    st.one_of(everything(), everything_wrong()),
    st.sampled_from(TIME_UNITS),
    st.sampled_from(KEYS),
)
def test_any_two_designs_can_be_compared(
    design: Schedule, pinned: Schedule, unit: TimeUnit, key: CurveKey
) -> None:
    steps_per_step = pace(design, pinned, unit)
    curve = pinned_curve(Pin(0, "any", pinned), key, "", steps_per_step)
    if curve is None:
        return
    assert steps_per_step > 0
    assert math.isfinite(curve.highest)
    for low, high in ((-3.0, 40.0), (0.0, 1e6), (1e15, 2e15)):
        steps, values = curve.points(ViewRange(low, high, 60))
        assert len(steps) == len(values)
        assert list(steps) == sorted(steps)
    for step in (0, 1, 977, 10**15):
        theirs = curve.at(step)
        assert all(isinstance(text, str) for text in difference_texts(1e-3, theirs))


@pytest.mark.parametrize("name", list(HOSTILE_DESIGNS))
def test_every_hostile_design_can_be_pinned_behind_the_starter(
    window: Window, hand: Hand, name: str
) -> None:
    window.comparing.pin(name, HOSTILE_DESIGNS[name])
    for logarithmic, unit in ((False, "steps"), (True, "percent")):
        window.plot.change_settings(logarithmic=logarithmic, unit=unit)
        hand.move(hand.pixel(300, 5e-3))
        window.plot.grab()
    low, high = window.plot.view_box.viewRange()[1]
    assert math.isfinite(low)
    assert math.isfinite(high)
