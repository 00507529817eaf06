"""Every sentence about rates is true of what is executed, for every group: read by a second reader."""

import math
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from rampsmith.designer.document.curves import common_curve, curve_of
from rampsmith.designer.document.kinds import RATE_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates, jumps, rates_of
from rampsmith.designer.evaluation.repeats import segment_at
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.problems.boundary_warnings import STAIRS
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.numbers import count_text, rate_text
from rampsmith.designer.values.spans import Span
from tests.designer.schedules import plain_schedules, repeated_schedules
from tests.designer.strategies import everything

EVERY = 3_000
"""Steps of a run that are all worked out; of longer ones, the told rates alone are compared."""

DESIGNS = everything() | plain_schedules(fractional=True) | repeated_schedules()


class Reader:
    """The executed rates of a design, against which a problem's sentence is read."""

    def __init__(self, schedule: Schedule, problem: Problem) -> None:
        self.schedule, self.problem = schedule, problem
        self.run, self.offset = schedule.total_steps, schedule.counts_from
        own = problem.place.curve.group if problem.place.curve is not None else None
        named = re.search(r"[Tt]he (?:rate|last value) of “(.*?)”|The peak of \S+ for “(.*?)” is", problem.sentence)  # fmt: skip
        name = own or (named and (named[1] or named[2]))
        self.groups = [
            index for index, group in enumerate(schedule.groups) if name in (None, group.name)
        ]
        rates = rates_of(schedule)
        self.rates = {index: rates.of_group(index, range(self.run)) for index in self.groups}

    def step(self, text: str) -> int:
        """Read a step as the person counts them."""
        return int(text.replace(",", "")) - self.offset

    def jumps(self, before: str, after: str, step: str) -> bool:
        at, key = self.step(step), self.problem.place.curve or RATE_CURVE
        values = list(self.rates.values())
        if key.kind != RATE_CURVE.kind:
            values = [rates_of(curve_of(self.schedule, key)).of_group(0, range(self.run))]
        return all((rate_text(v[at - 1]), rate_text(v[at])) == (before, after) for v in values)

    def peaks(self, peak: str, highest: str) -> bool:
        return all(rate_text(max(r)) == highest != peak for r in self.rates.values())

    def ends(self, last: str) -> bool:
        return all(rate_text(r[-1]) == last for r in self.rates.values())

    def stays(self, step: str, rate: str) -> bool:
        begin = math.ceil(float(step.replace(",", ""))) - self.offset
        return all({*map(rate_text, r[max(0, begin) :])} == {rate} for r in self.rates.values())

    def begins_at_0(self, count: str | None) -> bool:
        number = 1 if count is None else int(count.replace(",", ""))
        zero = [max(rates) == 0 for rates in zip(*self.rates.values(), strict=True)]
        return all(zero[:number]) and not any(zero[number : number + 1])

    def rises(self, step: str, low: str, high: str) -> bool:
        at = self.step(step)
        return all(
            (rate_text(r[at]), rate_text(r[-1])) == (low, high) and r[at - 1] >= r[at] < r[-1]
            for r in self.rates.values()
        )

    def idles(self, share: str) -> bool:
        followers = [i for i in self.groups if self._follows(i)]
        low = [
            all(0 < self.rates[i][t] < 1e-6 * max(self.rates[i]) for i in followers)
            for t in range(self.run)
        ]
        return f"{100 * sum(low) / self.run:.3g}" == share and sum(low) > self.run / 2

    def stands(self, share: str) -> bool:
        followers = [i for i in self.groups if self._follows(i)]
        none = sum(all(self.rates[i][t] == 0 for i in followers) for t in range(self.run))
        told = self.run * float(share) / 100
        return none > self.run / 2 and none >= told - 0.01 * self.run

    def names_all_that_idle(self) -> bool:
        """Whether who is not named has the rates that are told, if nobody is."""
        named = re.findall(r"“(.*?)”", self.problem.sentence.split(":")[0])
        trained = {i for i, group in enumerate(self.schedule.groups) if group.base_lr > 0}
        return bool(named) or {i for i in self.groups if self._follows(i)} >= trained

    def lies(self, name: str, floor: str, group: str | None) -> bool:
        alone = curve_of(self.schedule, self.problem.place.curve or RATE_CURVE)
        groups = [i for i in self.groups if group in (None, self.schedule.groups[i].name)]
        line = rates_of(alone).timeline
        steps = [
            t
            for t in range(min(self.run, math.ceil(line.end) - self.offset))
            if segment_at(alone, line, t) == self.problem.place.index
        ]
        is_multiplied = bool(self.schedule.tracks)
        return is_multiplied or any(
            {rate_text(self.rates[i][t]) for t in steps} == {floor} for i in groups
        )

    def _follows(self, index: int) -> bool:
        group = self.schedule.groups[index]
        own = self.problem.place.curve != RATE_CURVE
        alone = curve_of(self.schedule, self.problem.place.curve or RATE_CURVE)
        followers = alone.groups if own else common_curve(self.schedule).groups
        return group.base_lr > 0 and group.name in {each.name for each in followers}

    def runs_out(self, run: str, more: str) -> bool:
        alone = curve_of(self.schedule, self.problem.place.curve or RATE_CURVE)
        end = rates_of(alone).timeline.end
        return (count_text(self.run), count_text(end - self.run)) == (run, more)

    def is_never_executed(self) -> bool:
        alone = curve_of(self.schedule, self.problem.place.curve or RATE_CURVE)
        line = rates_of(alone).timeline
        within = range(min(self.run, math.ceil(line.end) - self.offset))
        found = {segment_at(alone, line, t) for t in within}
        return self.problem.place.index not in found


READ: dict[str, Callable[..., bool]] = {
    r"jumps from (\S+) to (\S+?)(?: \(\S+ ×\))? at \w+ ([\d,]+)\.": Reader.jumps,
    r"The peak of (\S+) .*is never reached; the highest rate that is executed is (\S+)\.": Reader.peaks,
    r"after the run: the last \w+ runs at (\S+)\.": Reader.ends,
    r"The schedule ends at \w+ ([\d,.]+), .* stays at (\S+)\.": Reader.stays,
    r"The first (?:([\d,]+) )?(?:updates?|epochs?) ha(?:s|ve) rate 0": Reader.begins_at_0,
    r"rises again from \w+ ([\d,]+) on, from (\S+) to (\S+) in the run": Reader.rises,
    r"^(?:“.*”: )?([\d.e+]+) % of the \w+ have next to no rate": Reader.idles,
    r"% of the \w+ have (?:next to no )?rate": Reader.names_all_that_idle,
    r"^(?:“.*”: )?([\d.e+]+) % of the \w+ have rate 0": Reader.stands,
    r"^“(.*)” lies on its floor of (\S+) from end to end(?: for “(.*)”)?\.": Reader.lies,
    r"The run ends at \w+ ([\d,.]+), ([\d,.]+) before the .* does\.": Reader.runs_out,
    r"(?:squeezed out|no step); it is never executed": Reader.is_never_executed,
}  # fmt: skip


@given(DESIGNS)
def test_the_rates_that_a_sentence_tells_are_executed_at_their_steps(schedule: Schedule) -> None:
    rates = rates_of(schedule)
    names = [group.name for group in schedule.groups]
    for problem in problems(schedule):
        for told in problem.rates:
            assert 0 <= told.step < schedule.total_steps
            (executed,) = rates.of_group(names.index(told.group), (told.step,))
            assert executed == told.rate, problem.sentence
            assert rate_text(told.rate) in problem.sentence


@given(DESIGNS)
def test_every_sentence_about_rates_is_true_of_all_that_is_executed(schedule: Schedule) -> None:
    if errors(schedule) or schedule.total_steps > EVERY:
        return
    for problem in problems(schedule):
        for pattern, is_true in READ.items():
            found = re.search(pattern, problem.sentence, re.DOTALL)
            if found is not None:
                assert is_true(Reader(schedule, problem), *found.groups()), problem.sentence


@given(DESIGNS)
def test_no_group_breaks_in_silence(schedule: Schedule) -> None:
    if errors(schedule) or schedule.tracks:
        return
    rates = Rates(schedule)
    told = {problem.place.index for problem in problems(schedule) if " jumps " in problem.sentence}
    for group in range(len(schedule.groups)):
        for index, _, _ in jumps(rates, group):
            shapes = [schedule.segments[i].shape for i in (index - 1, index)]
            begin = math.ceil(rates.timeline.begins[index]) - schedule.counts_from
            lengths = [rates.timeline.length(i) for i in (index - 1, index)]
            if isinstance(shapes[0], STAIRS) and isinstance(shapes[1], STAIRS):
                continue
            if min(lengths) < 3 or not 1 < begin < schedule.total_steps - 1:
                continue
            earlier, before, after, later = rates.of_group(group, range(begin - 2, begin + 2))
            if abs(after - before) > 0.02 * max(after, before) + 3 * max(
                abs(before - earlier), abs(later - after)
            ):
                assert index in told


@given(DESIGNS)
def test_no_fix_of_what_is_possible_makes_an_error(schedule: Schedule) -> None:
    if errors(schedule):
        return
    for problem in problems(schedule):
        if problem.fix is not None:
            assert errors(problem.fix.change(schedule)) == (), problem.sentence


@pytest.mark.parametrize(("epochs", "is_offered"), [(0.333, False), (0.9, True)])
def test_a_fix_that_would_leave_nothing_to_execute_is_not_offered(
    epochs: float, *, is_offered: bool
) -> None:
    first = Segment("first", Linear(), Span.of_percent(0.7), Level(0.5), Level(1.0))
    second = replace(first, name="second", span=Span.of_epochs(epochs))
    segments = (first, second, replace(first, name="third"))
    schedule = Schedule(segments=segments, run=Run(epochs=12), stepping="epoch")
    told, *_ = problems(schedule)
    assert told.sentence == "“first” rounds to no epoch; it is never executed."
    assert (told.fix is not None) == is_offered
