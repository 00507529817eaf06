"""Shapes' functions over arrays: the same code, with its ``math`` bound to NumPy."""

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]


@cache
def over_arrays(curve: Callable[..., float]) -> Callable[..., Any]:
    """Return a shape's function for arrays of n and p; one with branches is called for each place.

    Its values may differ from the function's own by the last digit, so they serve a search only.
    """
    made = FunctionType(
        curve.__code__,
        {**curve.__globals__, "math": np},
        curve.__code__.co_name,
    )
    names = curve.__code__.co_varnames[: curve.__code__.co_argcount]
    try:
        made(**{name: np.array([0.25, 0.5]) for name in names})
    except ValueError:
        return np.vectorize(curve, otypes=[np.float64])
    return made
