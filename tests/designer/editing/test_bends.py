"""Segments bent by their settings: through a point, or with a sentence why not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.editing.bends import (
    bend_fault,
    bend_place,
    bent_through,
    control_points,
    pulled_to,
)
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.bezier import Bezier
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.cosine_k import CosineK
from rampsmith.designer.shapes.decay_to_floor import DecayToFloor
from rampsmith.designer.shapes.ema_warmup import EmaWarmup
from rampsmith.designer.shapes.exponential_to_end import ExponentialToEnd
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.logarithmic import Logarithmic
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.polynomial_k import PolynomialK
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.rex import Rex
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.shapes.tanh import Tanh
from rampsmith.designer.values.spans import Span

RUN = Run(updates=1000, epochs=None, samples=3200, batch_size=32)


def decay(shape: Shape, end: Level | None = None) -> Schedule:
    """Warm up over 200 steps, then go on from 1e-3 with a shape for 800."""
    segments = (
        Segment("Warmup", Linear(), Span.of_steps(200), Level(0.0), Level(1.0)),
        Segment("Decay", shape, Span.of_steps(800), None, end),
    )
    return Schedule(segments=segments, groups=(Group("all", 1e-3),), run=RUN)


@pytest.mark.parametrize("rate", [2e-4, 6e-4, 9e-4])
@pytest.mark.parametrize("step", [300, 600, 950])
def test_a_polynomial_bends_through_any_point_between_its_ends(rate: float, step: int) -> None:
    bent = bent_through(decay(Polynomial(2.0), Level(0.1)), 1, step, rate)
    assert Rates(bent).at(step)[0] == pytest.approx(rate, rel=0.02)


BENDABLE: list[Shape] = [
    *(PowerOfP(), ExponentialToEnd(), CosineK(), PolynomialK(), Rex(), EmaWarmup(0.999)),
    *(PowerLaw(Span.of_steps(50)), DecayToFloor(Span.of_steps(100), 0.8, 0.1)),
]


@pytest.mark.parametrize("rate", [2e-4, 5e-4, 8e-4])
@pytest.mark.parametrize("step", [400, 600, 800])
@pytest.mark.parametrize("shape", BENDABLE, ids=lambda shape: shape.kind)
def test_a_shape_bends_through_any_point_between_its_ends(
    shape: Shape, rate: float, step: int
) -> None:
    bent = bent_through(decay(shape, Level(0.1)), 1, step, rate)
    assert Rates(bent).at(step)[0] == pytest.approx(rate, rel=0.04)
    assert not errors(bent)


@pytest.mark.parametrize("rate", [7e-4, 5e-4, 2e-4])
def test_a_tanh_bends_by_its_upper_bound(rate: float) -> None:
    bent = bent_through(decay(Tanh(), Level(0.1)), 1, 700, rate)
    assert Rates(bent).at(700)[0] == pytest.approx(rate, rel=0.04)


@pytest.mark.parametrize("rate", [9e-4, 8e-4, 7.5e-4])
def test_a_bezier_ease_bends_by_the_height_of_its_second_handle(rate: float) -> None:
    bent = bent_through(decay(Bezier(), Level(0.1)), 1, 500, rate)
    assert Rates(bent).at(500)[0] == pytest.approx(rate, rel=0.02)
    shape = bent.segments[1].shape
    assert isinstance(shape, Bezier)
    assert shape == Bezier(y2=shape.y2)


def test_the_handles_of_a_bezier_ease_go_anywhere_in_its_box() -> None:
    schedule = decay(Bezier(), Level(0.1))
    (begin, start), first, second, (end, goal) = control_points(schedule, 1, 0)
    assert (start, goal) == pytest.approx((1e-3, 1e-4))
    assert first == pytest.approx((begin + 0.42 * (end - begin), start))
    assert second == pytest.approx((begin + 0.58 * (end - begin), goal))
    moved = pulled_to(schedule, 1, 0, begin + 0.25 * (end - begin), (start + goal) / 2)
    assert moved.segments[1].shape == Bezier(0.25, 0.5, 0.58, 1.0)
    beyond = pulled_to(schedule, 1, 1, end + 100, 2 * start)
    assert beyond.segments[1].shape == Bezier(0.42, 0.0, 1.0, 0.0)
    flat = decay(Bezier(), Level(1.0))
    assert pulled_to(flat, 1, 0, end, start) == flat
    assert bend_fault(flat, 1) is not None


@pytest.mark.parametrize("rate", [4.5e-4, 3e-4, 2e-4])
def test_a_logarithmic_bends_by_its_time_scale_between_its_ends_and_a_straight_line(
    rate: float,
) -> None:
    bent = bent_through(decay(Logarithmic(), Level(0.1)), 1, 600, rate)
    assert Rates(bent).at(600)[0] == pytest.approx(rate, rel=0.04)


def test_what_would_be_a_straight_line_keeps_a_ratio_that_has_a_value() -> None:
    bent = bent_through(decay(ExponentialToEnd(0.5), Level(0.0)), 1, 600, 5e-4)
    assert not errors(bent)
    assert Rates(bent).at(600)[0] == pytest.approx(5e-4, rel=1e-3)


@given(st.sampled_from(BENDABLE), st.floats(-1.0, 2.0), st.floats(201, 999))
def test_whatever_is_bent_can_still_be_run(shape: Shape, factor: float, step: float) -> None:
    assert not errors(bent_through(decay(shape, Level(0.1)), 1, step, factor * 1e-3))


def test_a_polynomial_bent_past_its_ends_stops_at_a_power_that_can_be_run() -> None:
    schedule = decay(Polynomial(2.0), Level(0.1))
    for rate in (0.0, 1.0):
        shape = bent_through(schedule, 1, 600, rate).segments[1].shape
        assert isinstance(shape, Polynomial)
        assert 0.01 <= shape.power <= 100


def test_an_inverse_square_root_bends_by_its_time_scale() -> None:
    bent = bent_through(decay(InverseSqrt(Span.of_steps(500))), 1, 600, 4e-4)
    assert Rates(bent).at(600)[0] == pytest.approx(4e-4, rel=0.01)


def test_a_staircase_bends_by_its_factor_at_the_stair_that_is_held() -> None:
    bent = bent_through(decay(Staircase(Span.of_steps(200), 0.5)), 1, 700, 4e-4)
    assert Rates(bent).at(700)[0] == pytest.approx(4e-4, rel=0.01)
    shape = bent.segments[1].shape
    assert isinstance(shape, Staircase)
    assert shape.every == Span.of_steps(200)


def test_a_plateau_bends_by_its_factor() -> None:
    schedule = replace(decay(Plateau(patience=10)), metric=(1.0, 0.9, *[0.95] * 50))
    place = bend_place(schedule, 1)
    assert place is not None
    bent = bent_through(schedule, 1, place, 5e-4)
    assert Rates(bent).at(place)[0] == pytest.approx(5e-4)


@pytest.mark.parametrize("shape", [Constant(), Linear(), Cosine(), Expression("start * (1 - p)")])
def test_a_shape_without_a_setting_says_so_and_stays(shape: Shape) -> None:
    schedule = decay(shape, Level(0.1))
    fault = bend_fault(schedule, 1)
    assert fault is not None
    assert "Decay" in fault
    assert "no setting" in fault
    assert bend_place(schedule, 1) is None
    assert bent_through(schedule, 1, 600, 5e-4) == schedule


def test_a_polynomial_between_equal_ends_says_why_nothing_bends_it() -> None:
    fault = bend_fault(decay(Polynomial(2.0), Level(1.0)), 1)
    assert fault is not None
    assert "where it starts" in fault


def test_a_staircase_without_a_stair_says_why_nothing_bends_it() -> None:
    fault = bend_fault(decay(Staircase(Span.of_steps(5000), 0.5)), 1)
    assert fault is not None
    assert "does not fall" in fault


@pytest.mark.parametrize("every", [1e-320, 0.0, -1.0, 1e300])
def test_stairs_that_cannot_be_counted_have_no_place_to_bend(every: float) -> None:
    assert bend_place(decay(Staircase(Span.of_steps(every), 0.5)), 1) is None


@pytest.mark.parametrize("rate", [0.0, float("nan"), float("inf")])
def test_what_cannot_be_reached_leaves_the_schedule_as_it_is(rate: float) -> None:
    schedule = decay(InverseSqrt(Span.of_steps(500)))
    assert bent_through(schedule, 1, 600, rate) == schedule
