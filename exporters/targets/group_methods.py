"""The methods of an exported class that set the numbers of the parameter groups."""

import math
from collections.abc import Iterator, Sequence

from rampsmith.designer.document.kinds import RATE, CurveKind
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.exporters.curve_code.all_groups import BASES
from rampsmith.exporters.curve_code.curves import CurveWriter, Scales
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
from rampsmith.exporters.curve_code.schedule_curves import (
    Curves,
    Followed,
    GroupValues,
    base_scales,
)
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
from rampsmith.exporters.targets.plateau_methods import CHECKED
from rampsmith.exporters.words.naming import text_source
from rampsmith.exporters.words.wording import WIDTH

_ROOM = WIDTH - 2 * INDENT
_LONGEST_NAME = 40
"""Characters of a group's name, with its quotes, that conditions have room for."""
_EACH_GROUP = line("for group in self.optimizer.param_groups:")
_NUMBERED = line("for number, group in enumerate(self.optimizer.param_groups):")
_FLOATS = line("[float(base) for base in self.base_lrs]")
_NAMED = Assign(name("name"), line("self._groups.get(number)"))


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
    found = line(f"self._bases(self.last_epoch - 1, groups{falls})")
    return when(
        line("len(self.base_lrs) < len(groups := self.optimizer.param_groups)"),
        [Assign(line("self.base_lrs"), found)],
    )


def _floats_now(curves: Curves) -> list[Statement]:
    """Build the base rates as numbers, with those of groups that were added."""
    return [_if_later(curves), Assign(BASES, _FLOATS)]


def _set_others(curves: Curves, values: Values) -> list[Statement]:
    """Build the calls that set the other numbers."""
    lines: list[Statement] = []
    for kind in curves.other_kinds:
        setter = method(_setter(curves, kind))
        common = _simple(curves, kind)
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
    branches = [(names, _appended(values.of(followed))) for names, followed in _by_curves(rates)]
    if rates.left_alone:
        kept = line('self.optimizer.param_groups[number]["lr"]')
        branches.append((rates.left_alone, (call("rates.append", kept),)))
    branches.append(((), _appended(values.of(rates.common or ()))))
    chain = _chain(curves, branches)
    each = "base" if Word("base") in words_of(chain) else "_"
    head = line(f"for number, {each} in enumerate(", bases, "):")
    return [
        Assign(name("rates"), line("[]"), hint="list[float | Tensor]"),
        Block(head, (_NAMED, *chain)),
        Return(name("rates")),
    ]


def setting_methods(curves: Curves) -> Iterator[Function]:
    """Build the methods that set the numbers of the other kinds in the groups."""
    for kind in curves.other_kinds:
        common = _simple(curves, kind)
        if common is None:
            yield from _own_setting(curves, kind)
            continue
        value = name(_argument(kind, common.scales))
        put = _put(kind, BASE * value if common.scales == "factor" else value)
        body = (*_base_lines(kind, needs_base=common.scales == "factor"), *put)
        block = Block(_EACH_GROUP, body)
        yield Function(_setter(curves, kind), (Argument(str(value)),), (block,), "None")


def _own_setting(curves: Curves, kind: CurveKind) -> Iterator[Function]:
    """Build the method that sets a kind in groups that follow several curves, or none."""
    found = curves.values(kind)
    values = Values(curves, {STEP: T})
    putter = _setter(curves, kind, "put")
    # What is one of several numbers of an entry, or in one of several, is put there by a method.
    puts = len(kind.held) > 1 or kind.held[0].index is not None

    def set_to(followed: Followed) -> Body:
        value = values.of(followed)
        return (call(method(putter), name("group"), value),) if puts else _put(kind, value)

    branches = [(names, set_to(followed)) for names, followed in _by_curves(found)]
    if found.common is not None:
        branches.append(((), set_to(found.common)))
    needs_base = bool({"factor", "base"} & curves.scales(kind))
    body = [
        *([] if found.is_one else [_NAMED]),
        *_left_alone(curves, found),
        *([] if puts else _base_lines(kind, needs_base=needs_base)),
        *_chain(curves, branches),
    ]
    lines = [*values.lines, Block(_EACH_GROUP if found.is_one else _NUMBERED, body)]
    if Word("t") in words_of(lines):
        lines.insert(0, Assign(T, STEP))
    yield Function(_setter(curves, kind), (), tuple(lines), "None")
    if puts:
        argument = _argument(kind, "nothing")
        arguments = (Argument("group", "dict[str, Any]"), Argument(argument))
        body = [*_base_lines(kind), *_put(kind, name(argument))]
        yield Function(putter, arguments, tuple(body), "None")


def _left_alone(curves: Curves, found: GroupValues) -> Iterator[Statement]:
    """Build what passes over the groups that nothing is meant for."""
    why = "continue  # left as it is"
    if found.common is None:
        yield when(condition(curves, tuple(found.own), negated=True), (line(why),))
    elif found.left_alone:
        yield when(condition(curves, found.left_alone), (line(why),))


def _simple(curves: Curves, kind: CurveKind) -> CurveWriter | None:
    """Return the curve whose value can be set in all groups; None where groups differ by more."""
    values = curves.values(kind)
    if values.common is None or not values.is_one:
        return None
    curve = curves.by_key[values.common[0]]
    return None if curve.scales == "base" else curve


def _setter(curves: Curves, kind: CurveKind, verb: str = "set") -> str:
    """Name the method that sets a kind in all groups, or that puts it into one."""
    parameters = next(curve.parameters for key, curve in curves.by_key.items() if key.kind == kind)
    return parameters.named(f"_{verb}_{parameters.naming.kind_name}")


def _argument(kind: CurveKind, scales: Scales) -> str:
    """Name the value that is set; a person's own name might be one of the method's."""
    if scales == "factor":
        return "factor"
    return "value" if kind.is_own else kind.name


def _base_lines(kind: CurveKind, *, needs_base: bool = False) -> list[Statement]:
    """Build what comes before a number is set: that there is one, and what it was at first."""
    if len(kind.held) > 1 or kind.is_own:
        return []
    (held,) = kind.held
    lines: list[Statement] = [
        when(line(f'"{held.name}" not in group'), (_refusal(kind),)),
    ]
    if needs_base:
        first = line(f'group.setdefault("initial_{held.name}", group["{held.name}"])')
        lines.append(Assign(BASE, first))
    return lines


def _refusal(kind: CurveKind) -> Code:
    return line(f'raise ValueError("The optimizer has no {kind.words} that could be set.")')


def _put(kind: CurveKind, value: Code) -> list[Statement]:
    """Build what sets a group's number, wherever an optimizer holds it."""
    lines: list[Statement] = []
    for held in kind.held:
        entry = f'group["{held.name}"]'
        new = value
        if held.index is not None:
            before = f"*{entry}[:{held.index}], " if held.index else ""
            new = line(f"({before}", value, f", *{entry}[{held.index + 1}:])")
        assign = Assign(line(entry), new)
        if len(kind.held) == 1:
            return [assign]
        word = "if" if held is kind.held[0] else "elif"
        lines.append(Block(line(f'{word} "{held.name}" in group:'), (assign,)))
    return [*lines, Block(line("else:"), (_refusal(kind),))]


def _by_curves(values: GroupValues) -> Iterator[tuple[tuple[str, ...], Followed]]:
    """Yield the curves that groups have for themselves, with the names of all that share them."""
    for followed in dict.fromkeys(values.own.values()):
        yield tuple(name for name, each in values.own.items() if each == followed), followed


def _chain(curves: Curves, branches: Sequence[tuple[tuple[str, ...], Body]]) -> list[Statement]:
    """Build what is done for groups by their names; the last is done for all others."""
    *named, (_, otherwise) = branches
    if not named:
        return [*otherwise]
    lines: list[Statement] = []
    for names, body in named:
        head = line("elif " if lines else "if ", condition(curves, names), ":")
        lines.append(Block(head, body))
    return [*lines, Block(line("else:"), otherwise)]


def condition(curves: Curves, names: Sequence[str], *, negated: bool = False) -> Code:
    """Write that a group has one of these names, or none of them."""
    texts = [_name_source(curves, each) for each in names]
    if len(texts) == 1:
        return line(f"name {'!=' if negated else '=='} {texts[0]}")
    return line(f"name {'not in' if negated else 'in'} ({', '.join(texts)})")


def _name_source(curves: Curves, group: str) -> str:
    """Write the name of a group; a long one stands only once in the file."""
    text = text_source(group)
    if len(text) <= _LONGEST_NAME:
        return text
    return f"self.GROUPS[{[each.name for each in curves.schedule.groups].index(group)}]"
