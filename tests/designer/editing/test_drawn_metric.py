"""Strokes of the mouse over a metric, and the values of it that are drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.editing.drawn_metric import Point, drawn_points, stroked

METRIC = (1.0, 2.0, 3.0, 4.0)


@pytest.mark.parametrize(
    ("metric", "begin", "end", "values"),
    [
        (METRIC, (1, 9.0), (1, 9.0), (1.0, 9.0, 3.0, 4.0)),
        (METRIC, (1, 9.0), (1, 8.0), (1.0, 8.0, 3.0, 4.0)),
        (METRIC, (0, 0.0), (2, 1.0), (0.0, 0.5, 1.0, 4.0)),
        (METRIC, (2, 1.0), (0, 0.0), (0.0, 0.5, 1.0, 4.0)),
        (METRIC, (3, 5.0), (4, 6.0), (1.0, 2.0, 3.0, 5.0, 6.0)),
        (METRIC, (6, 5.0), (7, 6.0), (1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 5.0, 6.0)),
        ((), (0, 5.0), (0, 5.0), (5.0,)),
        ((), (2, 5.0), (3, 6.0), (5.0, 5.0, 5.0, 6.0)),
    ],
)
def test_a_stroke_sets_what_it_passes_over(
    metric: tuple[float, ...], begin: Point, end: Point, values: tuple[float, ...]
) -> None:
    assert stroked(metric, begin, end) == values


@given(st.lists(st.floats(-5, 5)), st.integers(1, 40))
def test_thinning_keeps_the_ends_and_the_extremes(values: list[float], most: int) -> None:
    points = drawn_points(values, most)
    assert all(values[index] == value for index, value in points)
    assert [index for index, _ in points] == sorted({index for index, _ in points})
    if values:
        shown = [value for _, value in points]
        assert (min(shown), max(shown)) == (min(values), max(values))
        assert (points[0][0], points[-1][0]) == (0, len(values) - 1)
    assert len(points) <= most + 4
