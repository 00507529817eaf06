"""What is typed about a segment: how it is read, and how a formula's fault is shown."""

import html
import re

from rampsmith.designer.expressions import FormulaError, parsed_formula
from rampsmith.designer.numbers import EntryError, exact_text, parsed_number, parsed_span
from rampsmith.designer.schedule import Level, Schedule
from rampsmith.designer.shapes import Expression, LevelUnit, Shape
from rampsmith.designer.spans import Span, SpanUnit

FORMULA_HELP = html.escape("in t, n, p, start, end, base, previous, with sqrt, exp, cos, min, …")

_LEVEL_UNITS: dict[str, LevelUnit] = {
    "×": "factor",
    "x": "factor",
    "factor": "factor",
    "base": "factor",
    "× base": "factor",
    "rate": "rate",
    "lr": "rate",
}


def parsed_name(text: str) -> str:
    """Read a segment's name.

    Raises:
        EntryError: if it is none, or cannot be shown.
    """
    name = " ".join(text.split())
    if not name:
        raise EntryError("A segment needs a name; the exported parameters bear it.")
    if not name.isprintable():
        raise EntryError("The name has a character that cannot be shown.")
    return name


def parsed_length(text: str, unit: SpanUnit) -> Span:
    """Read a length above 0, with its unit or in the given one; ``fill`` is one too.

    Raises:
        EntryError: if it is none.
    """
    span = parsed_span(text, unit)
    if span.unit != "fill" and span.amount <= 0:
        raise EntryError(f"A length must be above 0, not {exact_text(span.amount)}.")
    return span


def parsed_own_length(text: str, unit: SpanUnit) -> Span:
    """Read a length that a shape sets itself; it cannot fill the rest.

    Raises:
        EntryError: if it is none.
    """
    span = parsed_length(text, unit)
    if span.unit == "fill":
        raise EntryError("This length cannot fill the rest.")
    return span


def parsed_place(text: str) -> Span:
    """Read a place in the run, in steps or with its unit: ``500``, ``3 epochs``, ``10%``.

    Raises:
        EntryError: if it is none.
    """
    span = parsed_span(text, "steps")
    if span.unit == "fill":
        raise EntryError("A place in the run is a number, such as 500, 3 epochs or 10%.")
    return span


def parsed_level(text: str, unit: LevelUnit) -> Level:
    """Read a level, with its unit or in the given one: ``0.1``, ``0.1 ×``, ``1e-5 rate``.

    Raises:
        EntryError: if it is none.
    """
    word = re.search(r"(?<![A-Za-z])(× base|×|x|factor|base|rate|lr)\s*$", text, re.IGNORECASE)
    if word is None:
        return Level(parsed_number(text), unit)
    return Level(parsed_number(text[: word.start()]), _LEVEL_UNITS[word[1].lower()])


def parsed_text(text: str) -> str:
    """Read a formula.

    Raises:
        EntryError: if it is none, with the place.
    """
    try:
        parsed_formula(text)
    except FormulaError as error:
        raise EntryError(f"{error} (at character {error.begin + 1})") from None
    return text.strip()


def formula_words(shape: Shape) -> str:
    """Say a shape's formula; of a typed one, what is wrong with it or what it may use."""
    return typed_words(shape.text) if isinstance(shape, Expression) else shape.formula


def typed_words(text: str, *, is_told: bool = False) -> str:
    """Say what is wrong with a typed formula, and where; or what it may use. Rich text.

    Args:
        text: the formula.
        is_told: whether the sentence stands beside the field already, so that the place is enough.
    """
    try:
        parsed_formula(text)
    except FormulaError as error:
        marked = _marked(text, error)
        return marked if is_told else f"{marked}<br>{html.escape(str(error))}"
    return FORMULA_HELP


def _marked(text: str, error: FormulaError) -> str:
    """Mark the wrong part of a formula, as rich text."""
    before, wrong, after = text[: error.begin], text[error.begin : error.end], text[error.end :]
    shown = [html.escape(part) for part in (before, wrong or "…", after)]
    return f"{shown[0]}<b><u>{shown[1]}</u></b>{shown[2]}"


def span_units(schedule: Schedule) -> list[tuple[SpanUnit, str]]:
    """List the units of lengths, with the schedule's own word for a step."""
    steps = "steps" if schedule.stepping == "epoch" else "updates"
    return [("steps", steps), ("epochs", "epochs"), ("percent", "% of run"), ("fill", "fill")]
