"""Values that a person types for a preset's arguments, read by the argument's type."""

import types
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Literal, Union, get_args, get_origin

from rampsmith.designer.numbers import (
    EntryError,
    exact_text,
    parsed_number,
    parsed_span,
    parsed_whole,
)
from rampsmith.designer.spans import Span
from rampsmith.designer.words import span_words

_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read_value(text: str, kind: Any) -> Any:
    """Read a value of a type.

    A type that presets need and that is missing here, such as a list, is added to ``_READERS``.

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
}
_WORDS: dict[Any, str] = {
    float: "a number",
    int: "a whole number",
    bool: "true or false",
    str: "a text",
    Span: "a length such as 500, 3 epochs or 10%",
}
