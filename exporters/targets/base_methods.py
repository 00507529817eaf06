"""The methods of an exported class that know each group's base rate, also of groups that come later.

A group without an ``initial_lr`` goes on from the rate that it brings, as in torch's own schedulers:
its base rate is the one with which the schedule would have that rate now. The optimizer's default is
no rate that somebody brings: such a group joins those that were built with the default.
"""

import math
from collections.abc import Iterator

from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.designer.shapes.expression import Expression
from rampsmith.exporters.curve_code.expressions import (
    INDENT,
    Code,
    call,
    line,
    method,
    name,
    verbatim,
)
from rampsmith.exporters.curve_code.schedule_curves import Curves, base_scales
from rampsmith.exporters.curve_code.statements import Argument, Function
from rampsmith.exporters.curve_code.values import Values
from rampsmith.exporters.words.wording import WIDTH

_ROOM = WIDTH - 3 * INDENT
_STEP = Argument("step", "int")
_NOW = call("max", name("0"), name("step"))
"""A state may be loaded before the first step."""

_GROUPS = Argument("groups", "list[dict[str, Any]]")
_FALLS = Argument("falls", "list[int]")

_EACH = """\
bases = list(self.base_lrs)
for group in groups[len(bases) :]:  # added later"""
_EACH_ABSOLUTE = """\
groups, bases = self.optimizer.param_groups, self.base_lrs
for group in groups[len(bases) :]:  # added later"""
_SHARED = """\
    old = next(x for x in groups if x["lr"] is group["lr"])
    if old is not group and isinstance(group["lr"], Tensor):  # shared default
        group["lr"] = group["lr"].clone()
        group.setdefault("initial_lr", old["initial_lr"])"""
_TAKEN = """\
    bases.append(group.setdefault("initial_lr", {base}))"""
_DEFAULT = 'self.optimizer.defaults.get("lr")'
_EACH_RATE = """\
bases, usual = list(self.base_lrs), self.optimizer.defaults.get("lr")
for new in groups[len(bases) :]:  # added later"""
_SAME = """\
    old = next(x for x in groups if x["lr"] is lr)  # may share the default
    bases.append(new.setdefault("initial_lr", old.get("initial_lr", base)))
    new["lr"] = lr.clone() if old is not new and isinstance(lr, Tensor) else lr"""
"""A rate that is the very same as another group's comes from the same base, on the same curve."""

_BY_RATIO = """\
    if math.isclose(now, rate, rel_tol=1e-12):
        return base
    if not 0 < now < other < math.inf:
        break
    blended = base * (1.0 + (rate - now) / (other - now))
    doublings = math.log(rate / now) / math.log(other / now)
    if turn % 2 == 0 and 0 < blended < math.inf:
        base = blended
    elif abs(doublings) > 500:
        break
    else:
        base *= 2.0**doublings
return rate  # no base rate has it"""
"""The search where not all levels are blended: no base is tried that is not above 0.

The first turn is right where a blend of levels rules, the second where a power of the base does.
"""


def bases_methods(curves: Curves) -> Iterator[Function]:
    """Build what returns the base rate of each group, and what searches for one that nobody told."""
    scales = base_scales(curves)
    hint = "list[float | Tensor]"
    if scales == "nothing":
        taken = _TAKEN.format(base='float(group["lr"])')
        body = (*verbatim(f"{_EACH_ABSOLUTE}\n{_SHARED}"), *_joins(curves), *verbatim(taken))
        docstring = "Return the base rates: one for each group, though no rate depends on it."
        yield Function("_bases", (), (*body, line("return bases")), hint, docstring)
        return
    lines = [line("    ", each) for each in _base_of_now(curves)]
    if _has_factor(curves):
        body = (*verbatim(_EACH_RATE), *lines, *verbatim(_SAME))
    else:
        taken = _TAKEN.format(base="base")
        taken_in = (*verbatim(_SHARED), *_joins(curves), *lines, *verbatim(taken))
        body = (*verbatim(_EACH), *taken_in)
    docstring = "Return the base rates; a group that was added has its rate of this step."
    watches = plateau_of(curves.schedule) is not None
    arguments = (_STEP, _GROUPS, *([_FALLS] if watches else []))
    yield Function("_bases", arguments, (*body, line("return bases")), hint, docstring)
    if _is_searched(curves):
        yield _search(curves)


def _has_factor(curves: Curves) -> bool:
    """Return whether all rates are base rates times the same factor."""
    is_one = curves.values(RATE).is_one and plateau_of(curves.schedule) is None
    return is_one and base_scales(curves) == "factor"


def _joins(curves: Curves) -> Iterator[Code]:
    """Build what counts the falls of a group that is added."""
    if plateau_of(curves.schedule) is None:
        return
    falls = "self._falls" if base_scales(curves) == "nothing" else "falls"
    yield line(f"    if len({falls}) == len(bases):  # none were loaded")
    fallen = f"max({falls})"
    if curves.rates.scales == "base":
        fallen += ' if "initial_lr" in group else 0'
    yield line(f"        {falls}.append({fallen})")


def _base_of_now(curves: Curves) -> list[Code]:
    """Build the lines that find the base rate of a group by its rate."""
    rate = line('float(group["lr"])')
    known = line("known = [float(base) for base in bases]")
    lines = [] if curves.values(RATE).is_one else [known]
    if _is_searched(curves):
        watches = plateau_of(curves.schedule) is not None
        passed = f", known{', falls' if watches else ''}" if lines else ""
        searched = line("    base = self._base_of(base, ", _NOW, f"{passed})")
        return [*lines, line("base = ", rate), line(f'if group["lr"] is not {_DEFAULT}:'), searched]
    if _has_factor(curves):
        values = Values(curves, at=_NOW)
        now = _common_value(curves, values)
        lines += (line(each.target, " = ", each.value) for each in values.places)
        both = line('lr, now = new["lr"], ', now)
        named = [line('lr = new["lr"]'), line("now = ", now)]
        lines += [both] if len(str(both)) <= _ROOM else named
        ratio = "float(lr) / float(now) if now and lr is not usual else float(lr)"
        return [*lines, line("base = ", ratio)]
    return [
        *lines,
        line("base = rate = ", rate),
        line("step = ", _NOW),
        *_rates_of(curves, name("rate"), name("step")),
        line(f'if now != other and group["lr"] is not {_DEFAULT}:'),
        line("    base += (rate - now) / (other - now) * rate"),
        line("base = base if 0 < base < 1e38 else rate"),
    ]


def _search(curves: Curves) -> Function:
    """Build the method that finds the base rate of a group that has a rate at a step."""
    arguments = [Argument("rate"), _STEP]
    if not curves.values(RATE).is_one:
        arguments.append(Argument("known", "list[float]"))
        if plateau_of(curves.schedule) is not None:
            arguments.append(_FALLS)
    lines = (line("    ", each) for each in _rates_of(curves, name("base"), name("step")))
    body = (
        line("base = rate"),
        line("for turn in range(60 if rate > 0 else 0):"),
        *lines,
        *verbatim(_BY_RATIO),
    )
    docstring = "Return the base rate that has a rate at a step; the rate if there is none."
    return Function("_base_of", tuple(arguments), body, "float", docstring, text_uses_math=True)


def _rates_of(curves: Curves, base: Code, at: Code) -> list[Code]:
    """Build the rates that a base rate has, and twice that."""
    lines: list[Code] = []
    for title, each in (("now", base), ("other", name("2.0") * base)):
        values = Values(curves, base=each, at=at, falls="0")
        value = _value(curves, values, each, at)
        if title == "now":
            lines += (line(one.target, " = ", one.value) for one in values.places)
        lines.append(line(f"{title} = ", value))
    return lines


def _value(curves: Curves, values: Values, base: Code, at: Code) -> Code:
    """Write the rate that a base rate has."""
    if not curves.values(RATE).is_one:
        # Of as many groups as there are with the one that was added, the last.
        falls = ", falls" if plateau_of(curves.schedule) is not None else ""
        every = method(rates_name(curves))
        return line("float(", every, "(", at, ", [*known, ", base, f"]{falls})[-1])")
    if curves.rates_at_once is not None:
        every = method(curves.rates_at_once.name)
        return line("float(", every, "(", values.place(curves.rates.step), ", [", base, "])[0])")
    return _common_value(curves, values)


def _common_value(curves: Curves, values: Values) -> Code:
    """Write what all groups follow."""
    first, *others = (curves.by_key[key] for key in curves.values(RATE).common or ())
    return math.prod(map(values.called, others), start=values.called(first))


def rates_name(curves: Curves) -> str:
    """Name the method that returns the rates of groups that follow several curves."""
    return curves.rates.parameters.names.of("_rates")


def _is_searched(curves: Curves) -> bool:
    """Return whether rates are not just a · base + b, with the same a and b for all base rates."""
    if base_scales(curves) != "base":
        return False
    followed = [curve.schedule for key, curve in curves.by_key.items() if key.kind == RATE]
    if any(repeat.scale != 1 for each in followed for repeat in each.repeats):
        return True  # The level that stays may be the lower or the higher one.
    segments = [segment for each in followed for segment in each.segments]
    return any(
        each.floor is not None or each.shape.divides_ends or isinstance(each.shape, Expression)
        for each in segments
    )
