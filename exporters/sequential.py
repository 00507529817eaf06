"""From a schedule to torch's own schedulers under SequentialLR, as far as they can say it."""

import keyword
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.numbers import number_source
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import (
    Constant,
    Cosine,
    Exponential,
    Linear,
    Polynomial,
    Staircase,
    has_end,
)
from rampsmith.designer.words import shape_words
from rampsmith.exporters.frame import ExportError, design_lines, finished, require_exportable
from rampsmith.exporters.naming import stems
from rampsmith.exporters.rendering import rendered
from rampsmith.exporters.wording import WIDTH, course_lines, headline, stepping_sentence, wrapped

FOREVER = "10**12"
"""Steps, as source; torch's schedulers want a number where nothing is to end."""

_TAKEN = ("min", "optimizer", *keyword.kwlist)
"""What the file calls otherwise, and what no variable can be called."""

_FAULTS = (
    "``SequentialLR`` has faults of its own: with ``last_epoch`` it resumes at a wrong rate"
    " (pytorch issue 162591), inside another one it loses a step (196243), it sets no rate when"
    " its state is loaded, and a checkpoint's numbers win over those in this file. The class that"
    " Rampsmith exports by default has none of these."
)


class _CannotError(Exception):
    """Torch's own schedulers cannot say a schedule, for a reason in one sentence."""


@dataclass(frozen=True, slots=True)
class _Scheduler:
    """One of torch's schedulers.

    Attributes:
        name: the variable that holds it.
        kind: its class.
        arguments: those behind the optimizer, as source.
    """

    name: str
    kind: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment in numbers.

    Attributes:
        name: an identifier.
        index: its place in the schedule.
        steps: how long it is.
        start: where it begins, as a factor of the base rate.
        end: where it arrives.
    """

    name: str
    index: int
    steps: int
    start: float
    end: float


def sequential_source(schedule: Schedule) -> str:
    """Write the file with ``scheduler_for``.

    Raises:
        ExportError: if the schedule has errors, or cannot be said this way.
    """
    require_exportable(schedule)
    whole, schedule = schedule, _without_single_runs(schedule)
    try:
        _require_plain(schedule)
        parts = list(_parts(schedule))
        schedulers = [_scheduler(schedule, part) for part in parts]
    except _CannotError as error:
        raise ExportError((Problem("error", "target", str(error)),)) from None
    milestones = [sum(part.steps for part in parts[: place + 1]) for place in range(len(parts))]
    if _rises_or_falls_on(schedule, parts[-1]):
        names = [scheduler.name for scheduler in schedulers]
        *_, name = stems([*names, "after the end"], _TAKEN)
        schedulers.append(_held(name, parts[-1].end))
    else:
        milestones.pop()
    text = rendered(
        "sequential.py.jinja",
        headline=headline(schedule),
        head=_head(schedule),
        imports=_imports(sorted({"SequentialLR", *(each.kind for each in schedulers)})),
        schedulers=schedulers,
        milestones=[number_source(milestone) for milestone in milestones],
        design=design_lines(whole),
    )
    return finished(text, whole, target="sequential")


def _without_single_runs(schedule: Schedule) -> Schedule:
    """Leave out the repeats that run once: those are just their segments."""
    more = tuple(
        repeat
        for repeat in schedule.repeats
        if repeat.times != 1 or (repeat.scaling == "steps" and repeat.scale != 1)
    )
    return replace(schedule, repeats=more)


def _imports(names: list[str]) -> list[str]:
    """Write the import as formatters do: in one line where it fits."""
    line = f"from torch.optim.lr_scheduler import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return [
        "from torch.optim.lr_scheduler import (",
        *(f"    {name}," for name in names),
        ")",
    ]


def _require_plain(schedule: Schedule) -> None:
    """Refuse what no segment has to do with."""
    reasons = (
        (schedule.momentum is not None, "A momentum goes along, which SequentialLR cannot set."),
        (schedule.multiplier is not None, "SequentialLR knows no curve that multiplies another."),
        (bool(schedule.repeats), "SequentialLR knows no repeats; unroll them first."),
        (schedule.after == "repeat", "SequentialLR does not begin again after the end."),
        (schedule.counts_from == 1, "SequentialLR counts its steps from 0, not from 1."),
        (
            len({group.base_lr for group in schedule.groups}) > 1
            and schedule.level_units != {"factor"},
            "An absolute rate is another factor for each base rate; the groups have several.",
        ),
        (
            any(boundary != int(boundary) for boundary in Rates(schedule).timeline.boundaries),
            "A boundary lies between two steps, which SequentialLR does not know.",
        ),
    )
    for is_so, reason in reasons:
        if is_so:
            raise _CannotError(reason)


def _parts(schedule: Schedule) -> Iterator[_Part]:
    """Yield the segments that last, in factors of the base rate."""
    rates = Rates(schedule)
    curve = rates.curves[0]
    base = 1.0 if rates.relative else schedule.groups[0].base_lr
    if base == 0:
        raise _CannotError("An absolute rate is no multiple of a base rate of 0.")
    names = stems([segment.name for segment in schedule.segments], _TAKEN)
    for index, (name, piece) in enumerate(zip(names, curve.pieces, strict=True)):
        steps = int(rates.timeline.length(index))
        if steps > 0:
            yield _Part(name, index, steps, piece.start_value / base, piece.end_value / base)


def _scheduler(schedule: Schedule, part: _Part) -> _Scheduler:
    """Say a segment by one of torch's schedulers."""
    segment = schedule.segments[part.index]
    base = schedule.groups[0].base_lr
    steps = number_source(part.steps)
    match segment.shape:
        case Constant():
            return _held(part.name, part.start)
        case Linear():
            return _linear(part)
        case Cosine():
            _require_base(schedule, part, "CosineAnnealingLR")
            if part.end != 0 and len({group.base_lr for group in schedule.groups}) > 1:
                raise _CannotError(
                    f"{_called(schedule, part)}: CosineAnnealingLR has one lowest rate for all"
                    " groups, and these have several base rates."
                )
            lowest = number_source(part.end * base)
            return _Scheduler(
                part.name, "CosineAnnealingLR", (f"T_max={steps}", f"eta_min={lowest}")
            )
        case Exponential():
            _require_base(schedule, part, "ExponentialLR")
            gamma = number_source(part.end ** (1 / part.steps))
            return _Scheduler(part.name, "ExponentialLR", (f"gamma={gamma}",))
        case Polynomial(power=power) if part.end == 0:
            _require_base(schedule, part, "PolynomialLR")
            arguments = (f"total_iters={steps}", f"power={number_source(power)}")
            return _Scheduler(part.name, "PolynomialLR", arguments)
        case Staircase(every=span, factor=factor):
            _require_base(schedule, part, "StepLR")
            every = span_in_steps(span, schedule)
            if every != int(every):
                raise _CannotError(
                    f"{_called(schedule, part)}: a stair of {every} steps is none that StepLR knows."
                )
            arguments = (f"step_size={number_source(int(every))}", f"gamma={number_source(factor)}")
            return _Scheduler(part.name, "StepLR", arguments)
        case shape:
            ending = " to anything but 0" if isinstance(shape, Polynomial) else ""
            raise _CannotError(
                f"{_called(schedule, part)}: torch has no scheduler of its own for “"
                f"{shape_words(shape)}”{ending}."
            )


def _linear(part: _Part) -> _Scheduler:
    """LinearLR refuses to begin at 0 and to go above 1; LambdaLR does not."""
    start, end = number_source(float(part.start)), number_source(float(part.end))
    steps = number_source(part.steps)
    if 0 < part.start <= 1 and 0 <= part.end <= 1:
        arguments = (f"start_factor={start}", f"end_factor={end}", f"total_iters={steps}")
        return _Scheduler(part.name, "LinearLR", arguments)
    course = f"{start} + ({end} - {start}) * min(1.0, step / {steps})"
    if (part.start, part.end) == (0, 1):
        course = f"min(1.0, step / {steps})"
    return _Scheduler(part.name, "LambdaLR", (f"lr_lambda=lambda step: {course}",))


def _held(name: str, factor: float) -> _Scheduler:
    """ConstantLR refuses factors above 1; LambdaLR does not."""
    if 0 <= factor <= 1:
        arguments = (f"factor={number_source(float(factor))}", f"total_iters={FOREVER}")
        return _Scheduler(name, "ConstantLR", arguments)
    return _Scheduler(name, "LambdaLR", (f"lr_lambda=lambda _: {number_source(float(factor))}",))


def _rises_or_falls_on(schedule: Schedule, part: _Part) -> bool:
    """Tell whether torch's scheduler for the last segment would go on past its end."""
    shape = schedule.segments[part.index].shape
    return isinstance(shape, Cosine | Exponential) or not (has_end(shape) or shape == Constant())


def _require_base(schedule: Schedule, part: _Part, kind: str) -> None:
    if part.start != 1:
        raise _CannotError(
            f"{_called(schedule, part)}: {kind} begins at the base rate, not at"
            f" {part.start:.6g} times it."
        )


def _called(schedule: Schedule, part: _Part) -> str:
    return f"Segment {part.index + 1}, “{schedule.segments[part.index].name}”"


def _head(schedule: Schedule) -> list[str]:
    base = number_source(schedule.groups[0].base_lr)
    built = "" if schedule.level_units == {"factor"} else f" Build the optimizer with lr={base}."
    return [
        *course_lines(schedule),
        "",
        *wrapped(f"{stepping_sentence(schedule)}{built}"),
        "",
        *wrapped(_FAULTS),
    ]
