"""The metric that a plateau is shown with, as it is typed: a list, or a formula."""

import math
import re

from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.formulas.language import FormulaError
from rampsmith.designer.values.limits import MOST_METRICS
from rampsmith.designer.values.numbers import EntryError, count_text, plain_text

LONGEST_ENTRY = 20_000
"""Characters of a typed list at the most."""

MOST_SHOWN = 60
"""Values of a metric that are written out; of a longer one, so many and how many there are."""

_FORMULA = re.compile(r"[a-zA-Z(*/]")
_NUMBER_LETTERS = re.compile(r"\d[eE]|\b(nan|inf|infinity)\b", re.IGNORECASE)


def parsed_metric(text: str, count: int) -> tuple[float, ...]:
    """Read a metric as typed: ``1.0, 0.8, 0.79``, or a formula in n, ``exp(-n/50) + 0.1``.

    A formula is evaluated for ``count`` steps; an empty text is no metric.

    Raises:
        EntryError: if it is neither.
    """
    if len(text) > LONGEST_ENTRY:
        raise EntryError(f"A list of {len(text):,} characters is too long; load it from a file.")
    if _FORMULA.search(_NUMBER_LETTERS.sub("", text)) and not _is_list(text):
        return _evaluated(text, count)
    words = [word for word in re.split(r"[,;\s]+", text.replace("−", "-")) if word]
    return tuple(_number(word, f"Value {place}") for place, word in enumerate(words, start=1))


def _is_list(text: str) -> bool:
    """Return whether a comma or a semicolon stands outside of all parentheses."""
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter in ",;" and depth <= 0:
            return True
    return False


def _number(word: str, place: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise EntryError(f"{place}, “{word[:40]}”, is not a number.") from None
    if not math.isfinite(value):
        raise EntryError(f"{place}, “{word[:40]}”, is not a finite number.")
    return value


def _evaluated(text: str, count: int) -> tuple[float, ...]:
    try:
        function = parsed_formula(text, allowed=frozenset({"n"})).function(("n",))
    except FormulaError as error:
        raise EntryError(str(error)) from None
    values: list[float] = []
    for n in range(min(count, MOST_METRICS)):
        try:
            value = function(float(n))
        except (ArithmeticError, ValueError, TypeError):
            value = math.nan
        if not math.isfinite(value):
            raise EntryError(f"The formula has no finite value at n = {n}.")
        values.append(value)
    return tuple(values)


def metric_text(metric: tuple[float, ...]) -> str:
    """Write a metric as it can be typed; a long one only by its beginning, and how many."""
    shown = ", ".join(plain_text(value) for value in metric[:MOST_SHOWN])
    return shown if len(metric) <= MOST_SHOWN else f"{shown}, … {count_text(len(metric))} values"
