"""The methods of an exported class that return the rates of the parameter groups."""

import math
from collections.abc import Iterator

from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.exporters.curve_code.all_groups import BASES
from rampsmith.exporters.curve_code.curves import Scales
from rampsmith.exporters.curve_code.expressions import (
    BASE,
    INDENT,
    SCALE,
    STEP,
    Code,
    T,
    Word,
    call,
    line,
    method,
    name,
    verbatim,
)
from rampsmith.exporters.curve_code.schedule_curves import Curves, base_scales
from rampsmith.exporters.curve_code.statements import (
    Argument,
    Assign,
    Block,
    Body,
    Function,
    Return,
    Statement,
    when,
    words_of,
)
from rampsmith.exporters.curve_code.values import Values
from rampsmith.exporters.targets.base_methods import bases_methods, rates_name
from rampsmith.exporters.targets.group_branches import NAMED, branched, by_curves
from rampsmith.exporters.targets.plateau_methods import CHECKED
from rampsmith.exporters.targets.setting_methods import setter_name, simple_curve
from rampsmith.exporters.words.wording import WIDTH

_ROOM = WIDTH - 2 * INDENT
_FLOATS = line("[float(base) for base in self.base_lrs]")


def rates_methods(curves: Curves) -> Iterator[Function]:
    """Build ``get_lr`` and what it calls: the rates of all groups, and what is set with them."""
    scales = base_scales(curves)
    # Said once and short, the step needs no name.
    needs_t = curves.rates.step != STEP or len(curves.all) > 1 or scales == "base"
    values = Values(curves, {curves.rates.step: T if needs_t else STEP}, falls="self._falls[i]")
    values.lines += _set_others(curves, values)
    splits = scales != "nothing" and not curves.values(RATE).is_one
    if splits:
        ending: Body = _passed_on(curves, scales)
    elif curves.values(RATE).is_one:
        ending = _common_rates(curves, values)
    else:
        ending = _own_rates(curves, values, line("self._bases()"))
    body = [*values.lines, *ending]
    if needs_t and Word("t") in words_of(body):
        body[:0] = _step_lines(curves)
    if plateau_of(curves.schedule) is not None:
        body[:0] = verbatim(CHECKED)
    docstring = "Return the rate of each parameter group at step ``last_epoch``."
    yield Function("get_lr", (), tuple(body), "list[float | Tensor]", docstring)
    if splits:
        yield _several_rates(curves, scales)
    yield from bases_methods(curves)


def _passed_on(curves: Curves, scales: Scales) -> list[Statement]:
    """Build the call of the method that knows what each group follows."""
    bases = BASES if scales == "base" else line("self.base_lrs")
    later = _floats_now(curves) if scales == "base" else [_if_later(curves)]
    falls = (line("self._falls"),) if plateau_of(curves.schedule) is not None else ()
    return [*later, Return(call(method(rates_name(curves)), STEP, bases, *falls))]


def _several_rates(curves: Curves, scales: Scales) -> Function:
    """Build the method that returns the rates of a step, of groups that follow several curves."""
    values = Values(curves, at=name("step"), falls="falls[number]")
    ending = _own_rates(curves, values, BASES)
    watches = plateau_of(curves.schedule) is not None
    arguments = (
        Argument("step", "int"),
        Argument(str(BASES), "list[float]" if scales == "base" else "list[float | Tensor]"),
        *([Argument("falls", "list[int]")] if watches else []),
    )
    body = (*values.lines, *ending)
    return Function(rates_name(curves), arguments, body, "list[float | Tensor]")


def _step_lines(curves: Curves) -> list[Statement]:
    """Name the step that the rates read."""
    step = curves.rates.step
    if curves.schedule.counts_from == 0:
        return [Assign(T, step)]
    why = "# counts from 1: the last one arrives at the end"
    if len(f"t = {step}  {why}") <= _ROOM:
        return [Assign(T, line(step, f"  {why}"))]
    return [line(why), Assign(T, step)]


def _if_later(curves: Curves) -> Statement:
    """Build what knows groups that were added: a line more for an eighth of the time of a step."""
    falls = ", self._falls" if plateau_of(curves.schedule) is not None else ""
    every = name("self.optimizer.param_groups")
    found = Assign(line("self.base_lrs"), line(f"self._bases(self.last_epoch - 1, groups{falls})"))
    if curves.schedule.code.oldest_torch == "1.13":  # which runs on Python 3.7
        named = Assign(name("groups"), every)
        return when(line("len(self.base_lrs) < len(", every, ")"), [named, found])
    return when(line("len(self.base_lrs) < len(groups := ", every, ")"), [found])


def _floats_now(curves: Curves) -> list[Statement]:
    """Build the base rates as numbers, with those of groups that were added."""
    return [_if_later(curves), Assign(BASES, _FLOATS)]


def _set_others(curves: Curves, values: Values) -> list[Statement]:
    """Build the calls that set the other numbers."""
    lines: list[Statement] = []
    for kind in curves.other_kinds:
        setter = method(setter_name(curves, kind))
        common = simple_curve(curves, kind)
        given = () if common is None else (values.called(common),)
        lines.append(call(setter, *given))
    return lines


def _common_rates(curves: Curves, values: Values) -> list[Statement]:
    """Build the rates where all groups follow the same curves."""
    rates = curves.rates
    if curves.rates_at_once is not None:
        every = method(curves.rates_at_once.name)
        called = call(every, values.place(rates.step), _FLOATS)
        if len(f"return {called}") <= _ROOM:
            return [_if_later(curves), Return(called)]
        return [*_floats_now(curves), Return(call(every, values.place(rates.step), BASES))]
    common = curves.values(RATE).common or ()
    factors = [values.called(curves.by_key[key]) for key in common[1:]]
    value = values.called(rates)
    if rates.scales == "base":
        if factors:
            values.lines.append(Assign(SCALE, math.prod(factors[1:], start=factors[0])))
        if rates.falls:
            return _falling_rates(curves, value, scaled=bool(factors))
        value = value * SCALE if factors else value
    else:
        values.lines.append(Assign(rates.local, math.prod(factors, start=value)))
        value = BASE * rates.local if rates.scales == "factor" else rates.local
    if rates.scales == "nothing":
        return [Return(line("[", value, " for _ in self._bases()]"))]
    if rates.scales == "factor":
        return [_if_later(curves), Return(line("[", value, " for base in self.base_lrs]"))]
    return [_if_later(curves), Return(line("[", value, " for base in map(float, self.base_lrs)]"))]


def _falling_rates(curves: Curves, value: Code, *, scaled: bool) -> list[Statement]:
    """Build the rates of groups that have not all fallen as often."""
    found = line("[", value, " for i, base in enumerate(bases)]")
    if not scaled:
        return [*_floats_now(curves), Return(found)]
    return [
        *_floats_now(curves),
        Assign(name("rates"), found),
        Return(line("[rate * ", SCALE, " for rate in rates]")),
    ]


def _appended(rate: Code) -> tuple[Statement, ...]:
    """Build the appending of a rate, which gets a name first where the line is too long."""
    whole = call("rates.append", rate)
    if len(str(whole)) <= _ROOM - 2 * INDENT:
        return (whole,)
    return (Assign(name("rate"), rate, hint="float | Tensor"), call("rates.append", name("rate")))


def _own_rates(curves: Curves, values: Values, bases: Code) -> list[Statement]:
    """Build the rates where groups follow several curves, or none."""
    rates = curves.values(RATE)
    branches = [(names, _appended(values.of(followed))) for names, followed in by_curves(rates)]
    if rates.left_alone:
        kept = line('self.optimizer.param_groups[number]["lr"]')
        branches.append((rates.left_alone, (call("rates.append", kept),)))
    branches.append(((), _appended(values.of(rates.common or ()))))
    chain = branched(curves, branches)
    each = "base" if Word("base") in words_of(chain) else "_"
    head = line(f"for number, {each} in enumerate(", bases, "):")
    return [
        Assign(name("rates"), line("[]"), hint="list[float | Tensor]"),
        Block(head, (NAMED, *chain)),
        Return(name("rates")),
    ]
