"""The words of the formulas that people type, and the error that says where one is wrong."""

import math

VARIABLES: dict[str, str] = {
    "t": "steps done since the beginning",
    "n": "steps done in this segment",
    "p": "how far the segment has come, from 0 to 1",
    "start": "the level at the segment's start",
    "end": "the level at the segment's end",
    "base": "what the group is built with, as the optimizer makes it",
    "previous": "the value of the step before",
}
"""The names that a formula may use, and what they mean."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    "sqrt": (1, 1),
    "exp": (1, 1),
    "expm1": (1, 1),
    "log": (1, 2),
    "log1p": (1, 1),
    "log2": (1, 1),
    "log10": (1, 1),
    "sin": (1, 1),
    "cos": (1, 1),
    "tan": (1, 1),
    "asin": (1, 1),
    "acos": (1, 1),
    "atan": (1, 1),
    "sinh": (1, 1),
    "cosh": (1, 1),
    "tanh": (1, 1),
    "erf": (1, 1),
    "floor": (1, 1),
    "ceil": (1, 1),
    "abs": (1, 1),
    "pow": (2, 2),
    "min": (2, 8),
    "max": (2, 8),
}
"""The functions that a formula may call, with their least and most arguments."""

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e, "tau": math.tau}


class FormulaError(ValueError):
    """A fault of a formula, and its place.

    Attributes:
        begin: the first character that is wrong, counted from 0.
        end: the first character after it.
    """

    def __init__(self, sentence: str, begin: int, end: int) -> None:
        """Keep the sentence and its place."""
        super().__init__(sentence)
        self.begin = begin
        self.end = max(end, begin + 1)
