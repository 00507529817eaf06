"""Every shape in figures: the values at its start, on the way and at its end."""

import ast
import inspect
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer import shapes
from rampsmith.designer.shapes import (
    SHAPE_OF_KIND,
    SHAPES,
    Cosine,
    Expression,
    Plateau,
    Shape,
    cosine,
    curve_arguments,
    exponential,
    has_end,
    inverse_sqrt,
    linear,
    mirror_cosine,
    one_minus_sqrt,
    one_minus_square,
    own_units,
    polynomial,
    staircase,
)

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
]

# At steps of their own choice.
ALONG_N: list[tuple[str, Callable[[float], float], dict[float, float]]] = [
    ("inverse square root, s = 4", lambda n: inverse_sqrt(1, n, 4), {0: 1, 12: 0.5, 32: 1 / 3}),
    ("inverse square root, s = 100", lambda n: inverse_sqrt(2, n, 100), {0: 2, 300: 1, 1500: 0.5}),
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


@given(st.sampled_from(SHAPES), st.floats(1e-9, 10), st.floats(1e-9, 10), st.floats(0, 1))
def test_a_curve_begins_at_start_and_stays_between_its_ends(
    shape: type[Shape], start: float, end: float, p: float
) -> None:
    if not has_end(shape):
        return
    settings = (1.7,) if "power" in curve_arguments(shape) else ()
    assert shape.curve(start, end, 0.0, *settings) == start
    value = shape.curve(start, end, p, *settings)
    assert min(start, end) * (1 - 1e-12) - 1e-15 <= value <= max(start, end) * (1 + 1e-12) + 1e-15


@given(st.sampled_from(SHAPES), st.floats(1e-9, 10), st.integers(1, 10**9))
def test_a_curve_that_falls_to_0_is_never_negative_on_the_way(
    shape: type[Shape], start: float, steps: int
) -> None:
    if has_end(shape) and shape.kind != "exponential":
        settings = (1.7,) if "power" in curve_arguments(shape) else ()
        for n in (0, 1, steps // 2, steps - 1):
            assert shape.curve(start, 0.0, n / steps, *settings) >= 0.0


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
def test_a_formula_uses_nothing_but_its_arguments_and_math(shape: type[Shape]) -> None:
    tree = ast.parse(inspect.getsource(shape.curve))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    stored = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert names - stored <= {*curve_arguments(shape), "math", "float"}


def test_every_shape_can_be_found_by_the_word_that_stands_for_it() -> None:
    assert {kind: shape.kind for kind, shape in SHAPE_OF_KIND.items()} == {
        kind: kind for kind in SHAPE_OF_KIND
    }
    assert len(SHAPE_OF_KIND) == len(SHAPES)


def test_a_shape_has_an_end_level_exactly_when_its_formula_takes_one() -> None:
    without = {shape.kind for shape in SHAPES if not has_end(shape) and shape is not Expression}
    assert without == {"constant", "inverse_sqrt", "staircase", "plateau"}


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
    assert curve_arguments(shape) == arguments
    assert has_end(shape) == ("end" in arguments)
    assert own_units(shape) == units


def test_a_plateau_has_an_absolute_rate_of_its_own() -> None:
    assert own_units(Plateau()) == {"rate"}
    assert own_units(Cosine()) == set()


def test_every_shape_has_its_class_and_its_function_in_one_module() -> None:
    assert {shape.curve.__module__ for shape in SHAPES} == {shapes.__name__}
