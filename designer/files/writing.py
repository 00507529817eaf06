"""From a schedule to the text of its design file."""

import math
from dataclasses import asdict, fields, replace
from typing import Any

from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import (
    CodeStyle,
    Group,
    Level,
    Repeat,
    Schedule,
    Segment,
    Track,
)
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.json_text import laid_out
from rampsmith.designer.files.oversize import oversize_faults
from rampsmith.designer.files.reading import NEW_RUN_WORDS, OLD_KEYS, VERSION
from rampsmith.designer.files.reading_curves import (
    ENDLESS,
    LESS,
    OLD_SCALINGS,
    OLD_UNITS,
    PART_WORDS,
    UNTIL,
)
from rampsmith.designer.files.storing import storable, storable_curve
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.formulas.language import OF_THE_RUN
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.values.limits import LONGEST_OLD_FORMULA
from rampsmith.designer.values.spans import Span

_USUAL: dict[str, Any] = {
    field.name: field.default for field in fields(Segment) if field.name in PART_WORDS
}
"""What a segment of the oldest format has of each word that this does not know."""


def design_text(schedule: Schedule, *, source: str = "the design") -> str:
    """Write a schedule as the text of a design file; reading it gives ``storable(schedule)``.

    Raises:
        DesignError: if there is more of something than a file may have, or a text too long for it.
    """
    faults = oversize_faults(schedule)
    if faults:
        raise DesignError(source, faults)
    return laid_out(_document(storable(schedule))) + "\n"


def short_document(schedule: Schedule) -> dict[str, Any]:
    """Return what a design file holds as JSON, omitting defaults."""
    document, usual = _document(storable(schedule)), _document(Schedule())
    # A reader takes the usual epochs only where the run's length is not given otherwise.
    kept = {"rampsmith", "segments"} | (set() if schedule.run.in_epochs else {"epochs"})

    def unusual(found: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
        return {
            word: value for word, value in found.items() if word in kept or usual.get(word) != value
        }

    document["run"] = unusual(document["run"], usual["run"])
    return unusual(document, {**usual, "run": {}})


def segments_text(schedule: Schedule) -> str:
    """Write segments, with their repeats, as the text of a design that says nothing else."""
    version = 1 if _has_old_words(schedule) else VERSION
    document = {"rampsmith": version, **_curve(storable_curve(schedule))}
    return laid_out(document) + "\n"


def _document(schedule: Schedule) -> dict[str, Any]:
    newer = [_own_words(track) for track in schedule.tracks if track.key not in OLD_KEYS]
    groups = [_group(group) for group in schedule.groups]
    is_old = not newer and not any(group.bases for group in schedule.groups)
    is_old = (
        is_old
        and _is_old_run(schedule.run)
        and _has_old_words(schedule)
        and all(map(_has_old_words, schedule.tracks))
    )
    found = {
        "rampsmith": 1 if is_old else VERSION,
        "title": schedule.title,
        "class_name": schedule.class_name,
        "stepping": schedule.stepping,
        "counts_from": schedule.counts_from,
        "after": schedule.after,
        "groups": groups,
        "run": _run(schedule.run),
        **_curve(schedule),
    }
    found |= {str(t.key): _curve(t) for t in schedule.tracks if t.key in OLD_KEYS}
    if newer:
        found["curves"] = newer
    if schedule.metric:
        is_plain = all(map(math.isfinite, schedule.metric))
        found["metric"] = [*(schedule.metric if is_plain else map(_written, schedule.metric))]
    if schedule.code != CodeStyle():
        found["code"] = asdict(schedule.code)
    return found


def _is_old_run(run: Run) -> bool:
    """Return whether the oldest format can hold a run."""
    usual = Run()
    return not run.is_endless and all(
        getattr(run, word) == getattr(usual, word) for word in NEW_RUN_WORDS
    )


def _has_old_words(curve: Schedule | Track) -> bool:
    """Return whether the oldest format can hold the segments of a curve."""
    spans = (span for segment in curve.segments for span in segment.spans)
    are_whole = all(replace(each, **_USUAL) == each for each in curve.segments)
    if not all(_is_old_shape(segment.shape) for segment in curve.segments):
        return False
    are_whole &= all(
        repeat.scaling in OLD_SCALINGS and not repeat.lengths for repeat in curve.repeats
    )
    return are_whole and all(
        span.unit in OLD_UNITS and not span.until and not span.less for span in spans
    )


def _is_old_shape(shape: Shape) -> bool:
    """Return whether the oldest format can hold a shape: of formulas those that it knew."""
    if not isinstance(shape, Expression):
        return True
    is_long = len(shape.text) > LONGEST_OLD_FORMULA
    return not (is_long or shape.absolute or shape.constants or shape.names & OF_THE_RUN.keys())


def _group(group: Group) -> dict[str, Any]:
    bases = {name: _written(value) for name, value in group.bases}
    return {"name": group.name, "base_lr": _written(group.base_lr), **bases}


def _own_words(track: Track) -> dict[str, Any]:
    """Write a curve that says itself what it sets and for whom."""
    kind, group = track.key.kind, track.key.group
    found: dict[str, Any] = {"value" if kind.is_own else "of": kind.name}
    if group is not None:
        found["group"] = group
    return {**found, "left_alone": True} if track.left_alone else {**found, **_curve(track)}


def _curve(curve: Schedule | Track) -> dict[str, Any]:
    """Write segments and, where there are any, the repeats of them."""
    found: dict[str, Any] = {"segments": [_segment(segment) for segment in curve.segments]}
    if curve.repeats:
        found["repeats"] = [_repeat(repeat) for repeat in curve.repeats]
    return found


def _repeat(repeat: Repeat) -> dict[str, Any]:
    """Write a repeat, omitting defaults."""
    found: dict[str, Any] = {
        "name": repeat.name,
        "segments": [repeat.first, repeat.last],
        "times": ENDLESS if repeat.times is None else repeat.times,
    }
    usual = Repeat("", 0, 0)
    for word in ("stretch", "keeps_first", "scale", "scaling"):
        value = getattr(repeat, word)
        if value != getattr(usual, word):
            found[word] = _written(value) if isinstance(value, float) else value
    if repeat.lengths:
        found["lengths"] = [*map(_written, repeat.lengths)]
    return found


def _run(run: Run) -> dict[str, Any]:
    found = {field.name: getattr(run, field.name) for field in fields(run)}
    found["stages"] = [_stage(stage) for stage in run.stages]
    left_out = {
        word for word in ("updates", "tokens_per_sample", "total_tokens") if found[word] is None
    }
    if run.epochs is None and not run.in_epochs:
        left_out.add("epochs")
    left_out |= {word for word in NEW_RUN_WORDS if getattr(run, word) == getattr(Run(), word)}
    return {word: value for word, value in found.items() if word not in left_out}


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "begin": _span(stage.begin),
        "batch_size": stage.batch_size,
        "accumulation": stage.accumulation,
    }


def _segment(segment: Segment) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": segment.name,
        "shape": _shape(segment.shape),
        "span": _span(segment.span),
    }
    for side, level in (("start", segment.start), ("end", segment.end)):
        if level is not None:
            found[side] = _level(level)
    for side, span in (("before", segment.before), ("after", segment.after)):
        if span is not None:
            found[side] = _span(span)
    for word in ("first_at_start", "last_at_end"):
        if getattr(segment, word) != _USUAL[word]:
            found[word] = getattr(segment, word)
    if segment.floor is not None:
        found["floor"] = _level(segment.floor)
    return found


def _level(level: Level) -> dict[str, Any]:
    return {level.unit: _written(level.value)}


def _shape(shape: Shape) -> str | dict[str, Any]:
    settings = {name: getattr(shape, name) for name in settings_of(shape)}
    if not settings:
        return shape.kind
    written = {word: _setting(value) for word, value in settings.items()}
    more = _more_of_formula(shape) if isinstance(shape, Expression) else {}
    return {"kind": shape.kind, **written, **more}


def _more_of_formula(shape: Expression) -> dict[str, Any]:
    """Write what a formula has besides its text, where it has any."""
    found: dict[str, Any] = {"absolute": True} if shape.absolute else {}
    if shape.constants:
        found["constants"] = [_constant(each) for each in shape.constants]
    return found


def _constant(constant: FormulaConstant) -> dict[str, Any]:
    ends = {"low": constant.low, "high": constant.high}
    found = {word: _written(end) for word, end in ends.items() if end is not None}
    return {"name": constant.name, "value": _written(constant.value), **found}


def _setting(value: float | str | Span) -> Any:
    match value:
        case Span():
            return _span(value)
        case str():
            return value
        case _:
            return _written(value)


def _span(span: Span) -> str | dict[str, Any]:
    if span.unit == "fill":
        return "fill"
    amount: dict[str, Any] = {span.unit: _written(span.amount)}
    if span.until:
        return {UNTIL: amount}
    return {**amount, LESS: _written(span.less)} if span.less else amount


def _written(value: float) -> float | str:
    """Return a number as JSON can hold it; the three that it cannot as text."""
    return value if math.isfinite(value) else str(float(value))
