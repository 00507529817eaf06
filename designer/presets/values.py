"""Values that a person types for a preset's arguments, read by the argument's type."""

import re
import types
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Literal, NewType, Union, get_args, get_origin

from rampsmith.designer.expressions import FormulaError, parsed_formula
from rampsmith.designer.numbers import (
    EntryError,
    exact_text,
    parsed_number,
    parsed_span,
    parsed_whole,
)
from rampsmith.designer.presets.calls import Calls, parsed_calls
from rampsmith.designer.spans import Span
from rampsmith.designer.words import span_words

Formula = NewType("Formula", str)
"""The text of a function of the step, such as ``1 / (t + 1)``."""

_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read_value(text: str, kind: Any) -> Any:
    """Read a value of a type.

    A type that presets need and that is missing here is added to ``_READERS``.

    Raises:
        EntryError: if the text is no such value.
    """
    choices = _choices(kind)
    if choices:
        return _chosen(text, choices)
    if _is_optional(kind):
        if text.strip().lower() == "none":
            return None
        kind = _inner(kind)
    return _READERS[kind](text)


def value_text(value: Any) -> str:
    """Write a value so that it can be typed again."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case Span():
            return span_words(value).replace("the rest", "fill").replace(" %", "%")
        case int() | float():
            return exact_text(value)
        case tuple():
            return f"[{', '.join(map(value_text, value))}]"
        case _:
            return str(value)


def kind_words(kind: Any) -> str:
    """Say in a few words what can be typed for a type."""
    choices = _choices(kind)
    if choices:
        return " or ".join(map(value_text, choices))
    if _is_optional(kind):
        return f"{kind_words(_inner(kind))}, or none"
    return _WORDS[kind]


def kind_name(kind: Any) -> str:
    """Name a type in one word, for programs."""
    if _choices(kind):
        return "choice"
    return _NAMES[_inner(kind) if _is_optional(kind) else kind]


def kind_choices(kind: Any) -> tuple[str, ...]:
    """Give the words that can be typed for a type, where there are only a few."""
    return tuple(map(value_text, _choices(kind)))


def is_optional(kind: Any) -> bool:
    """Tell whether ``none`` can be typed for a type."""
    return _is_optional(kind)


def is_known(kind: Any) -> bool:
    """Tell whether values of a type can be read."""
    if _choices(kind):
        return True
    return (_inner(kind) if _is_optional(kind) else kind) in _READERS


def nearest(word: str, words: list[str]) -> str:
    """Say which of the right words is nearest, as a question, or nothing if none is near."""
    by_folded = {right.casefold(): right for right in words}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    return f" Did you mean “{by_folded[near[0]]}”?" if near else ""


def _truth(text: str) -> bool:
    try:
        return _TRUTHS[text.strip().lower()]
    except KeyError:
        raise EntryError(f"“{text.strip()}” is neither true nor false.") from None


def _span(text: str) -> Span:
    return parsed_span(text, "steps")


def _formula(text: str) -> Formula:
    """Read a function of the step: a formula in t, or what a programmer calls a lambda."""
    shown = text.strip()
    given = re.fullmatch(r"lambda\s+(\w+)\s*:\s*(.+)", shown, re.DOTALL)
    plain = shown if given is None else re.sub(rf"\b{given[1]}\b", "t", given[2])
    try:
        formula = parsed_formula(plain, allowed=frozenset({"t"}))
    except FormulaError as error:
        raise EntryError(f"“{shown}”: {error}") from None
    if "t" not in formula.names and re.search(r"\be\b", plain):
        # Tutorials call the epoch e; a constant of 2.718 is not what anybody means.
        raise EntryError(f"“{shown}”: e is Euler's number here; the step is called t.")
    return Formula(plain)


def _calls(text: str) -> Calls:
    parsed_calls(text)
    return Calls(text.strip())


def _wholes(text: str) -> tuple[int, ...]:
    return tuple(map(parsed_whole, _listed(text)))


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(map(parsed_number, _listed(text)))


def _listed(text: str) -> list[str]:
    """Split ``[3, 7]``, ``(3, 7)`` or ``3, 7``."""
    inner = text.strip()
    if inner[:1] + inner[-1:] in ("[]", "()"):
        inner = inner[1:-1]
    inner = inner.strip().removesuffix(",")
    return inner.split(",") if inner else []


def _chosen(text: str, choices: tuple[Any, ...]) -> Any:
    shown = text.strip()
    by_text = {value_text(choice): choice for choice in choices}
    if shown not in by_text:
        options = " or ".join(f"“{option}”" for option in by_text)
        raise EntryError(f"“{shown}” is not {options}.{nearest(shown, list(by_text))}")
    return by_text[shown]


def _choices(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def _inner(kind: Any) -> Any:
    return next(part for part in get_args(kind) if part is not type(None))


_READERS: dict[Any, Callable[[str], Any]] = {
    float: parsed_number,
    int: parsed_whole,
    bool: _truth,
    str: str.strip,
    Span: _span,
    Formula: _formula,
    Calls: _calls,
    tuple[int, ...]: _wholes,
    tuple[float, ...]: _numbers,
}
_WORDS: dict[Any, str] = {
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    str: "a text",
    Span: "a length such as 500, 3 epochs or 10%",
    Formula: "a function of t such as 1 / (t + 1)",
    Calls: "a list of schedulers such as [LinearLR(0.1, total_iters=5), StepLR(3)]",
    tuple[int, ...]: "a list of whole numbers such as [3, 7]",
    tuple[float, ...]: "a list of numbers such as [0.1, 0.9]",
}
_NAMES: dict[Any, str] = {
    float: "number",
    int: "integer",
    bool: "boolean",
    str: "text",
    Span: "length",
    Formula: "formula",
    Calls: "schedulers",
    tuple[int, ...]: "integers",
    tuple[float, ...]: "numbers",
}
