"""Pins as values: their names and colours, how they are lined up, and how differences are said."""

import math
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from rampsmith.app.base.theme import DARK, LIGHT, Theme
from rampsmith.app.compare.pinned import pace, pinned_curve, pinned_step
from rampsmith.app.compare.pins import MOST_PINS, Pin, Pins, pin_name
from rampsmith.app.plot.items.series_layer import difference_texts, percent_text
from rampsmith.app.plot.view.series import ViewRange
from rampsmith.app.plot.view.time_units import TimeUnit
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import (
    MOMENTUM_CURVE,
    MULTIPLIER_CURVE,
    RATE,
    RATE_CURVE,
    WEIGHT_DECAY,
    CurveKey,
)
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import Rates, rates_of, set_curves
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.values.numbers import EntryError
from tests.designer.designs import OWN_CURVES

UPDATES = Schedule(run=Run(samples=1_000, batch_size=10, epochs=9))
"""A hundred updates in each of nine epochs."""

LONGER = replace(UPDATES, run=Run(samples=1_000, batch_size=5, epochs=18, tokens_per_sample=4))
EPOCHS = replace(UPDATES, stepping="epoch")


def test_each_pin_has_a_colour_of_its_own_and_one_that_is_free_is_used_again() -> None:
    pins = Pins()
    for _ in range(MOST_PINS):
        assert not pins.are_full
        pins.pin("same", starter())
    assert pins.are_full
    assert [pin.number for pin in pins.pins] == list(range(MOST_PINS))
    pins.remove(2)
    assert pins.pin("again", starter()).number == 2


def test_pins_of_the_same_name_are_counted_and_long_names_are_cut() -> None:
    pins = Pins()
    names = [pins.pin("same", starter()).name for _ in range(3)]
    assert names == ["same", "same (2)", "same (3)"]
    assert len(pins.pin("x" * 200, starter()).name) == 60


def test_what_stays_the_same_is_not_told() -> None:
    pins = Pins()
    told: list[int] = []
    pins.changed.connect(lambda: told.append(len(pins.pins)))
    pin = pins.pin("one", starter())
    pins.change(pin.number, name="one", is_shown=True)
    pins.show_all(shown=True)
    assert told == [1]
    pins.change(pin.number, is_shown=False)
    pins.clear()
    pins.clear()
    assert told == [1, 1, 0]


@pytest.mark.parametrize("name", ["", " ", "a\tb\x07", "x" * 61])
def test_a_name_is_one_line_that_can_be_shown(name: str) -> None:
    with pytest.raises(EntryError, match="1 to 60 characters"):
        pin_name(name)
    assert pin_name("  a  name ") == "a name"


@pytest.mark.parametrize(
    ("design", "pinned", "unit", "expected"),
    [
        (UPDATES, UPDATES, "steps", 1.0),
        (UPDATES, LONGER, "steps", 1.0),
        (UPDATES, EPOCHS, "steps", 1 / 100),
        (EPOCHS, UPDATES, "steps", 100.0),
        (UPDATES, LONGER, "epochs", 2.0),
        (EPOCHS, LONGER, "epochs", 200.0),
        (UPDATES, LONGER, "percent", 4.0),
        (LONGER, UPDATES, "percent", 1 / 4),
        (UPDATES, LONGER, "samples", 2.0),
        # The design knows no tokens, so that both are lined up by updates.
        (UPDATES, LONGER, "tokens", 1.0),
        (LONGER, LONGER, "tokens", 1.0),
    ],
)
def test_pins_are_lined_up_by_what_the_time_axis_counts(
    design: Schedule, pinned: Schedule, unit: TimeUnit, expected: float
) -> None:
    assert pace(design, pinned, unit) == pytest.approx(expected)


def test_a_step_of_the_pin_holds_until_its_next() -> None:
    assert [pinned_step(step, 1 / 100) for step in (0, 99, 100, 199, 200)] == [0, 0, 1, 1, 2]
    # 29 · 0.1 is a little less than 2.9 in floats, and 30 · 0.1 a little more than 3.
    assert [pinned_step(step, 0.1) for step in (29, 30, 70)] == [2, 3, 7]
    assert pinned_step(3, 1 / 3) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (1.5e-3, 1e-3, ("Δ +5e-4", "+50 %")),
        (1e-3, 1.5e-3, ("Δ −5e-4", "−33.3 %")),
        (1e-3, 1e-3, ("the same", "")),
        (1e-3, 0.0, ("Δ +1e-3", "")),
        (0.0, 0.0, ("the same", "")),
        (math.nan, 1.0, ("unknown", "")),
        (math.inf, 1.0, ("unknown", "")),
    ],
)
def test_a_difference_is_absolute_and_in_percent_of_the_pin(
    ours: float, theirs: float, said: tuple[str, str]
) -> None:
    assert difference_texts(ours, theirs) == said


def test_percentages_are_short_however_large() -> None:
    values = (5.94, -0.01234, 12_000.4, 100.0, 999.9, -1e-7)
    written = [percent_text(value) for value in values]
    assert written == ["+5.94 %", "−0.0123 %", "+12,000 %", "+100 %", "+1,000 %", "−1e-7 %"]


def test_the_curve_of_a_pin_is_that_of_the_same_group_or_the_first() -> None:
    design = replace(starter(), groups=(Group("body", 0.01), Group("head", 0.1)))
    pin = Pin(0, "two", design)
    for name, group in (("head", 1), ("body", 0), ("none of this name", 0)):
        curve = pinned_curve(pin, RATE_CURVE, name, 1.0)
        assert curve is not None
        assert curve.at(90) == Rates(design).at(90)[group]
    assert pinned_curve(Pin(0, "none", Schedule()), RATE_CURVE, "", 1.0) is None


def test_a_track_is_compared_with_the_same_track_or_with_nothing() -> None:
    plain, with_momentum = Pin(0, "plain", starter()), Pin(1, "one", PRESETS["OneCycleLR"].make())
    assert pinned_curve(plain, MOMENTUM_CURVE, "", 1.0) is None
    curve = pinned_curve(with_momentum, MOMENTUM_CURVE, "", 1.0)
    assert curve is not None
    assert curve.at(0) == pytest.approx(0.95)
    assert pinned_curve(with_momentum, MULTIPLIER_CURVE, "", 1.0) is None
    factor = Pin(2, "factor", added_curve(starter(), MULTIPLIER_CURVE))
    assert (curve := pinned_curve(factor, MULTIPLIER_CURVE, "", 1.0)) is not None
    assert curve.at(5) == 1.0


def test_a_group_is_compared_with_the_curve_that_it_follows_in_the_pin() -> None:
    plain = replace(OWN_CURVES, tracks=())
    own, common = CurveKey(RATE, "head"), RATE_CURVE
    for key in (own, common):
        for schedule in (OWN_CURVES, plain):
            found = pinned_curve(Pin(0, "A", schedule), key, "head", 1.0)
            assert found is not None
            assert found.at(7) == rates_of(schedule).at(7)[1]
    decay = CurveKey(WEIGHT_DECAY)
    found = pinned_curve(Pin(0, "A", OWN_CURVES), decay, "body", 1.0)
    assert found is not None
    assert found.at(7) == set_curves(OWN_CURVES)[decay].at(7)[0]
    momentum = pinned_curve(Pin(0, "A", OWN_CURVES), MOMENTUM_CURVE, "adam", 1.0)
    assert momentum is None


def test_points_lie_at_steps_of_the_design_and_hold_as_long_as_a_step_of_the_pin() -> None:
    stairs = PRESETS["StepLR"].make(step_size=1, steps=3)
    by_epoch = pinned_curve(Pin(0, "e", stairs), RATE_CURVE, "", 1 / 100)
    assert by_epoch is not None
    steps, values = by_epoch.points(ViewRange(0.0, 250.0, 100))
    assert list(steps) == [0, 100, 100, 200, 200, 300, 300, 400]
    assert list(values[::2]) == list(values[1::2]) == [by_epoch.own.at(step) for step in range(4)]
    warmup = PRESETS["warmup-linear"].make(steps=400)
    by_update = pinned_curve(Pin(0, "u", warmup), RATE_CURVE, "", 4.0)
    assert by_update is not None
    steps, _ = by_update.points(ViewRange(0.0, 100.0, 1000))
    assert (steps[0], steps[1], steps[-1]) == (0, 0.25, 100)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_two_pins_differ_in_colour_and_their_neighbours_in_dashes(theme: Theme) -> None:
    pins = [Pin(number, "", Schedule()) for number in range(MOST_PINS)]
    colours = [pin.colour(theme).name() for pin in pins]
    assert len(set(colours)) == MOST_PINS
    assert all(one.style != other.style for one, other in pairwise(pins))
    assert all(
        one.style != other.style or abs(one.number - other.number) >= 4
        for one, other in combinations(pins, 2)
    )
