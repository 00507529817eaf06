"""A segment explained as a page: what its shape is for, its formula and code, and its own numbers.

Everything that is said about a shape is what its class and its function say of themselves.
"""

import inspect
import re
from dataclasses import fields
from html import escape

from rampsmith.app.panels.shape_form import CAPTIONS
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.expressions import CONSTANTS, FUNCTIONS, VARIABLES
from rampsmith.designer.numbers import count_text, counted, exact_text, rate_text
from rampsmith.designer.schedule import Repeat, Schedule
from rampsmith.designer.shapes import (
    SHAPE_OF_KIND,
    Expression,
    Plateau,
    Shape,
    curve_arguments,
)
from rampsmith.designer.spans import Span
from rampsmith.designer.words import repeat_words, span_words

RELATED: dict[str, tuple[str, ...]] = {
    "constant": ("linear", "staircase", "plateau"),
    "linear": ("cosine", "polynomial", "exponential"),
    "cosine": ("linear", "mirror_cosine", "one_minus_sqrt"),
    "polynomial": ("linear", "one_minus_square", "cosine"),
    "exponential": ("staircase", "inverse_sqrt", "linear"),
    "one_minus_sqrt": ("one_minus_square", "mirror_cosine", "linear"),
    "one_minus_square": ("one_minus_sqrt", "mirror_cosine", "polynomial"),
    "mirror_cosine": ("cosine", "one_minus_sqrt", "one_minus_square"),
    "inverse_sqrt": ("exponential", "one_minus_sqrt", "constant"),
    "staircase": ("exponential", "plateau", "constant"),
    "expression": ("linear", "polynomial", "inverse_sqrt"),
    "plateau": ("staircase", "constant", "cosine"),
}
"""What to look at beside a shape, the nearest first."""

EMPTY = """<h2>What this window does</h2>
<p>It shapes the learning rate of a training run, step by step. A schedule is a row of <b>segments</b>,
each with a shape, a length and a level at its ends. Press <b>A</b> to add one, or begin with a
<a href="presets">preset</a>.</p>
<p><b>Plot:</b> drag handles, boundaries and curves; every number can be typed on the right.<br>
<b>Code:</b> the class that you take along, always up to date, and proved in torch.<br>
<b>Problems:</b> what is doubtful, with a way out.<br>
<b>Stepping:</b> your training loop, batch by batch.</p>
<p><a href="commands">All commands</a> (Ctrl+K) &nbsp; <a href="keys">Keys and gestures</a> (?)</p>"""


def documented(thing: object) -> tuple[str, dict[str, str]]:
    """Part a docstring into what it says and what it says about each attribute."""
    text, _, listed = (inspect.getdoc(thing) or "").partition("\nAttributes:\n")
    attributes: dict[str, str] = {}
    for entry in re.split(r"\n    (?=\w)", f"\n{listed}"):
        name, colon, words = entry.strip().partition(": ")
        if colon:
            attributes[name] = " ".join(words.split())
    return text.strip(), attributes


def segment_page(schedule: Schedule, index: int, group: int, *, tried: bool) -> str:
    """Explain a segment of a schedule.

    Args:
        schedule: the schedule of the curve that is edited.
        index: which of its segments.
        group: the parameter group whose rates are said.
        tried: whether the shape is only looked at, and the segment has another one.
    """
    segment = schedule.segments[index]
    name, title = escape(segment.name), escape(segment.shape.title)
    if tried:
        head = f"<h2>{title}</h2><p>“{name}” has another shape. "
        head += f'<a href="use:{segment.shape.kind}">Give it this one</a> &nbsp; '
        head += f'<a href="back">Back to “{name}”</a></p>'
    else:
        head = f"<h2>{name}</h2>" if name == title else f"<h2>{name}: {title}</h2>"
    parts = [head, _lead(segment.shape), _formula(segment.shape), _related(segment.shape)]
    if not tried:
        repeat = schedule.repeat_of(index)
        parts.append("" if repeat is None else _repeat(repeat))
        parts.append(_numbers(schedule, index, group))
    parts.append(_code(segment.shape))
    return "".join(parts)


def _lead(shape: Shape) -> str:
    text, _ = documented(type(shape))
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    said = "".join(f"<p>{_linked(escape(part))}</p>" for part in paragraphs)
    return said.replace("; see ``expressions`` for what it may use", "")


def _linked(text: str) -> str:
    """Make links of the papers that a text names."""
    return re.sub(r"arXiv (\d{4}\.\d{5})", r'<a href="https://arxiv.org/abs/\1">arXiv \1</a>', text)


def _formula(shape: Shape) -> str:
    said = f"<p>{_heading('Formula')}<b>{escape(shape.formula)}</b></p>"
    if isinstance(shape, Expression):
        said += _table([(name, words) for name, words in VARIABLES.items()])
        calls = ", ".join((*FUNCTIONS, *CONSTANTS))
        return (
            f'{said}<p class="quiet">It may call {calls}; and compare: 1 if t &lt; 100 else 0.5</p>'
        )
    _, settings = documented(type(shape))
    meanings = VARIABLES | settings
    names = curve_arguments(shape)
    said += _table([(name, meanings[name]) for name in names if name in meanings])
    return said


def _code(shape: Shape) -> str:
    """Show the shape's function; what follows a metric or a formula has none of its own."""
    if isinstance(shape, Plateau | Expression):
        return ""
    source = escape(inspect.getsource(shape.curve).rstrip())
    return f"{_heading('Its code, in plot, check and exported file')}<pre>{source}</pre>"


def _numbers(schedule: Schedule, index: int, group: int) -> str:
    segment, rates = schedule.segments[index], rates_of(schedule)
    line, word = rates.timeline, schedule.step_word
    begin, end = (count_text(x) for x in (line.begins[index], line.ends[index]))
    length = span_words(segment.span, step_word=word)
    if segment.span.unit != "steps":
        length += f", {counted(line.length(index), word)}"
    rows = [("Place", f"from {word} {begin} to {end}"), ("Length", length)]
    if schedule.groups:
        ends = rates.level_at_start(index, group), rates.level_at_end(index, group)
        rows.append(("Rate", f"from {rate_text(ends[0])} to {rate_text(ends[1])}"))
    _, settings = documented(type(segment.shape))
    for field in fields(segment.shape):
        value = _value(getattr(segment.shape, field.name), word)
        rows.append((CAPTIONS[field.name], f"{value}: {settings[field.name]}"))
    return _heading("Its numbers") + _table(rows)


def _value(value: object, step_word: str) -> str:
    match value:
        case Span():
            return span_words(value, step_word=step_word)
        case int():
            return count_text(value)
        case float():
            return exact_text(value)
        case _:
            return str(value)


def _repeat(repeat: Repeat) -> str:
    text, settings = documented(Repeat)
    rows = [(CAPTIONS_OF_REPEAT[name], settings[name]) for name in CAPTIONS_OF_REPEAT]
    said = f"<p>“{escape(repeat.name)}” runs {escape(repeat_words(repeat))}. {escape(text)}</p>"
    return f"{_heading('Its repeat')}{said}{_table(rows)}"


CAPTIONS_OF_REPEAT = {
    "times": "Times",
    "stretch": "Each longer ×",
    "scale": "Each scaled ×",
    "scaling": "Scales",
}


def _related(shape: Shape) -> str:
    links = " &nbsp; ".join(
        f'<a href="try:{kind}">{escape(SHAPE_OF_KIND[kind].title)}</a>'
        for kind in RELATED[shape.kind]
    )
    return f"<p>{_heading('Look at')}{links}</p>"


def _heading(words: str) -> str:
    return f'<p class="heading">{escape(words.upper())}</p>'


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f'<tr><td class="key" style="padding-right: 14px">{escape(name)}</td>'
        f"<td>{escape(words)}</td></tr>"
        for name, words in rows
    )
    return f'<table style="margin-bottom: 8px">{cells}</table>'
