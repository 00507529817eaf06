"""The words of an exported file's lines: its width, and what its parameters mean."""

import textwrap
import unicodedata
from typing import Literal, TypeAlias

from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.names import capitalised, printable
from rampsmith.designer.values.numbers import count_text, counted, parsed_number
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import length_words, span_words, until_words

WIDTH = 88
"""Characters in a line of an exported file at the most: the common formatters' default."""

RepeatNumber: TypeAlias = Literal["count", "stretch", "scale"] | int
"""What a parameter of a repeat is; a number is that of the cycle whose length it is, from 1."""


def headline(schedule: Schedule) -> str:
    """Name the file in one line."""
    title = shortened(schedule.title, WIDTH - 30)
    return f"{title}: a learning-rate schedule." if title else "A learning-rate schedule."


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Break text into the lines of a docstring of the file."""
    return textwrap.wrap(text, width, break_on_hyphens=False)


def hanging(text: str, width: int, indent: int) -> list[str]:
    """Break an entry of a list into lines: indented, and from the second line on by as much again."""
    first, others = " " * indent, " " * 2 * indent
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
    )


def comment_lines(text: str, *, indent: int) -> list[str]:
    """Write a comment that stands alone at some indentation, as a sentence."""
    sentence = f"{capitalised(text)}."
    return [f"# {line}" for line in wrapped(sentence, WIDTH - indent - len("# "))]


def told_length(span: Span, step_word: str) -> str:
    """Write a length in a sentence; one of more digits than are shown is ``about`` as long."""
    words = length_words(span, step_word)
    is_exact = span.unit not in ("steps", "epochs", "batches")  # others are written in full
    if is_exact or parsed_number(count_text(span.amount)) == span.amount:
        return words
    return f"until about {until_words(span, step_word)}" if span.until else f"about {words}"


def length_text(segment: Segment, spoken: str, schedule: Schedule) -> str:
    """Describe the parameter for a segment's length."""
    unit = f"{schedule.step_word}s"
    own = "epochs" if schedule.stepping == "epoch" else "steps"
    same = segment.span.unit == own and not segment.span.until
    designed = "" if same else f" ({told_length(segment.span, schedule.step_word)})"
    if segment.span.unit == "percent" and not segment.span.until:
        # It does not follow when somebody changes the length of the whole.
        fixed = ", fixed" if schedule.filling else ""
        words = span_words(segment.span, step_word=schedule.step_word)
        designed = f" ({words} of {count_text(schedule.total_steps)}{fixed})"
    if segment.span.until:
        # The end moves when somebody changes a length before it.
        designed = f" (a length; designed {told_length(segment.span, schedule.step_word)})"
    return f"{unit} of {spoken}{designed}"


def part_text(side: str, segment: Segment, spoken: str, schedule: Schedule) -> str:
    """Describe the parameter for what a segment leaves of a longer shape."""
    span = segment.before if side == "before" else segment.after
    unit = "epochs" if schedule.stepping == "epoch" else "steps"
    designed = f" ({told_length(span, schedule.step_word)})" if span and span.unit != unit else ""
    goes = "has run before it begins" if side == "before" else "would go on after it ends"
    return f"{schedule.step_word}s that the shape of {spoken} {goes}{designed}"


def total_text(schedule: Schedule) -> str:
    """Describe the parameter for the length of the whole schedule."""
    run = schedule.run
    by_update = schedule.stepping == "update" and run.in_epochs
    epochs = f" ({counted(run.epochs, 'epoch')})" if by_update and run.epochs else ""
    return f"{schedule.step_word}s of the whole schedule{epochs}"


def level_text(level: Level, where: str, key: CurveKey) -> str:
    """Describe the parameter for a level, given where it is: ``at the end of the decay``."""
    if key.kind.usual_base is None:
        return where
    if level.unit == "factor":
        return f"{where}, times the base {key.kind.words}"
    return where if key.group is not None else f"{where}, for every group"


def what_is_scaled(repeat: Repeat) -> str:
    """Say what a repeat scales that does not scale whole levels."""
    return f"what lies {'below the highest' if repeat.keeps_highest else 'above the lowest'}"


def repeat_text(what: RepeatNumber, spoken: str, repeat: Repeat) -> str:
    """Describe a parameter of a repeat."""
    pace = "step to step" if repeat.scales_steps else "cycle to cycle"
    levels = {"peak": "the higher levels", "whole": "all levels"}
    scaled = levels.get(repeat.scaling, f"{what_is_scaled(repeat)} level")
    if isinstance(what, int):
        return f"length of cycle {what} of {spoken}"
    texts = {
        "count": f"how often {spoken} runs",
        "stretch": f"length of each cycle of {spoken}, times the one before",
        "scale": f"times {scaled}, from {pace} of {spoken}",
    }
    return texts[what]


def setting_text(
    setting: str, spoken: str, shape: Shape, schedule: Schedule, *, falls_each_step: bool = False
) -> str:
    """Describe the parameter for a shape's setting; the stairs of a staircase may be the steps."""
    text = shape.parameter_words(setting)
    if shape.stair and setting != shape.stair and falls_each_step:
        text = f"what {{segment}} is multiplied by after every {schedule.step_word}"
    return text.format(segment=spoken, steps=f"{schedule.step_word}s")


def shortened(text: str, width: int) -> str:
    """Make text one line of ASCII that is safe in a docstring: no quote, backslash or control is left."""
    # A Windows console may know no more letters than these.
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = printable(letters).replace("\\", "/").replace('"', "'")
    return textwrap.shorten(plain, width, placeholder=" ...")
