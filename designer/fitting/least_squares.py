"""The method of least squares for a few unknowns (Levenberg, Marquardt)."""

from collections.abc import Callable

import numpy as np

from rampsmith.designer.fitting.arrays import Array

MOST_ROUNDS = 40
"""Steps after which a search that has not arrived is given up."""

CLOSE = 1.02
"""Residuals below it are within the tolerance, but for the rounding of a sum."""

NEAR = 4.0
"""A largest residual up to here may come below 1 where the others are allowed to grow."""

LIKELY = 2.0
"""A largest residual up to here is taken for rounding while the numbers are not yet round ones."""


def solved(residuals: Callable[[Array], Array], guess: Array) -> tuple[Array, float]:
    """Search the unknowns with which no residual is larger than 1.

    First the sum of squares is made small; where a single residual is still a little too large,
    the sum of their sixth powers, which comes close to making the largest one small.

    Returns:
        The unknowns, and the largest residual; infinity where the guess has none.
    """
    with np.errstate(all="ignore"):
        found, worst = _descended(residuals, guess)
        if CLOSE < worst < NEAR:
            flatter, flattest = _descended(lambda x: residuals(x) ** 3, found)
            flattest = float(np.cbrt(flattest))
            if flattest < worst:
                return flatter, flattest
    return found, worst


def _descended(residuals: Callable[[Array], Array], guess: Array) -> tuple[Array, float]:
    x, r = guess, residuals(guess)
    cost = float(r @ r)
    if not np.isfinite(cost):
        return x, np.inf
    damping = 1e-3
    slow = 0
    for _ in range(MOST_ROUNDS if len(x) else 0):
        slope = _slope(residuals, x, r)
        if not np.isfinite(slope).all():
            break
        size = np.sqrt((slope**2).sum(axis=0))
        size[size == 0] = 1.0
        better = None
        while damping < 1e8 and better is None:
            rows = np.vstack([slope / size, np.sqrt(damping) * np.eye(len(x))])
            step = np.linalg.lstsq(rows, np.concatenate([-r, np.zeros(len(x))]), rcond=None)[0]
            tried = x + step / size
            r_tried = residuals(tried)
            cost_tried = float(r_tried @ r_tried)
            if np.isfinite(cost_tried) and cost_tried < cost:
                better = tried, r_tried, cost_tried
                damping = max(damping / 10, 1e-14)
            else:
                damping *= 10
        if better is None:
            break
        gained = 1 - better[2] / cost
        x, r, cost = better
        worst = float(np.abs(r).max())
        slow = slow + 1 if gained < (1e-3 if worst < NEAR else 0.2) else 0
        if worst < 0.02 or slow >= 3:
            break
    return x, float(np.abs(r).max())


def _slope(residuals: Callable[[Array], Array], x: Array, r: Array) -> Array:
    columns = []
    for index in range(len(x)):
        by = 1e-7 * max(abs(x[index]), 1e-2)
        moved = x.copy()
        moved[index] += by
        column = (residuals(moved) - r) / by
        if not np.isfinite(column).all():
            moved[index] = x[index] - by
            column = (r - residuals(moved)) / by
        columns.append(column)
    return np.column_stack(columns)
