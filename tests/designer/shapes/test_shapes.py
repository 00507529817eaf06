"""Every shape in figures: the values at its start, on the way and at its end."""

import ast
import inspect
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.shapes.bezier import Bezier, bezier
from rampsmith.designer.shapes.cosine import Cosine, cosine
from rampsmith.designer.shapes.cosine_k import CosineK, cosine_k
from rampsmith.designer.shapes.decay_to_floor import decay_to_floor
from rampsmith.designer.shapes.ema_warmup import EmaWarmup, ema_warmup
from rampsmith.designer.shapes.exponential import exponential
from rampsmith.designer.shapes.exponential_to_end import ExponentialToEnd, exponential_to_end
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_linear import inverse_linear
from rampsmith.designer.shapes.inverse_sqrt import inverse_sqrt
from rampsmith.designer.shapes.linear import linear
from rampsmith.designer.shapes.logarithmic import Logarithmic, logarithmic
from rampsmith.designer.shapes.mirror_cosine import mirror_cosine
from rampsmith.designer.shapes.one_minus_sqrt import one_minus_sqrt
from rampsmith.designer.shapes.one_minus_square import one_minus_square
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import polynomial
from rampsmith.designer.shapes.polynomial_k import PolynomialK, polynomial_k
from rampsmith.designer.shapes.power_law import power_law
from rampsmith.designer.shapes.power_of_p import PowerOfP, power_of_p
from rampsmith.designer.shapes.quarter_sine import QuarterSine, quarter_sine
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.rex import Rex, rex
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import staircase
from rampsmith.designer.shapes.tanh import Tanh, tanh

HALF_ROOT = math.sqrt(0.5)

# From 1 to 0 (the exponential to 0.01), at p = 0, 1/4, 1/2, 3/4 and 1.
ALONG_P: list[tuple[str, Callable[[float], float], list[float]]] = [
    ("linear", lambda p: linear(1, 0, p), [1, 0.75, 0.5, 0.25, 0]),
    ("cosine", lambda p: cosine(1, 0, p), [1, (1 + HALF_ROOT) / 2, 0.5, (1 - HALF_ROOT) / 2, 0]),
    ("polynomial, power 1", lambda p: polynomial(1, 0, p, 1.0), [1, 0.75, 0.5, 0.25, 0]),
    ("polynomial, power 2", lambda p: polynomial(1, 0, p, 2.0), [1, 0.5625, 0.25, 0.0625, 0]),
    (
        "polynomial, power 0.5",
        lambda p: polynomial(1, 0, p, 0.5),
        [1, 0.75**0.5, HALF_ROOT, 0.5, 0],
    ),
    ("exponential", lambda p: exponential(1, 0.01, p), [1, 10**-0.5, 0.1, 10**-1.5, 0.01]),
    ("1 − √p", lambda p: one_minus_sqrt(1, 0, p), [1, 0.5, 1 - HALF_ROOT, 1 - 0.75**0.5, 0]),
    ("1 − p²", lambda p: one_minus_square(1, 0, p), [1, 0.9375, 0.75, 0.4375, 0]),
    (
        "mirror cosine",
        lambda p: mirror_cosine(1, 0, p),
        [1, 1.5 - (1 + HALF_ROOT) / 2, 0.5, 0.5 - (1 - HALF_ROOT) / 2, 0],
    ),
    ("power of p, exponent 2", lambda p: power_of_p(1, 0, p, 2.0), [1, 0.9375, 0.75, 0.4375, 0]),
    ("power of p, exponent 3", lambda p: power_of_p(1, 0, p, 3.0), [1, 63 / 64, 0.875, 37 / 64, 0]),
    (
        "exponential to the end, ratio 1/2",
        lambda p: exponential_to_end(1, 0, p, 0.5),
        [1, 2 * 0.5**0.25 - 1, 2 * HALF_ROOT - 1, 2 * 0.5**0.75 - 1, 0],
    ),
    (
        "exponential to the end, ratio 1/16",
        lambda p: exponential_to_end(1, 0, p, 1 / 16),
        [1, 7 / 15, 3 / 15, 1 / 15, 0],
    ),
    (
        "quarter sine",
        lambda p: quarter_sine(1, 0, p),
        [
            1,
            1 - math.sqrt((1 - HALF_ROOT) / 2),
            1 - HALF_ROOT,
            1 - math.sqrt((1 + HALF_ROOT) / 2),
            0,
        ],
    ),
    (
        "cosine, k 2",
        lambda p: cosine_k(1, 0, p, 2.0),
        [
            1,
            (1 + math.cos(math.pi / 16)) / 2,
            (1 + HALF_ROOT) / 2,
            (1 + math.cos(math.pi * 9 / 16)) / 2,
            0,
        ],
    ),
    (
        "polynomial of power 2, k 2",
        lambda p: polynomial_k(1, 0, p, 2.0, 2.0),
        [1, 0.9375**2, 0.5625, 0.4375**2, 0],
    ),
    # On the diagonal a straight line; with both handles above their ends, s³ and (1 − s)³ are known.
    ("Bézier, straight", lambda p: bezier(1, 0, p, 0.2, 0.2, 0.7, 0.7), [1, 0.75, 0.5, 0.25, 0]),
    (
        "Bézier, in thirds of x",
        lambda p: bezier(1, 0, p, 1 / 3, 0.0, 2 / 3, 1.0),
        [1, 1 - 0.0625 * 2.5, 0.5, 0.0625 * 2.5, 0],
    ),
    ("REX, d 1/2", lambda p: rex(1, 0, p, 0.5), [1, 6 / 7, 2 / 3, 0.4, 0]),
    ("REX, d 0", lambda p: rex(1, 0, p, 0.0), [1, 0.75, 0.5, 0.25, 0]),
    (
        "tanh between -2 and 2",
        lambda p: tanh(1, 0, p, -2.0, 2.0),
        [
            1 / (1 + math.exp(-4)),
            1 / (1 + math.exp(-2)),
            0.5,
            1 / (1 + math.exp(2)),
            1 / (1 + math.exp(4)),
        ],
    ),
    ("inverse linear", lambda p: inverse_linear(1, 0.25, p), [1, 4 / 7, 0.4, 4 / 13, 0.25]),
    (
        "logarithmic over 15 steps",
        lambda p: logarithmic(0, 1, 15 * p, 15, 1.0),
        [
            0,
            math.log(4.75) / math.log(16),
            math.log(8.5) / math.log(16),
            math.log(12.25) / math.log(16),
            1,
        ],
    ),
]

# At steps of their own choice.
ALONG_N: list[tuple[str, Callable[[float], float], dict[float, float]]] = [
    ("inverse square root, s = 4", lambda n: inverse_sqrt(1, n, 4), {0: 1, 12: 0.5, 32: 1 / 3}),
    ("inverse square root, s = 100", lambda n: inverse_sqrt(2, n, 100), {0: 2, 300: 1, 1500: 0.5}),
    ("power law, exponent 1", lambda n: power_law(1, n, 10, 1.0, 0.0), {0: 1, 10: 0.5, 90: 0.1}),
    (
        "power law, exponent 0.5 to a floor",
        lambda n: power_law(1, n, 4, 0.5, 0.2),
        {0: 1, 12: 0.6, 60: 0.4},
    ),
    (
        "exponential to a floor",
        lambda n: decay_to_floor(2, n, 3, 0.5, 0.2),
        {0: 2, 3: 1.2, 6: 0.8, 9: 0.6},
    ),
    ("EMA warmup", lambda n: ema_warmup(0, 1, n, 0.5), {0: 0, 1: 0.5, 2: 0.75, 4: 0.9375}),
    ("logarithmic, s 2", lambda n: logarithmic(0, 1, n, 6, 2.0), {0: 0, 2: 0.5, 6: 1}),
    (
        "staircase, every 3",
        lambda n: staircase(1, n, 3, 0.1),
        {0: 1, 2: 1, 3: 0.1, 5: 0.1, 6: 0.01, 9: 0.001},
    ),
    ("staircase that rises", lambda n: staircase(1, n, 2, 2.0), {0: 1, 1: 1, 2: 2, 5: 4}),
    ("staircase, every 2.5", lambda n: staircase(1, n, 2.5, 0.5), {2: 1, 3: 0.5, 4: 0.5, 5: 0.25}),
]


@pytest.mark.parametrize(("name", "curve", "expected"), ALONG_P, ids=[row[0] for row in ALONG_P])
def test_a_shape_passes_through_these_values(
    name: str, curve: Callable[[float], float], expected: Any
) -> None:
    assert [curve(p) for p in (0, 0.25, 0.5, 0.75, 1)] == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(("name", "curve", "expected"), ALONG_N, ids=[row[0] for row in ALONG_N])
def test_a_shape_with_a_pace_of_its_own_passes_through_these_values(
    name: str, curve: Callable[[float], float], expected: Any
) -> None:
    assert [curve(n) for n in expected] == pytest.approx(list(expected.values()), rel=1e-15)


WITH_ENDS = [s for s in SHAPES.values() if s().has_end and s is not Expression]
REACHED = [s for s in WITH_ENDS if s not in (EmaWarmup, Tanh)]
"""The shapes that begin at their start and arrive at their end."""

SETTINGS = {"power": 1.7, "exponent": 2.3, "ratio": 0.3, "k": 1.5, "d": 0.7, "decay": 0.9}
SETTINGS |= {"x1": 0.3, "y1": 0.05, "x2": 0.8, "y2": 0.9}
SETTINGS |= {"lower": -6.0, "upper": 2.5, "time_scale": 3.0, "length": 40.0}


def called(shape: type[Shape], **values: float) -> float:
    """Call a shape's function by the names of its arguments, over 40 steps."""
    known = {**SETTINGS, **values, "n": 40.0 * values["p"]}
    return shape.curve(**{name: known[name] for name in shape().arguments})


@given(st.sampled_from(WITH_ENDS), st.floats(1e-9, 10), st.floats(1e-9, 10), st.floats(0, 1))
def test_a_curve_stays_between_its_ends(
    shape: type[Shape], start: float, end: float, p: float
) -> None:
    value = called(shape, start=start, end=end, p=p)
    assert min(start, end) * (1 - 1e-12) - 1e-15 <= value <= max(start, end) * (1 + 1e-12) + 1e-15


@given(st.sampled_from(REACHED), st.floats(1e-9, 10), st.floats(1e-9, 10))
def test_a_curve_begins_at_its_start_and_comes_to_its_end(
    shape: type[Shape], start: float, end: float
) -> None:
    assert called(shape, start=start, end=end, p=0.0) == start
    assert called(shape, start=start, end=end, p=1.0) == pytest.approx(end, rel=1e-15, abs=1e-15)


EXACT_AT_BOTH_ENDS = [
    PowerOfP,
    ExponentialToEnd,
    QuarterSine,
    CosineK,
    PolynomialK,
    Bezier,
    Rex,
    Logarithmic,
]


@given(st.sampled_from(EXACT_AT_BOTH_ENDS), st.floats(1e-9, 10), st.floats(0, 10))
def test_a_weighted_curve_has_its_ends_to_the_bit(
    shape: type[Shape], start: float, end: float
) -> None:
    assert called(shape, start=start, end=end, p=0.0) == start
    assert called(shape, start=start, end=end, p=1.0) == end


@given(st.sampled_from(WITH_ENDS), st.floats(1e-9, 10), st.integers(1, 10**9))
def test_a_curve_that_falls_to_0_is_never_negative_on_the_way(
    shape: type[Shape], start: float, steps: int
) -> None:
    if not shape.divides_ends:
        for n in (0, 1, steps // 2, steps - 1):
            assert called(shape, start=start, end=0.0, p=n / steps) >= 0.0


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.kind)
def test_a_shape_says_what_else_it_is_called_and_what_is_like_it(shape: type[Shape]) -> None:
    assert shape.also_called
    assert set(shape.related) <= SHAPES.keys() - {shape.kind}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.kind)
def test_a_formula_uses_nothing_but_its_arguments_and_math(shape: type[Shape]) -> None:
    tree = ast.parse(inspect.getsource(shape.curve))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    stored = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert names - stored <= {*shape().arguments, "math", "float", "abs", "range"}


def test_every_shape_can_be_found_by_the_word_that_stands_for_it() -> None:
    assert {kind: shape.kind for kind, shape in SHAPES.items()} == {kind: kind for kind in SHAPES}


def test_a_shape_has_an_end_level_exactly_when_its_formula_takes_one() -> None:
    without = {
        kind for kind, shape in SHAPES.items() if not shape().has_end and shape is not Expression
    }
    found = {"constant", "inverse_sqrt", "power_law", "decay_to_floor", "staircase", "plateau"}
    assert without == found


@pytest.mark.parametrize(
    ("text", "arguments", "units"),
    [
        ("end * p + start * (1 - p)", ("p", "start", "end"), set()),
        ("previous * 0.95", ("previous",), set()),
        ("end", ("end",), set()),
        ("base / (n + 1)", ("n", "base"), {"factor", "rate"}),
        ("1 / (t + 1)", ("t",), {"factor"}),
        ("0.5", (), {"factor"}),
        ("1 / (t +", (), {"factor"}),
    ],
)
def test_a_typed_formula_takes_what_it_names_and_without_a_level_is_a_factor(
    text: str, arguments: tuple[str, ...], units: set[str]
) -> None:
    shape = Expression(text)
    assert shape.arguments == arguments
    assert shape.has_end == ("end" in arguments)
    assert shape.own_units == units


def test_a_plateau_has_an_absolute_rate_of_its_own() -> None:
    assert Plateau().own_units == {"rate"}
    assert Cosine().own_units == set()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.kind)
def test_a_shape_is_one_file_named_after_it(shape: type[Shape]) -> None:
    assert shape.__module__ == f"rampsmith.designer.shapes.{shape.kind}"
    if shape not in (Expression, Plateau):
        assert (shape.curve.__module__, shape.curve.__name__) == (shape.__module__, shape.kind)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.kind)
def test_no_argument_hides_a_shape_s_function_in_the_exported_file(shape: type[Shape]) -> None:
    assert not {*shape().arguments} & SHAPES.keys()
