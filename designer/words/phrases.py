"""A schedule in words: for the list, the status line, screen readers and the exported file."""

import math
from dataclasses import replace
from functools import partial

from rampsmith.designer.document.curves import curve_of
from rampsmith.designer.document.kinds import RATE, CurveKind
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Level, Repeat, Scaling, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.names import capitalised, printable
from rampsmith.designer.values.numbers import (
    brief_count,
    count_text,
    counted,
    exact_text,
    rate_text,
)
from rampsmith.designer.values.spans import COUNTED, Span, SpanUnit

_SCALED: dict[Scaling, str] = {
    "peak": "peak",
    "amplitude": "amplitude",
    "whole": "level",
    "steps": "amplitude",
    "depth": "depth",
    "depth_steps": "depth",
}

FORMULA_WIDTH = 40
"""Characters of a formula that a line of words has room for."""

_PARTS = {
    "title": "the title",
    "class_name": "the name of the class",
    "after": "what comes after the end",
    "counts_from": "what steps count from",
    "stepping": "when it steps",
    "groups": "the groups",
    "run": "the run",
    "repeats": "the repeats",
    "metric": "the metric",
    "code": "the style of the exported file",
}

MOST_NAMED = 3
"""Segments that are called by their names; of more, only the number is said."""


def shape_words(shape: Shape) -> str:
    """Name a shape in a sentence: ``cosine``; a typed formula stands for itself, shortened."""
    return formula_words(shape) if isinstance(shape, Expression) else shape.noun


def formula_words(shape: Expression) -> str:
    """Show a formula in one line, however it was typed: ``1 / (t + 1)``."""
    plain = " ".join(printable(shape.text).split()) or "an empty formula"
    return plain if len(plain) <= FORMULA_WIDTH else f"{plain[: FORMULA_WIDTH - 1]}…"


def _lengths_words(lengths: tuple[float, ...]) -> str:
    """Write how long cycles are, one by one: ``10 : 20 : 40``; of many the first ones."""
    shown = " : ".join(map(exact_text, lengths[:MOST_NAMED]))
    return f"{shown} : …" if len(lengths) > MOST_NAMED else shown


def repeat_words(repeat: Repeat) -> str:
    """Write how a block is repeated: ``3 times, each 2 times as long, peaks times 0.5``."""
    parts = ["again and again" if repeat.times is None else counted(repeat.times, "time")]
    if repeat.lengths:
        parts.append(f"as long as {_lengths_words(repeat.lengths)}")
    elif repeat.stretch != 1:
        each = f"each {exact_text(repeat.stretch)} times as long"
        parts.append(f"{each} but for the first segment" if repeat.keeps_first else each)
    if repeat.scale != 1:
        pace = " at every step" if repeat.scales_steps else ""
        parts.append(f"{_SCALED[repeat.scaling]} times {exact_text(repeat.scale)}{pace}")
    return ", ".join(parts)


def span_words(span: Span, *, step_word: str = "step") -> str:
    """Write a length or where it ends: ``5 epochs``, ``20 %``, ``the rest``, ``until epoch 150``."""
    if span.unit == "fill":
        return "the rest"
    if span.until:
        return f"until {until_words(span, step_word)}"
    if span.less:
        words = span_words(replace(span, less=0), step_word=step_word)
        return f"{words} less {counted(span.less, step_word)}"
    if span.unit == "percent":
        return f"{exact_text(span.amount)} %"
    if span.unit in ("samples", "tokens"):
        return _data_words(span)
    return counted(span.amount, step_word if span.unit == "steps" else COUNTED[span.unit].one)


def until_words(span: Span, step_word: str) -> str:
    """Write the place in the run that something lasts until: ``epoch 150``, ``20 % of the run``."""
    if span.less:
        words = until_words(replace(span, less=0), step_word)
        return f"{words} less {counted(span.less, step_word)}"
    if span.unit == "percent":
        return f"{exact_text(span.amount)} % of the run"
    if span.unit in ("samples", "tokens"):
        return _data_words(span)
    one = step_word if span.unit == "steps" else COUNTED[span.unit].one
    return f"{one} {count_text(span.amount)}"


def _data_words(span: Span) -> str:
    is_whole = math.isfinite(span.amount) and span.amount == int(span.amount)
    amount = brief_count(span.amount) if is_whole else exact_text(span.amount)
    return f"{amount} {COUNTED[span.unit].one if span.amount == 1 else span.unit}"


_MISSING = {
    "epochs": "This run has no epochs to count",
    "percent": "This run has no length to take a part of",
    "tokens": "First say in the run how many tokens a sample has",
}


def missing_words(unit: SpanUnit) -> str:
    """Explain why a run cannot count a unit."""
    return _MISSING.get(unit, f"This run has no {unit} to count")


def _length_phrase(span: Span, step_word: str) -> str:
    """Write how long something takes as a part of a sentence: ``over 10 % of the run``."""
    words = length_words(span, step_word)
    return words if span.until else f"over {words}"


def length_words(span: Span, step_word: str) -> str:
    """Write a length in a sentence: ``5 epochs``, ``10 % of the run``."""
    if span.less:
        whole = length_words(replace(span, less=0), step_word)
        return f"{whole} less {counted(span.less, step_word)}"
    words = span_words(span, step_word=step_word)
    return f"{words} of the run" if span.unit == "percent" and not span.until else words


def level_words(level: Level) -> str:
    """Write a level: ``0.1 ×`` the base rate, or the rate ``1e-5``."""
    return f"{exact_text(level.value)} ×" if level.unit == "factor" else exact_text(level.value)


def levels_words(segment: Segment) -> str:
    """Write where a segment goes: ``0 → 1 ×``, ``→ 1e-5``, ``1 ×``; nothing where it only holds."""
    begun = segment.start if segment.uses_start else None
    start = "" if begun is None else level_words(begun)
    if not segment.shape.has_end or segment.end is None:
        return start
    end = level_words(segment.end)
    if begun is not None and begun.unit == segment.end.unit == "factor":
        start = exact_text(begun.value)
    return f"{start} → {end}" if start else f"→ {end}"


def shape_and_length(segment: Segment, schedule: Schedule) -> tuple[str, str]:
    """Write a segment's shape and its length: ``cosine``, ``fills the rest``."""
    length = span_words(segment.span, step_word=schedule.step_word)
    return shape_words(segment.shape), "fills the rest" if segment.span.unit == "fill" else length


def segment_summary(segment: Segment, schedule: Schedule) -> str:
    """Write a segment's shape and length in one line: ``cosine · fills the rest``."""
    return " · ".join(shape_and_length(segment, schedule))


def phrase(segment: Segment, schedule: Schedule, kind: CurveKind = RATE) -> str:
    """Write a segment as a part of a sentence: ``linear from 0 to 1 x over 5 epochs``."""
    shape = segment.shape
    start = segment.start if segment.uses_start else None
    end = segment.end if shape.has_end else None
    words = shape_words(shape)
    if isinstance(shape, Expression) and shape.text.strip():
        # So that a sentence may begin with a capital, which is not the formula's.
        words = f"formula {words}"
    parts = [words, setting_words(shape, schedule)]
    if start is not None:
        alike = end is not None and start.unit == end.unit
        level = exact_text(start.value) if alike else _plain_level(start, kind)
        parts.append(f"{shape.preposition} {level}")
    if end is not None:
        parts.append(f"to {_plain_level(end, kind)}")
    if segment.floor is not None:
        parts.append(f"and never below {_plain_level(segment.floor, kind)}")
    parts.append(_length_phrase(segment.span, schedule.step_word))
    return " ".join(filter(None, parts)) + part_words(segment, schedule.step_word)


def part_words(segment: Segment, step_word: str) -> str:
    """Write which part of a shape a segment executes; nothing where it does as most do."""
    parts: list[str] = []
    if segment.is_part and segment.began_with_the_run:
        parts.append("counted from the beginning of the run")
    elif segment.is_part and segment.before is not None:
        parts.append(f"begun {length_words(segment.before, step_word)} earlier")
    if segment.is_part and segment.after is not None:
        parts.append(f"cut {length_words(segment.after, step_word)} before its end")
    if segment.counts_ends and not segment.first_at_start:
        parts.append("its first step already on the way")
    if segment.counts_ends and segment.last_at_end:
        parts.append("its last step at the end")
    *most, last = parts or [""]
    return f", {', '.join(most)} and {last}" if most else f", {last}" if last else ""


def setting_words(shape: Shape, schedule: Schedule) -> str:
    """Write what bends a shape, or nothing where nothing does."""
    return shape.setting_words(partial(span_words, step_word=schedule.step_word))


def summary(schedule: Schedule) -> str:
    """Write the whole schedule in one sentence without its full stop."""
    parts = _phrases(schedule)
    if not parts:
        return "Nothing yet"
    curves = [one_after_another(parts)]
    for track in schedule.tracks:
        kind = track.key.kind
        if track.segments:
            words = one_after_another(_phrases(curve_of(schedule, track.key), kind))
            whose = "" if track.key.group is None else f" of “{track.key.group}”"
            curves.append(f"{kind.clause}{whose}: {words}")
    said = "; ".join(curves)
    return capitalised(said)


def _phrases(schedule: Schedule, kind: CurveKind = RATE) -> list[str]:
    """Write each segment, and each repeat with its block: ``(linear …, then cosine …) 3 times``."""
    parts: list[str] = []
    for index, repeat in schedule.parts():
        last = index if repeat is None else repeat.last
        block = [phrase(each, schedule, kind) for each in schedule.segments[index : last + 1]]
        words = one_after_another(block)
        parts.append(words if repeat is None else f"({words}) {repeat_words(repeat)}")
    return parts


def one_after_another(parts: list[str]) -> str:
    """Put parts of a sentence in order: ``linear, constant, then cosine``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, then {parts[-1]}"


def run_words(schedule: Schedule) -> str:
    """Write what the run comes to: ``180 updates per epoch, 9,000 in all``."""
    run = schedule.run
    if run.is_endless or run.stages:
        return f"{counted(run.total_updates, 'update')} in all"
    noun = "update" if run.updates_per_epoch == 1 else "updates"
    return f"{updates_text(run)} {noun} per epoch, {count_text(run.total_updates)} in all"


def stage_words(run: Run, stage: Stage) -> str:
    """Write a stage as it would be typed: ``512 × 2 from 1B tokens``."""
    place = span_words(replace(stage.begin, until=False), step_word="update")
    size = brief_count(stage.batch_size)
    times = f" × {count_text(stage.accumulation)}" if stage.accumulation != run.accumulation else ""
    return f"{size}{times} from {place}"


def updates_text(run: Run) -> str:
    """Write how many updates an epoch has: ``180``, or ``13 or 14`` where some are carried over."""
    exact = run.exact_updates_per_epoch
    if exact.denominator == 1:
        return count_text(int(exact))
    return f"{count_text(math.floor(exact))} or {count_text(math.ceil(exact))}"


def remainder_words(schedule: Schedule) -> str:
    """Write what is left over at the end of an epoch, or nothing where all goes even."""
    run = schedule.run
    if run.updates_per_epoch == 0 or run.stages:
        return ""
    noun = run.batch_word
    notes: list[str] = []
    full_batch = run.batch_size * run.devices
    if run.last_batch != full_batch:
        shared = f", over {run.devices} devices" if run.devices > 1 else ""
        samples = counted(run.last_batch, noun)
        notes.append(f"the last batch of an epoch has {samples}{shared}")
    elif run.data % full_batch:
        dropped = counted(run.data % full_batch, noun)
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


def _plain_level(level: Level, kind: CurveKind) -> str:
    """Write a level; an absolute one is named where it could be taken for a factor."""
    text = exact_text(level.value)
    if level.value == 0:
        return text
    if level.unit == "factor":
        return f"{text} x"
    return f"the {kind.words} {text}" if len(kind.units) > 1 else text


def spoken_segment(rates: Rates, index: int, group: int, kind: CurveKind = RATE) -> str:
    """Describe a segment, for one group, as one listens to it: all that the plot shows of it."""
    schedule, line = rates.schedule, rates.timeline
    said = phrase(schedule.segments[index], schedule, kind)
    begin, end = count_text(line.begins[index]), count_text(line.ends[index])
    parts = [f"{capitalised(said)}.", f"From {schedule.step_word} {begin} to {end}."]
    if group < len(schedule.groups):
        start = rate_text(rates.level_at_start(index, group))
        parts.append(f"{kind.title} {start} to {rate_text(rates.level_at_end(index, group))}.")
    repeat = schedule.repeat_of(index)
    if repeat is not None:
        parts.append(f"Part of “{repeat.name}”, which runs {repeat_words(repeat)}.")
    return " ".join(parts)


def difference_words(before: Schedule, after: Schedule) -> str:
    """List the differences between two versions of a design: ``“Warmup”, the run``."""
    parts = [
        words for name, words in _PARTS.items() if getattr(before, name) != getattr(after, name)
    ]
    return ", ".join([*_segment_words(before, after), *_track_words(before, after), *parts])


def _track_words(before: Schedule, after: Schedule) -> list[str]:
    """Name the curves other than the rates that differ."""
    olds = {track.key: track for track in before.tracks}
    news = {track.key: track for track in after.tracks}
    keys = [*olds, *(key for key in news if key not in olds)]
    return [f"the {key.words}" for key in keys if olds.get(key) != news.get(key)]


def _segment_words(before: Schedule, after: Schedule) -> list[str]:
    count = len(after.segments) - len(before.segments)
    if count:
        return [f"{counted(abs(count), 'segment')} {'more' if count > 0 else 'fewer'}"]
    pairs = zip(before.segments, after.segments, strict=True)
    names = [f"“{new.name}”" for old, new in pairs if old != new]
    return names if len(names) <= MOST_NAMED else [counted(len(names), "segment")]
