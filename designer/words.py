"""A schedule in words, for the list, the status line and the head of the exported file."""

import math

from rampsmith.designer.numbers import count_text, counted, exact_text
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes import (
    Constant,
    Expression,
    InverseSqrt,
    Plateau,
    Polynomial,
    Shape,
    Staircase,
    has_end,
)
from rampsmith.designer.spans import Span

_SHAPE_WORDS = {
    "constant": "constant",
    "linear": "linear",
    "cosine": "cosine",
    "polynomial": "polynomial",
    "exponential": "exponential",
    "one_minus_sqrt": "1 - sqrt",
    "one_minus_square": "1 - square",
    "mirror_cosine": "mirror cosine",
    "inverse_sqrt": "inverse square root",
    "staircase": "staircase",
    "plateau": "plateau",
}
_SCALED = {"peak": "peak", "amplitude": "amplitude", "steps": "amplitude"}

LONGEST_FORMULA = 40
"""Characters of a formula that a line of words has room for."""


def shape_words(shape: Shape) -> str:
    """Name a shape in a sentence: ``cosine``; a typed formula stands for itself, shortened."""
    return formula_words(shape) if isinstance(shape, Expression) else _SHAPE_WORDS[shape.kind]


def formula_words(shape: Expression) -> str:
    """Show a formula in one line, however it was typed: ``1 / (t + 1)``."""
    shown = "".join(c if c.isprintable() else " " for c in shape.text)
    plain = " ".join(shown.split()) or "an empty formula"
    return plain if len(plain) <= LONGEST_FORMULA else f"{plain[: LONGEST_FORMULA - 1]}…"


def repeat_words(repeat: Repeat) -> str:
    """Say how a block is repeated: ``3 times, each 2 times as long, peaks times 0.5``."""
    parts = ["again and again" if repeat.times is None else counted(repeat.times, "time")]
    if repeat.stretch != 1:
        each = f"each {exact_text(repeat.stretch)} times as long"
        parts.append(f"{each} but for the first segment" if repeat.keeps_first else each)
    if repeat.scale != 1:
        pace = " at every step" if repeat.scaling == "steps" else ""
        parts.append(f"{_SCALED[repeat.scaling]} times {exact_text(repeat.scale)}{pace}")
    return ", ".join(parts)


def span_words(span: Span, *, step_word: str = "step") -> str:
    """Say a length: ``5 epochs``, ``20 %``, ``the rest``."""
    match span.unit:
        case "fill":
            return "the rest"
        case "percent":
            return f"{exact_text(span.amount)} %"
        case "epochs":
            return counted(span.amount, "epoch")
        case "steps":
            return counted(span.amount, step_word)


def level_words(level: Level) -> str:
    """Say a level: ``0.1 ×`` the base rate, or the rate ``1e-5``."""
    return f"{exact_text(level.value)} ×" if level.unit == "factor" else exact_text(level.value)


def levels_words(segment: Segment) -> str:
    """Say where a segment goes: ``0 → 1 ×``, ``→ 1e-5``, ``1 ×``; nothing where it only holds."""
    start = "" if segment.start is None else level_words(segment.start)
    if not has_end(segment.shape) or segment.end is None:
        return start
    end = level_words(segment.end)
    if segment.start is not None and segment.start.unit == segment.end.unit == "factor":
        start = exact_text(segment.start.value)
    return f"{start} → {end}".strip()


def segment_summary(segment: Segment, schedule: Schedule) -> str:
    """Say a segment's shape and length in one line: ``cosine · fills the rest``."""
    length = span_words(segment.span, step_word=schedule.step_word)
    if segment.span.unit == "fill":
        length = "fills the rest"
    return f"{shape_words(segment.shape)} · {length}"


def phrase(segment: Segment, schedule: Schedule) -> str:
    """Say a segment as a part of a sentence: ``linear from 0 to 1 x over 5 epochs``."""
    length = f"over {span_words(segment.span, step_word=schedule.step_word)}"
    if segment.span.unit == "percent":
        length += " of the run"
    start = segment.start
    if isinstance(segment.shape, Constant):
        held = "" if start is None else f" at {_plain_level(start)}"
        return f"constant{held} {length}"
    if isinstance(segment.shape, Expression) and not segment.shape.names & {"start", "previous"}:
        # Its start is what only other formulas begin with.
        start = None
    end = segment.end if has_end(segment.shape) else None
    parts = [shape_words(segment.shape), *setting_words(segment.shape, schedule)]
    if start is not None:
        alike = end is not None and start.unit == end.unit
        parts.append(f"from {exact_text(start.value) if alike else _plain_level(start)}")
    if end is not None:
        parts.append(f"to {_plain_level(end)}")
    return " ".join([*parts, length])


def setting_words(shape: Shape, schedule: Schedule) -> list[str]:
    """Say what bends a shape, where something does."""
    word = schedule.step_word
    match shape:
        case Polynomial(power=power):
            return [f"of power {exact_text(power)}"]
        case InverseSqrt(time_scale=span):
            return [f"with a time scale of {span_words(span, step_word=word)}"]
        case Staircase(every=span, factor=factor):
            return [f"of {exact_text(factor)} x every {span_words(span, step_word=word)}"]
        case Plateau(factor=factor, patience=patience):
            waited = counted(patience, word)
            return [f"of {exact_text(factor)} x after {waited} without a better metric"]
        case _:
            return []


def summary(schedule: Schedule) -> str:
    """Say the whole schedule in one sentence without its full stop."""
    parts = _phrases(schedule)
    if not parts:
        return "Nothing yet"
    said = _one_after_another(parts)
    said += _track_words("momentum", schedule, schedule.momentum)
    said += _track_words("all multiplied by a curve", schedule, schedule.multiplier)
    return said[0].upper() + said[1:]


def _track_words(name: str, schedule: Schedule, track: Track | None) -> str:
    if track is None or not track.segments:
        return ""
    said = _one_after_another(_phrases(schedule.with_track(track)))
    # What is an absolute rate elsewhere is the track's own value.
    return f"; {name}: {said.replace('the rate ', '')}"


def _phrases(schedule: Schedule) -> list[str]:
    """Say each segment, and each repeat with its block: ``(linear …, then cosine …) 3 times``."""
    parts: list[str] = []
    block: list[str] = []
    for index, segment in enumerate(schedule.segments):
        repeat = schedule.repeat_of(index)
        block.append(phrase(segment, schedule))
        if repeat is None:
            parts += block
        elif index == min(repeat.last, len(schedule.segments) - 1):
            parts.append(f"({_one_after_another(block)}) {repeat_words(repeat)}")
        else:
            continue
        block = []
    return parts


def _one_after_another(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, then {parts[-1]}"


def run_words(schedule: Schedule) -> str:
    """Say what the run comes to: ``180 updates per epoch, 9,000 in all``."""
    run = schedule.run
    noun = "update" if run.updates_per_epoch == 1 else "updates"
    return f"{updates_text(run)} {noun} per epoch, {count_text(run.total_updates)} in all"


def updates_text(run: Run) -> str:
    """Say how many updates an epoch has: ``180``, or ``13 or 14`` where some are carried over."""
    exact = run.exact_updates_per_epoch
    if exact.denominator == 1:
        return count_text(int(exact))
    return f"{count_text(math.floor(exact))} or {count_text(math.ceil(exact))}"


def remainder_words(schedule: Schedule) -> str:
    """Say what is left over at the end of an epoch, or nothing where all goes even."""
    run = schedule.run
    if run.updates_per_epoch == 0:
        return ""
    notes: list[str] = []
    full_batch = run.batch_size * run.devices
    if run.last_batch != full_batch:
        shared = f", over {run.devices} devices" if run.devices > 1 else ""
        samples = counted(run.last_batch, "sample")
        notes.append(f"the last batch of an epoch has {samples}{shared}")
    elif run.samples % full_batch:
        dropped = counted(run.samples % full_batch, "sample")
        notes.append(f"{dropped} left out of each epoch")
    if run.last_accumulation != run.accumulation:
        batches = counted(run.last_accumulation, "batch")
        notes.append(f"the last update of an epoch has {batches}")
    elif run.batches_per_epoch % run.accumulation:
        batches = counted(run.batches_per_epoch % run.accumulation, "batch")
        if run.remainder == "dropped":
            notes.append(f"{batches} left out at the end of each epoch")
        else:
            notes.append("what is left of an epoch's batches goes on in the next one")
    return "; ".join(notes)


def _plain_level(level: Level) -> str:
    text = exact_text(level.value)
    if level.value == 0:
        return text
    return f"the rate {text}" if level.unit == "rate" else f"{text} x"
