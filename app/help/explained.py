"""A segment explained as a page: what its shape is for, its formula and code, and its own numbers.

All words about a shape come from its class and its function.
"""

import inspect
import re
from html import escape

from rampsmith.designer.document.kinds import RATE, CurveKind
from rampsmith.designer.document.schedule import Repeat, Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.formulas.language import CONSTANTS, FUNCTIONS, VARIABLES
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.values.numbers import count_text, counted, exact_text, rate_text
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import repeat_words, span_words

EMPTY = """<h2>What this window does</h2>
<p>It shapes the learning rate of a training run, step by step. A schedule is a row of <b>segments</b>,
each with a shape, a length and a level at its ends. Press <b>A</b> to add one, or begin with a
<a href="presets">preset</a>.</p>
<p><b>Plot:</b> drag handles, boundaries and curves; every number can be typed on the right.<br>
<b>Code:</b> the class that you take along, always up to date, and proved in torch.<br>
<b>Problems:</b> what is doubtful, with a way out.<br>
<b>Stepping:</b> your training loop, batch by batch.</p>
<p><a href="commands">All commands</a> (Ctrl+K) &nbsp; <a href="keys">Keys and gestures</a> (?)</p>"""


def segment_page(
    schedule: Schedule, index: int, group: int, *, tried: bool, kind: CurveKind = RATE
) -> str:
    """Explain a segment of a curve.

    Args:
        schedule: the curve as the rates of a schedule.
        index: which segment.
        group: the group whose values are shown.
        tried: whether the segment itself has another shape.
        kind: what the curve sets.
    """
    segment = schedule.segments[index]
    name, title = escape(segment.name), escape(segment.shape.title)
    if tried:
        head = f"<h2>{title}</h2><p>“{name}” has another shape. "
        head += f'<a href="use:{segment.shape.kind}">Give it this one</a> &nbsp; '
        head += f'<a href="back">Back to “{name}”</a></p>'
    else:
        head = f"<h2>{name}</h2>" if name == title else f"<h2>{name}: {title}</h2>"
    parts = [head, _lead(segment.shape), _formula(segment.shape, kind)]
    parts += [_also_called(segment.shape), _related(segment.shape)]
    if not tried:
        repeat = schedule.repeat_of(index)
        parts.append("" if repeat is None else _repeat(repeat))
        parts.append(_numbers(schedule, index, group, kind))
    parts.append(_code(segment.shape))
    return "".join(parts)


def _lead(shape: Shape) -> str:
    paragraphs = (inspect.getdoc(shape) or "").split("\n\n")
    return "".join(f"<p>{_linked(escape(' '.join(part.split())))}</p>" for part in paragraphs)


def _linked(text: str) -> str:
    """Make links of the papers that a text names."""
    return re.sub(r"arXiv (\d{4}\.\d{5})", r'<a href="https://arxiv.org/abs/\1">arXiv \1</a>', text)


def _formula(shape: Shape, kind: CurveKind) -> str:
    said = f"<p>{_heading('Formula')}<b>{escape(f'{kind.words} = {shape.formula}')}</b></p>"
    if isinstance(shape, Expression):
        said += _table([(name, words) for name, words in VARIABLES.items()])
        calls = ", ".join((*FUNCTIONS, *CONSTANTS))
        return (
            f'{said}<p class="quiet">It may call {calls}; and compare: 1 if t &lt; 100 else 0.5. '
            "A constant of its own is a name with a number, which the exported class takes as a "
            "parameter; with a range it has a slider on the plot.</p>"
        )
    meanings = {name: words.meaning for name, words in settings_of(shape).items()}
    known = {**VARIABLES, "length": "how many steps the segment has", **meanings}
    return said + _table([(name, known[name]) for name in shape.arguments])


def _code(shape: Shape) -> str:
    """Show the shape's function; what follows a metric or a formula has none of its own."""
    if isinstance(shape, Plateau | Expression):
        return ""
    source = escape(inspect.getsource(shape.curve).rstrip())
    return f"{_heading('Its code, in plot, check and exported file')}<pre>{source}</pre>"


def _numbers(schedule: Schedule, index: int, group: int, kind: CurveKind) -> str:
    segment, rates = schedule.segments[index], rates_of(schedule)
    line, word = rates.timeline, schedule.step_word
    begin, end = (count_text(x) for x in (line.begins[index], line.ends[index]))
    length = span_words(segment.span, step_word=word)
    if segment.span.unit != "steps":
        length += f", {counted(line.length(index), word)}"
    rows = [("Place", f"from {word} {begin} to {end}"), ("Length", length)]
    if schedule.groups:
        ends = rates.level_at_start(index, group), rates.level_at_end(index, group)
        rows.append((kind.title, f"from {rate_text(ends[0])} to {rate_text(ends[1])}"))
    for name, words in settings_of(segment.shape).items():
        value = _value(getattr(segment.shape, name), word)
        rows.append((words.caption, f"{value}: {words.meaning}"))
    if isinstance(segment.shape, Expression):
        rows += [(each.name, exact_text(each.value)) for each in segment.shape.constants]
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


SETTINGS_OF_REPEAT = {
    "Times": "how many cycles there are; endless only as the last thing there is.",
    "Length ×": "how long each cycle is, as a factor of the one before.",
    "Lengths": "how long the cycles are to each other, one by one; the first is as long as its segments.",
    "Level ×": "by what the levels change from cycle to cycle, or from step to step.",
    "Scales": '"peak" multiplies every level but the block\'s lowest, cycle by cycle; "amplitude" '
    'multiplies what lies above the lowest, "depth" what lies below the highest, cycle by cycle or '
    'step by step; "whole" multiplies the lowest too.',
}
"""The numbers of a repeat by their captions in its form, with what they do."""


def _repeat(repeat: Repeat) -> str:
    said = f"<p>“{escape(repeat.name)}” runs {escape(repeat_words(repeat))}. "
    said += "A block of neighbouring segments that runs several times.</p>"
    return f"{_heading('Its repeat')}{said}{_table(list(SETTINGS_OF_REPEAT.items()))}"


def _also_called(shape: Shape) -> str:
    return f"<p>{_heading('Also called')}{escape(', '.join(shape.also_called))}</p>"


def _related(shape: Shape) -> str:
    links = " &nbsp; ".join(
        f'<a href="try:{kind}">{escape(SHAPES[kind].title)}</a>' for kind in shape.related
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
