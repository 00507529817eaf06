"""Values that a person types for a preset's arguments, read by the argument's type."""

import ast
import re
import types
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Any, Literal, NamedTuple, NewType, Union, get_args, get_origin

from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.formulas.language import FormulaError
from rampsmith.designer.values.limits import LARGEST_LEVEL, LONGEST_SPAN, MOST_STEPS
from rampsmith.designer.values.numbers import (
    EntryError,
    exact_text,
    parsed_number,
    parsed_span,
    parsed_whole,
    plain_text,
)
from rampsmith.designer.values.parsing import parsed_expression
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import span_words
from rampsmith.designer.words.stages import Stages

Formula = NewType("Formula", str)
"""The text of a function of the step, such as ``1 / (t + 1)``."""

Calls = NewType("Calls", str)
"""The text of a list of schedulers with their arguments."""

LONGEST_LIST = 2_000
"""Characters of such a list at the most."""

NONE = "none"
"""What is typed where there is no value."""

_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class _Kind(NamedTuple):
    """A type of value: its name for programs, what can be typed for it, and how that is read."""

    name: str
    words: str
    read: Callable[[str], Any]


def read_value(text: str, kind: Any) -> Any:
    """Read a value of a type.

    Raises:
        EntryError: if the text is no such value.
    """
    choices = _choices(kind)
    if choices:
        return _chosen(text, choices)
    if is_optional(kind) and text.strip().lower() == NONE:
        return None
    value = _KINDS[_without_none(kind)].read(text)
    refuse_beyond(value, text.strip())
    return value


def refuse_beyond(value: Any, shown: str) -> None:
    """Refuse a value that goes beyond what a design may hold; a list, for any of its members.

    Raises:
        EntryError: if it does; says how it was typed, and the most.
    """
    amount: float
    match value:
        case bool():
            return
        case int():
            amount, most, words = value, float(MOST_STEPS), f"{MOST_STEPS:,}"
        case float():
            amount, most, words = value, LARGEST_LEVEL, exact_text(LARGEST_LEVEL)
        case Span(unit=unit) if unit in LONGEST_SPAN:
            amount, most = value.amount, float(LONGEST_SPAN[unit])
            words = f"{LONGEST_SPAN[unit]:,} {unit}"
        case tuple():
            for member in value:
                refuse_beyond(member, exact_text(member))
            return
        case _:
            return
    if amount > most:
        raise EntryError(f"“{shown}” is too much; {words} is the most.")
    if amount < -most:
        raise EntryError(f"“{shown}” is too little; -{words} is the least.")


def value_text(value: Any) -> str:
    """Write a value so that it can be typed again."""
    match value:
        case None:
            return NONE
        case bool():
            return "true" if value else "false"
        case Span():
            return _span_text(value)
        case int() | float():
            return plain_text(value)
        case tuple():
            return f"[{', '.join(map(value_text, value))}]"
        case _:
            return str(value)


def _span_text(span: Span) -> str:
    if span.unit == "fill":
        return "fill"
    if span.unit == "percent":
        less = f" less {plain_text(span.less)}" if span.less else ""
        return f"{'until ' if span.until else ''}{plain_text(span.amount)}%{less}"
    return span_words(span)


def kind_words(kind: Any) -> str:
    """Describe in a few words what can be typed for a type."""
    choices = _choices(kind)
    if choices:
        return " or ".join(map(value_text, choices))
    words = _KINDS[_without_none(kind)].words
    return f"{words}, or none" if is_optional(kind) else words


def choice_texts(kind: Any) -> list[str]:
    """Write all values of a type, as they would be typed; none where they cannot be counted."""
    choices = (True, False) if _without_none(kind) is bool else _choices(kind)
    texts = list(map(value_text, choices))
    return [*texts, NONE] if texts and is_optional(kind) else texts


def kind_json(kind: Any) -> dict[str, Any]:
    """Describe for programs what can be typed for a type."""
    choices = _choices(kind)
    return {
        "type": "choice" if choices else _KINDS[_without_none(kind)].name,
        "choices": list(map(value_text, choices)) or None,
        "optional": is_optional(kind),
        "words": kind_words(kind),
    }


def is_known(kind: Any) -> bool:
    """Return whether values of a type can be read."""
    return bool(_choices(kind)) or _without_none(kind) in _KINDS


def did_you_mean(word: str, words: list[str]) -> str:
    """Ask whether the nearest of the right words was meant; return nothing if none is near."""
    by_folded = {right.casefold(): right for right in words}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    return f" Did you mean “{by_folded[near[0]]}”?" if near else ""


def _truth(text: str) -> bool:
    try:
        return _TRUTHS[text.strip().lower()]
    except KeyError:
        raise EntryError(f"“{text.strip()}” is neither true nor false.") from None


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


def _stages(text: str) -> Stages:
    return Stages(text.strip())


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
        raise EntryError(f"“{shown}” is not {options}.{did_you_mean(shown, list(by_text))}")
    return by_text[shown]


def _choices(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()


def is_optional(kind: Any) -> bool:
    """Return whether an argument of a type can be left away, as ``none``."""
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def _without_none(kind: Any) -> Any:
    if not is_optional(kind):
        return kind
    return next(part for part in get_args(kind) if part is not type(None))


@dataclass(frozen=True, slots=True)
class Call:
    """A scheduler in a list, with the texts of its arguments."""

    name: str
    positional: tuple[str, ...]
    named: tuple[tuple[str, str], ...]


def parsed_calls(text: str) -> tuple[Call, ...]:
    """Read ``[LinearLR(0.1, total_iters=5), StepLR(3)]`` without running anything of it.

    Raises:
        EntryError: if it is no such list.
    """
    shown = text.strip()
    if len(shown) > LONGEST_LIST:
        raise EntryError(f"A list of {len(shown):,} characters is too long.")
    if not shown.startswith("["):
        shown = f"[{shown}]"
    try:
        tree = parsed_expression(shown)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise EntryError(_not_a_list(text)) from None
    if not isinstance(tree, ast.List) or not tree.elts:
        raise EntryError(_not_a_list(text))
    return tuple(_call(node) for node in tree.elts)


def _call(node: ast.expr) -> Call:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        raise EntryError(_not_a_list(ast.unparse(node)))
    named = tuple((each.arg or "", _text(each.value)) for each in node.keywords)
    if any(name == "" for name, _ in named):
        raise EntryError(_not_a_list(ast.unparse(node)))
    return Call(node.func.id, tuple(map(_text, node.args)), named)


def _text(node: ast.expr) -> str:
    """Return an argument as it would be typed after ``--set``, a text without its quotes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ast.unparse(node)


def _not_a_list(text: str) -> str:
    return f"“{text.strip()}” is no list such as [LinearLR(0.1, total_iters=5), StepLR(3)]."


_KINDS: dict[Any, _Kind] = {
    float: _Kind("number", "a number", parsed_number),
    int: _Kind("integer", "a whole number", parsed_whole),
    bool: _Kind("boolean", "true or false", _truth),
    str: _Kind("text", "a text", str.strip),
    Span: _Kind(
        "length",
        "a length such as 500, 3 epochs, 1B tokens or 10%",
        partial(parsed_span, unit="steps"),
    ),
    Formula: _Kind("formula", "a function of t such as 1 / (t + 1)", _formula),
    Stages: _Kind("stages", "stages such as 512 from 1B tokens; 1024 from 3B tokens", _stages),
    Calls: _Kind(
        "schedulers",
        "a list of schedulers such as [LinearLR(0.1, total_iters=5), StepLR(3)]",
        _calls,
    ),
    tuple[int, ...]: _Kind("integers", "a list of whole numbers such as [3, 7]", _wholes),
    tuple[float, ...]: _Kind("numbers", "a list of numbers such as [0.1, 0.9]", _numbers),
}
"""The types whose values can be typed; one that presets need and that is missing is added here."""
