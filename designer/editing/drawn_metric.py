"""A metric drawn with the mouse: each stroke sets the values that it passes over."""

from collections.abc import Sequence

Point = tuple[int, float]
"""The index of a value, counted from 0, and the value itself."""


def stroked(metric: tuple[float, ...], begin: Point, end: Point) -> tuple[float, ...]:
    """Set all values from one point to another, in a straight line between the two.

    Where the metric does not reach as far, its last value goes on up to the stroke.
    """
    (first, low), (last, high) = sorted((begin, end))
    if begin == end or first == last:
        low = high = end[1]
    values = list(metric[: last + 1])
    values += [values[-1] if values else low] * (last + 1 - len(values))
    across = max(1, last - first)
    values[first : last + 1] = [
        # A mouse is no more exact, and the values stay readable in the field and in the file.
        float(f"{low + (high - low) * (number / across):.6g}")
        for number in range(last - first + 1)
    ]
    return (*values, *metric[last + 1 :])


def drawn_points(values: Sequence[float], most: int) -> list[Point]:
    """Choose the values to draw: all of a few, else the lowest and highest of each stretch."""
    if len(values) <= most:
        return list(enumerate(values))
    stride = -(-2 * len(values) // most)
    chosen: list[int] = []
    for begin in range(0, len(values), stride):
        stretch = range(begin, min(begin + stride, len(values)))
        ends = {min(stretch, key=values.__getitem__), max(stretch, key=values.__getitem__)}
        chosen += sorted(ends)
    return [(index, values[index]) for index in sorted({0, *chosen, len(values) - 1})]
