"""Readers of the text typed about a segment, and how a formula's fault is shown.

The readers raise an EntryError for text that they cannot read.
"""

import html
import re
from functools import lru_cache

from rampsmith.designer.document.kinds import CurveKind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Schedule, Stepping
from rampsmith.designer.evaluation.span_steps import can_count
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.formulas.formula import ALL_NAMES, parsed_formula
from rampsmith.designer.formulas.language import VARIABLES, FormulaError, constant_name_fault
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.shape import LevelUnit, Shape
from rampsmith.designer.values.numbers import EntryError, exact_text, parsed_number, parsed_span
from rampsmith.designer.values.spans import COUNTED, Span, SpanUnit


def formula_help(kind: CurveKind) -> str:
    """List the names that a formula of a kind of curve may use, as rich text."""
    names = (name for name in VARIABLES if name != "base" or kind.usual_base is not None)
    return html.escape(f"in {', '.join(names)}, with sqrt, exp, cos, min, …")


def parsed_length(
    text: str, unit: SpanUnit, *, until: bool = False, by_epoch: bool = False
) -> Span:
    """Read a length above 0 or where it ends, with its unit or in the given one, or ``fill``."""
    span = parsed_span(text, unit, until=until, by_epoch=by_epoch)
    if span.unit != "fill" and span.amount <= 0:
        raise EntryError(f"A length must be above 0, not {exact_text(span.amount)}.")
    return span


def parsed_own_length(text: str, unit: SpanUnit, *, by_epoch: bool) -> Span:
    """Read a length that a shape sets itself; it cannot fill the rest."""
    span = parsed_length(text, unit, by_epoch=by_epoch)
    if span.unit == "fill":
        raise EntryError("This length cannot fill the rest.")
    if span.until:
        raise EntryError("This is a length; it cannot end at a place in the run.")
    return span


def parsed_rest(text: str, unit: SpanUnit, *, by_epoch: bool) -> Span | None:
    """Read what a segment leaves of its shape: a length from 0 on, or nothing."""
    if not text.strip():
        return None
    span = parsed_span(text, unit, by_epoch=by_epoch)
    if span.unit == "fill":
        raise EntryError("What is left of a shape cannot fill the rest.")
    if span.until:
        raise EntryError("What is left of a shape is a length, not a place.")
    if span.amount < 0:
        raise EntryError(f"It must not be negative, as {exact_text(span.amount)} is.")
    return span


def parsed_place(text: str, *, by_epoch: bool) -> Span:
    """Read a place in the run, in steps or with its unit: ``500``, ``3 epochs``, ``10%``."""
    span = parsed_span(text, "steps", by_epoch=by_epoch)
    if span.unit == "fill":
        raise EntryError("A place in the run is a number, such as 500, 3 epochs or 10%.")
    return span


UNIT_WORDS: dict[str, LevelUnit] = {
    "× base": "factor",
    "× own": "factor",
    "×": "factor",
    "x": "factor",
    "factor": "factor",
    "base": "factor",
    "rate": "rate",
    "lr": "rate",
    "value": "rate",
}
"""The words that may stand after a level, the longer ones first."""

_UNIT_WORD = re.compile(rf"(?<![A-Za-z])({'|'.join(UNIT_WORDS)})\s*$", re.IGNORECASE)


def parsed_level(text: str, unit: LevelUnit) -> Level:
    """Read a level, with its unit or in the given one: ``0.1``, ``0.1 ×``, ``1e-5 rate``."""
    word = _UNIT_WORD.search(text)
    if word is None:
        return Level(parsed_number(text), unit)
    return Level(parsed_number(text[: word.start()]), UNIT_WORDS[word[1].lower()])


def parsed_floor(text: str, unit: LevelUnit) -> Level | None:
    """Read a level that values never fall below, or nothing."""
    return parsed_level(text, unit) if text.strip() else None


def parsed_text(text: str, own: frozenset[str]) -> str:
    """Read a formula, which may have constants of its own."""
    try:
        parsed_formula(text, allowed=ALL_NAMES | own)
    except FormulaError as error:
        raise EntryError(f"{error} (at character {error.begin + 1})") from None
    return text.strip()


def parsed_own_name(text: str, others: frozenset[str]) -> str:
    """Read the name of a constant, which no other one has."""
    name = text.strip()
    fault = constant_name_fault(name)
    if fault is not None:
        raise EntryError(f"The name of a constant {fault}.")
    if name in others:
        raise EntryError(f"There is a constant called “{name}” already.")
    return name


def parsed_range(text: str) -> tuple[float | None, float | None]:
    """Read the ends of a slider, ``0 … 2`` or ``0 to 2``; nothing where there is none."""
    if not text.strip():
        return None, None
    ends = re.split(r"\s*(?:\.\.\.?|…|\bto\b|;)\s*", text.strip())
    if len(ends) != 2:
        raise EntryError("A range has two ends, as 0 … 2.")
    low, high = map(parsed_number, ends)
    if low >= high:
        raise EntryError(f"A range goes up: {exact_text(high)} is not above {exact_text(low)}.")
    return low, high


def range_text(constant: FormulaConstant) -> str:
    """Write the ends of a constant's slider; nothing where it has none."""
    if constant.low is None or constant.high is None:
        return ""
    return f"{exact_text(constant.low)} … {exact_text(constant.high)}"


def formula_words(shape: Shape, kind: CurveKind) -> str:
    """Return a shape's formula for a kind of curve, or words about a typed one, as rich text."""
    if isinstance(shape, Expression):
        return typed_words(shape.text, kind, own=shape.own_names)
    return html.escape(f"{kind.words} = {shape.formula}")


INSTEAD, ADD = "instead", "add"
"""What the links below a wrong formula do: put in what was meant, or add a constant."""


def typed_words(text: str, kind: CurveKind, *, own: frozenset[str], is_told: bool = False) -> str:
    """Mark the fault of a typed formula, or list the names that it may use, as rich text.

    Where the sentence stands below the field already (``is_told``), the place is enough.
    """
    try:
        parsed_formula(text, allowed=ALL_NAMES | own)
    except FormulaError as error:
        marked = _marked(text, error)
        lines = [marked] if is_told else [marked, html.escape(str(error))]
        return "<br>".join([*lines, *_links(error)])
    return formula_help(kind)


def _links(error: FormulaError) -> list[str]:
    """Offer what would mend a formula, in one line."""
    found: list[str] = []
    if error.instead:
        found.append(f'<a href="{INSTEAD}">Write {html.escape(error.instead)}</a>')
    if error.name:
        found.append(f'<a href="{ADD}">Make {error.name} a constant</a>')
    return [" &nbsp; ".join(found)] if found else []


def mended(text: str, own: frozenset[str]) -> str:
    """Put in what was probably meant where a formula is wrong."""
    error = fault_of(text, own)
    if error is None or not error.instead:
        return text
    return f"{text[: error.begin]}{error.instead}{text[error.end :]}"


def fault_of(text: str, own: frozenset[str]) -> FormulaError | None:
    """Return what is wrong with a formula, if anything is."""
    try:
        parsed_formula(text, allowed=ALL_NAMES | own)
    except FormulaError as error:
        return error
    return None


def _marked(text: str, error: FormulaError) -> str:
    """Mark the wrong part of a formula, as rich text."""
    before, wrong, after = text[: error.begin], text[error.begin : error.end], text[error.end :]
    shown = [html.escape(part) for part in (before, wrong or "…", after)]
    return f"{shown[0]}<b><u>{shown[1]}</u></b>{shown[2]}"


def length_units(schedule: Schedule, used: SpanUnit = "steps") -> list[tuple[SpanUnit, str]]:
    """List the units that the run can count and the one in use, with its own word for a step.

    Where it steps by epoch, steps are epochs, which are listed once.
    """
    captions = {"steps": f"{schedule.step_word}s", "percent": "% of run"}
    units = {used, *_countable(schedule.run, schedule.stepping)}
    if schedule.stepping == "epoch" and "epochs" in units:
        units.discard("epochs" if used == "steps" else "steps")
    return [(unit, captions.get(unit, unit)) for unit in COUNTED if unit in units]


@lru_cache(maxsize=8)
def _countable(run: Run, stepping: Stepping) -> frozenset[SpanUnit]:
    """Return the units that a run can count; every frame of a drag asks for them."""
    bare = Schedule(run=run, stepping=stepping)
    return frozenset(unit for unit in COUNTED if can_count(bare, unit))


def span_units(schedule: Schedule, used: SpanUnit = "steps") -> list[tuple[SpanUnit, str]]:
    """List the units of a segment's length."""
    return [*length_units(schedule, used), ("fill", "the rest")]
