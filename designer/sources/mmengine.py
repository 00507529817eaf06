"""The ``param_scheduler`` of an mmengine configuration, as Python, JSON or YAML.

Its schedulers multiply the rate that they find, each from ``begin`` up to ``end``, counted in epochs
or in iterations. Within an epoch the rate of those that count epochs holds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rampsmith.designer.document.kinds import MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.presets.common import EVERYTHING, FULL, CommonArguments
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.sources.amounts import USUAL_SAMPLES
from rampsmith.designer.sources.arithmetic import finite
from rampsmith.designer.sources.entries import Entry
from rampsmith.designer.sources.making import Missing
from rampsmith.designer.sources.mmengine_files import (
    BASE,
    NAME,
    bases_of,
    members_of,
    without_schedule,
)
from rampsmith.designer.sources.reading import WHOLE, Notes, Reading, TextPlace, Unreadable
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.sources.training import count
from rampsmith.designer.values.limits import LARGEST_LEVEL, MOST_STEPS
from rampsmith.designer.values.numbers import plain_text, tidy
from rampsmith.designer.values.spans import Span, SpanUnit

MOST_SCHEDULERS = 50


def recognises(text: SourceText) -> bool:
    """Return whether a text is a configuration with such schedulers, or based on one."""
    if NAME not in text.text and BASE not in text.text:
        return False
    # What is noted of a text is noted when it is read.
    members = members_of(SourceText(text.text, text.name, Notes()))
    return bool(members.get(NAME, Entry(None)).value or bases_of(text))


def read(text: SourceText) -> Reading:
    """Read the schedulers over the run.

    Raises:
        Unreadable: if they cannot be one design.
    """
    members = members_of(text)
    if NAME not in members:
        raise without_schedule(text)
    listed = members[NAME]
    entries = listed.items() or ((listed,) if isinstance(listed.value, dict) else ())
    found = [
        scheduler
        for entry in entries[:MOST_SCHEDULERS]
        if (scheduler := _scheduler(entry, text.notes)) is not None
    ]
    if not found:
        raise Unreadable(f"{NAME} has no scheduler of the rate that is known.", listed.place)
    whole = _Whole(members, found, text.notes)
    return Reading(whole.schedule(), f"the {NAME} of mmengine", text.notes.all())


@dataclass(frozen=True)
class _Scheduler:
    """One scheduler: where it begins and ends, in epochs or in iterations."""

    kind: str
    begin: int
    end: int | None
    by_epoch: bool
    to_iterations: bool
    given: Mapping[str, Entry]
    place: TextPlace

    def number(self, name: str, default: float) -> float:
        """Return one of its numbers."""
        value = finite(self.given[name].plain) if name in self.given else None
        return default if value is None or abs(value) > LARGEST_LEVEL else value


KINDS = {
    "LinearLR": "linear",
    "CosineAnnealingLR": "cosine",
    "MultiStepLR": "milestones",
    "StepLR": "stairs",
    "ExponentialLR": "exponential",
    "ConstantLR": "constant",
    "PolyLR": "polynomial",
}


def _scheduler(entry: Entry, notes: Notes) -> _Scheduler | None:
    given = entry.members()
    value = given.get("type", Entry("")).value
    # A class may stand there as well as its name.
    kind = value.name if isinstance(value, Missing) else str(value).rpartition(".")[2]
    if kind not in KINDS:
        sentence = f"The scheduler “{kind[:40]}” is left out; there are {', '.join(KINDS)}."
        notes.add("not understood", entry.place, sentence)
        return None
    begin = finite(given.get("begin", Entry(0)).plain) or 0
    end = finite(given.get("end", Entry(None)).plain)
    if not 0 <= begin <= MOST_STEPS or (end is not None and not begin < end <= 1e18):
        raise Unreadable("begin and end must be places that rise.", entry.place)
    return _Scheduler(
        kind,
        int(begin),
        None if end is None or end > MOST_STEPS else int(end),
        "by_epoch" not in given or given["by_epoch"].value is not False,
        "convert_to_iter_based" in given and given["convert_to_iter_based"].value is True,
        given,
        entry.place,
    )


class _Whole:
    """The schedulers over one run."""

    def __init__(
        self, members: Mapping[str, Entry], found: Sequence[_Scheduler], notes: Notes
    ) -> None:
        self._members = members
        self._notes = notes
        self._found = sorted(found, key=lambda each: (not each.by_epoch, each.begin))
        self._by_epoch = all(each.by_epoch and not each.to_iterations for each in found)
        self._run = self._read_run()
        self._unit: SpanUnit = "epochs" if self._by_epoch else "steps"
        self._base = self._rate()

    def _value(self, *names: str) -> Any:
        entry = self._members.get(names[0], Entry(None))
        for name in names[1:]:
            entry = entry.members().get(name, Entry(None))
        return entry.plain

    def _rate(self) -> float:
        optimizer = ("optim_wrapper", "optimizer")
        rate = finite(self._value(*optimizer, "lr") or self._value("optimizer", "lr"))
        if rate is None or not 0 <= rate <= LARGEST_LEVEL:
            sentence = "The rate that the optimizer is built with; 0.01 until then."
            self._notes.add("asked for", self._members[NAME].place, sentence)
            return 0.01
        return float(rate)

    def _read_run(self) -> Run:
        epochs = count(self._value("train_cfg", "max_epochs"))
        updates = count(self._value("train_cfg", "max_iters"))
        batch = count(self._value("train_dataloader", "batch_size"))
        run = Run(samples=USUAL_SAMPLES, batch_size=batch or 32)
        if updates is not None:
            return replace(run, epochs=None, updates=updates)
        if epochs is None:
            ends = [each.end for each in self._found if each.by_epoch and each.end is not None]
            ends += [max(_milestones(each), default=0) + 1 for each in self._found if each.by_epoch]
            epochs = max(ends, default=12)
            sentence = f"How long the run is; {epochs} epochs until then."
            self._notes.add("asked for", self._members[NAME].place, sentence)
        if not self._by_epoch:
            sentence = f"How many samples an epoch has; {USUAL_SAMPLES:,} until then."
            self._notes.add("asked for", WHOLE, sentence)
        return replace(run, epochs=epochs)

    def schedule(self) -> Schedule:
        """Make the schedule: what follows each other in one curve, what overlaps as a multiplier."""
        lines: list[list[_Scheduler]] = []
        for each in sorted(
            self._found, key=lambda each: (self._place(each.begin, each), each.by_epoch)
        ):
            line = next(
                (line for line in lines if self._end(line[-1]) <= self._place(each.begin, each)),
                None,
            )
            if line is None:
                lines.append([each])
            else:
                line.append(each)
        if len(lines) > 2:
            raise Unreadable("More than two schedulers run at the same time.", lines[2][0].place)
        first, *others = [self._segments(line) for line in lines]
        tracks = tuple(Track(MULTIPLIER_CURVE, segments) for segments in others)
        if others and any(self._least(each) for line in lines for each in line):
            sentence = "Of schedulers that overlap, the minimum is multiplied too."
            self._notes.add("assumed", lines[1][0].place, sentence)
        decay = finite(self._value("optim_wrapper", "optimizer", "weight_decay"))
        bases = (("weight_decay", float(decay)),) if decay and decay > 0 else ()
        common = CommonArguments(stepping="epoch" if self._by_epoch else "update", title="mmengine")
        return common.schedule(
            *first, tracks=tracks, run=self._run, groups=(Group(EVERYTHING, self._base, bases),)
        )

    def _least(self, each: _Scheduler) -> float:
        ratio = each.number("eta_min_ratio", 0.0)
        return ratio * self._base or each.number("eta_min", 0.0)

    def _place(self, amount: int, each: _Scheduler) -> int:
        """Return the step at which so many of a scheduler's own are over."""
        if self._by_epoch or not each.by_epoch:
            return amount
        return amount * max(1, int(self._run.updates_per_epoch))

    def _end(self, each: _Scheduler) -> int:
        return self._total if each.end is None else self._place(each.end, each)

    @property
    def _total(self) -> int:
        return self._run.total_steps("epoch" if self._by_epoch else "update")

    def _span(self, each: _Scheduler, amount: int) -> Span:
        """Return a length in the unit that the configuration has it in."""
        return Span(amount, "epochs" if each.by_epoch else "steps")

    def _segments(self, line: list[_Scheduler]) -> tuple[Segment, ...]:
        made: list[Segment] = []
        at = 0
        level = FULL
        for each in line:
            begin = self._place(each.begin, each)
            if begin > at:
                until = Span(each.begin, "epochs" if each.by_epoch else "steps", until=True)
                made.append(Segment(f"Hold {len(made) + 1}", Constant(), until, level))
            segments, level = self._of(each, level)
            made += segments
            at = self._end(each)
        if at < self._total or not made:
            made.append(Segment("Hold", Constant(), Span.of_the_rest(), level))
        else:
            made[-1] = replace(made[-1], span=Span.of_the_rest())
        return tuple(
            replace(
                each,
                name=f"{each.name} {n}"
                if n and any(each.name == other.name for other in made[:n])
                else each.name,
            )
            for n, each in enumerate(made)
        )

    def _of(  # noqa: PLR0911 - one for each kind of scheduler.
        self, each: _Scheduler, level: Level
    ) -> tuple[list[Segment], Level]:
        """Return the segments of one scheduler from a level on, and the level at which it ends."""
        end = each.end
        own_end = (
            (self._run.total_steps("epoch") if each.by_epoch else self._total)
            if end is None
            else end
        )
        length = max(1, own_end - each.begin)
        span = self._span(each, length)
        kind = KINDS[each.kind]
        low = self._low(each)
        if kind == "linear":
            start, goal = each.number("start_factor", 1 / 3), each.number("end_factor", 1.0)
            ends = (_times(level, start), _times(level, goal))
            return [
                self._ramp(
                    "Warmup" if start < goal else "Ramp", Linear(), each, length, *ends, both=True
                )
            ], ends[1]
        if kind == "cosine":
            period = int(each.number("T_max", length))
            segment = self._ramp("Decay", Cosine(), each, length, level, low, period=period)
            return [segment], low
        if kind == "polynomial":
            shape = Polynomial(each.number("power", 1.0))
            return [self._ramp("Decay", shape, each, length, level, low, both=True)], low
        gamma = each.number("gamma", 0.1)
        if kind == "milestones":
            return self._stairs(each, sorted(_milestones(each)), gamma, length, level)
        if kind == "stairs":
            size = max(1, int(each.number("step_size", 1)))
            marks = [*range(size, length, size)][:200]
            return self._stairs(each, marks, gamma, length, level)
        if kind == "exponential":
            shape_of = Staircase(self._span(each, 1), gamma)
            return [Segment("Decay", shape_of, span, level)], _times(level, gamma ** (length - 1))
        factor = each.number("factor", 1 / 3)
        held = Segment(
            "Reduced", Constant(), self._span(each, max(1, length - 1)), _times(level, factor)
        )
        return (
            [held]
            if length == 1
            else [held, Segment("Back", Constant(), self._span(each, 1), level)]
        ), level

    def _low(self, each: _Scheduler) -> Level:
        least = self._least(each)
        return Level(0.0) if least <= 0 else Level.of_rate(least)

    def _ramp(  # noqa: PLR0917 - a shape, over a length, between two levels.
        self,
        name: str,
        shape: Shape,
        each: _Scheduler,
        length: int,
        start: Level,
        end: Level,
        *,
        both: bool = False,
        period: int | None = None,
    ) -> Segment:
        """Make a segment between two levels; where it counts epochs in a run of updates, in stairs."""
        span = self._span(each, length)
        longer = (period or length) - length
        if not each.by_epoch or each.to_iterations or self._by_epoch:
            counts_both = both and (length > 1 or each.to_iterations)
            after = self._span(each, longer) if longer > 0 else None
            return Segment(name, shape, span, start, end, after=after, last_at_end=counts_both)
        whole = (length - 1 if both else (period or length)) or 1
        p = f"floor({length} * p + 1e-9) / {whole}"
        text = {
            "linear": f"start + (end - start) * {p}",
            "cosine": f"end + (start - end) * (1 + cos(pi * {p})) / 2",
        }.get(shape.kind, "")
        if isinstance(shape, Polynomial):
            text = f"end + (start - end) * (1 - {p}) ** {plain_text(shape.power)}"
        return Segment(name, Expression(text), span, start, end)

    def _stairs(
        self, each: _Scheduler, marks: list[int], gamma: float, length: int, level: Level
    ) -> tuple[list[Segment], Level]:
        bounds = sorted({0, *(mark for mark in marks if 0 < mark < length)})
        made = []
        for number, (begin, end) in enumerate(zip(bounds, [*bounds[1:], length], strict=True), 1):
            passed = sum(mark <= begin for mark in marks)
            stair = _times(level, gamma**passed)
            made.append(
                Segment(f"Stair {number}", Constant(), self._span(each, end - begin), stair)
            )
        return made, made[-1].start or level


def _milestones(each: _Scheduler) -> list[int]:
    listed = each.given.get("milestones", Entry(())).plain
    numbers = [finite(one) for one in listed] if isinstance(listed, list) else []
    return [int(number) for number in numbers if number is not None and number < MOST_STEPS]


def _times(level: Level, factor: float) -> Level:
    near = tidy(level.value * factor)
    return replace(level, value=near if math.isfinite(near) else level.value)
