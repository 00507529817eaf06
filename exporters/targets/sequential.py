"""From a schedule to torch's own schedulers under SequentialLR, as far as they can say it."""

import keyword
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.segment_curve import shape_settings
from rampsmith.designer.problems.problem import Place, Problem
from rampsmith.designer.shapes.shape import Numbers
from rampsmith.designer.values.numbers import digits_text, number_source
from rampsmith.designer.words.phrases import shape_words
from rampsmith.exporters.curve_code.expressions import Style, verbatim
from rampsmith.exporters.curve_code.statements import Argument, Function
from rampsmith.exporters.targets.export_file import (
    ExportError,
    export_file,
    opening,
    require_exportable,
)
from rampsmith.exporters.words.course import course_lines, stepping_sentence
from rampsmith.exporters.words.naming import stems
from rampsmith.exporters.words.wording import WIDTH, wrapped

FOREVER = "10**12"
"""Steps, as source; torch's schedulers want a number where nothing is to end."""

_TAKEN = ("min", "optimizer", *keyword.kwlist)
"""Names that the file needs itself, or that no variable can have."""

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
    """One of torch's schedulers: a variable, its class, and its arguments after the optimizer.

    It may go on past the segment's end.
    """

    name: str
    kind: str
    arguments: tuple[str, ...]
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment in numbers: where it begins and arrives, as factors of the base rate.

    One that is cut knows how long its whole shape is, and where that would end.
    """

    name: str
    index: int
    steps: int
    start: float
    end: float
    length: float
    goal: float


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
        raise ExportError((Problem("error", Place("target"), str(error)),)) from None
    milestones = [sum(part.steps for part in parts[: place + 1]) for place in range(len(parts))]
    if schedulers[-1].goes_on and not schedule.goes_on:
        names = [scheduler.name for scheduler in schedulers]
        *_, name = stems([*names, "after the end"], _TAKEN)
        schedulers.append(_held(name, parts[-1].end))
    else:
        milestones.pop()
    code = whole.code
    style = Style(in_class=False, docstrings=code.docstrings, hints=code.type_hints)
    return export_file(
        "sequential",
        whole,
        opening=opening(whole, _head(schedule), _imports(whole, schedulers)),
        functions=["\n".join(_function(schedulers, milestones).lines(style))],
    )


def _function(schedulers: list[_Scheduler], milestones: list[int]) -> Function:
    """Build the function that builds torch's schedulers."""
    lines: list[str] = []
    for each in schedulers:
        arguments = ("optimizer", *each.arguments)
        lines += [f"{each.name} = {each.kind}(", *(f"    {one}," for one in arguments), ")"]
    lines += (
        "return SequentialLR(",
        "    optimizer,",
        "    schedulers=[",
        *(f"        {each.name}," for each in schedulers),
        "    ],",
        "    milestones=[",
        *(f"        {number_source(milestone)}," for milestone in milestones),
        "    ],",
        ")",
    )
    return Function(
        "scheduler_for",
        (Argument("optimizer", "Optimizer"),),
        verbatim("\n".join(lines)),
        "SequentialLR",
        "Build the schedulers, one after the other.",
    )


def _without_single_runs(schedule: Schedule) -> Schedule:
    """Leave out the repeats that run once: those are just their segments."""
    more = tuple(repeat for repeat in schedule.repeats if repeat.times != 1 or repeat.scales_steps)
    return replace(schedule, repeats=more)


def _imports(schedule: Schedule, schedulers: list[_Scheduler]) -> list[str]:
    """Write the imports as formatters do: in one line where it fits."""
    names = sorted({"SequentialLR", *(each.kind for each in schedulers)})
    hinted = ["from torch.optim import Optimizer"] if schedule.code.type_hints else []
    line = f"from torch.optim.lr_scheduler import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [*hinted, line]
    listed = (f"    {name}," for name in names)
    return [*hinted, "from torch.optim.lr_scheduler import (", *listed, ")"]


def _other_reason(key: CurveKey) -> str:
    if key.group is not None:
        return f"SequentialLR has one curve for all groups; the {key.words} has none or its own."
    if key.kind.combines == "multiplies":
        return "SequentialLR knows no curve that multiplies another."
    return f"A {key.kind.words} goes along, which SequentialLR cannot set."


def _require_plain(schedule: Schedule) -> None:
    """Refuse what no segment has to do with."""
    reasons = (
        *((True, _other_reason(track.key)) for track in schedule.tracks),
        (bool(schedule.repeats), "SequentialLR knows no repeats; unroll them first."),
        (schedule.after == "repeat", "SequentialLR does not begin again after the end."),
        (schedule.counts_from == 1, "SequentialLR counts its steps from 0, not from 1."),
        (
            len({group.base_lr for group in schedule.groups}) > 1 and not schedule.is_relative,
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
    for index, (name, segment_curve) in enumerate(zip(names, curve.segments, strict=True)):
        steps = int(rates.timeline.length(index))
        if steps > 0:
            start, end = segment_curve.start_value / base, segment_curve.end_value / base
            whole = segment_curve.whole
            length = whole.end - whole.begin
            yield _Part(name, index, steps, start, end, length, whole.end_value / base)


def _scheduler(schedule: Schedule, part: _Part) -> _Scheduler:
    """Write the scheduler of torch that follows a segment's shape."""
    segment = schedule.segments[part.index]
    shape = segment.shape
    is_late = segment.is_part and segment.before is not None
    if is_late or (segment.counts_ends and not segment.first_at_start):
        raise _CannotError(
            f"{_called(schedule, part)}: it begins in the middle of its shape, which torch's"
            " schedulers cannot do."
        )
    if part.length != int(part.length):
        raise _CannotError(f"{_called(schedule, part)}: its whole shape takes a part of a step.")
    if segment.floor is not None:
        raise _CannotError(f"{_called(schedule, part)}: torch's schedulers have no floors.")
    settings = shape_settings(shape, schedule)
    found = shape.in_torch(Numbers(part.length, part.start, part.goal, settings))
    if found is None:
        raise _CannotError(
            f"{_called(schedule, part)}: torch has no scheduler of its own for “"
            f"{shape_words(shape)}”{shape.torch_lacks}."
        )
    if found.from_base and part.start != 1:
        raise _CannotError(
            f"{_called(schedule, part)}: {found.name} begins at the base rate, not at"
            f" {digits_text(part.start)} times it."
        )
    bases = {group.base_lr for group in schedule.groups}
    arguments = dict(found.arguments)
    for name in found.rates:
        if arguments[name] != 0 and len(bases) > 1:
            raise _CannotError(
                f"{_called(schedule, part)}: {found.name} has one {name} for all groups, and"
                " these have several base rates."
            )
        arguments[name] *= schedule.groups[0].base_lr
    goes_on = found.goes_on or segment.is_part
    if found.name == "LinearLR":
        return _linear(part, goes_on=goes_on)
    if found.name == "ConstantLR":
        return _held(part.name, part.start)
    sources = tuple(f"{name}={number_source(value)}" for name, value in arguments.items())
    return _Scheduler(part.name, found.name, sources, goes_on=goes_on)


def _linear(part: _Part, *, goes_on: bool) -> _Scheduler:
    """LinearLR refuses to begin at 0 and to go above 1; LambdaLR does not."""
    start, end = number_source(float(part.start)), number_source(float(part.goal))
    steps = number_source(int(part.length))
    if 0 < part.start <= 1 and 0 <= part.goal <= 1:
        arguments = (f"start_factor={start}", f"end_factor={end}", f"total_iters={steps}")
        return _Scheduler(part.name, "LinearLR", arguments, goes_on)
    course = f"{start} + ({end} - {start}) * min(1.0, step / {steps})"
    if (part.start, part.goal) == (0, 1):
        course = f"min(1.0, step / {steps})"
    return _Scheduler(part.name, "LambdaLR", (f"lr_lambda=lambda step: {course}",), goes_on)


def _held(name: str, factor: float) -> _Scheduler:
    """ConstantLR refuses factors above 1; LambdaLR does not."""
    if 0 <= factor <= 1:
        arguments = (f"factor={number_source(float(factor))}", f"total_iters={FOREVER}")
        return _Scheduler(name, "ConstantLR", arguments)
    return _Scheduler(name, "LambdaLR", (f"lr_lambda=lambda _: {number_source(float(factor))}",))


def _called(schedule: Schedule, part: _Part) -> str:
    return f"Segment {part.index + 1}, “{schedule.segments[part.index].name}”"


def _head(schedule: Schedule) -> list[str]:
    base = number_source(schedule.groups[0].base_lr)
    built = "" if schedule.is_relative else f" Build the optimizer with lr={base}."
    return [
        *course_lines(schedule),
        "",
        *wrapped(f"{stepping_sentence(schedule)}{built}"),
        "",
        *wrapped(_FAULTS),
    ]
