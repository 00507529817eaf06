"""The methods of an exported class that save its progress and what its groups hold, and restore both."""

import zlib
from collections.abc import Iterator, Sequence

from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.shapes.expression import Expression
from rampsmith.exporters.curve_code.expressions import INDENT, Code, line, name, verbatim
from rampsmith.exporters.curve_code.schedule_curves import Curves, base_scales
from rampsmith.exporters.curve_code.statements import Argument, Assign, Function, Statement, when
from rampsmith.exporters.targets.group_branches import condition
from rampsmith.exporters.targets.plateau_methods import SAVED, needed_lines
from rampsmith.exporters.words.naming import text_source, tuple_lines
from rampsmith.exporters.words.wording import WIDTH

_STATE = Argument("state_dict", "dict[str, Any]")

_BASE_RATES = "bases = self._bases(self.last_epoch, [*map(dict, self.optimizer.param_groups)])"
_BASES_AND_FALLS = """\
falls, copies = [*self._falls], [*map(dict, self.optimizer.param_groups)]
bases = self._bases(self.last_epoch, copies, falls)"""
"""Of a group that was added, the copies are told the falls."""
_SOME_BASES = """\
told = enumerate(bases)
base_lrs = [float(base) if "lr" in self._sets(i) else None for i, base in told]"""

_SAVED = """\
return {{
    "last_epoch": self.last_epoch,{plateau}
    {groups}
    "numbers": {numbers},
}}"""
_RATES_ALONE = """\
"active": lrs[: len(self.base_lrs)] == self.get_last_lr(),
    "groups": [{"lr": lr} for lr in lrs],"""
_WITH_OTHERS = """\
# Rates that were set here are not put back where the numbers are others.
    "active": {rates}[: len(last)] == last,
    "groups": groups,"""

_ALL_RATES = '[group["lr"] for group in groups]'
_SOME_RATES = 'now_lr = [group["lr"] for group in groups if "lr" in group]'
"""Cut to those set last: a group that was added since then has a rate of its own."""

_REQUIRED = """\
if not hasattr(step, "__float__") or not -1 <= step < 1e38:
    raise ValueError(f"This state has no last_epoch that is a step: {step!r}.")"""

_READ = 'saved, groups = state_dict.get("numbers", {}), self.optimizer.param_groups'
_LATER = """\
for i, base in enumerate((saved.get("base_lrs") or [])[: len(groups)]):
    groups[i].setdefault("initial_lr", base)  # of one that was added"""
_SOME_LATER = """\
for i, base in enumerate((saved.get("base_lrs") or [])[: len(groups)]):
    if base is not None:  # not left alone
        groups[i].setdefault("initial_lr", base)  # of one that was added"""

_COMPARED = """\
now = self.state_dict()["numbers"]
diff = [each for each in {**now, **saved} if now.get(each) != saved.get(each)]
if diff and len(state_dict) > 1:  # no step alone
    told = [f"{x} is {now.get(x)}, not {saved.get(x, 'saved')}" for x in diff]"""
_TOLD = """\
    warn(f"Numbers differ; these hold: {'; '.join(told)}.", stacklevel=2)"""
_TOLD_OF_BASES = """\
    how = " Add late groups after building it." if diff == ["base_lrs"] else ""
    warn(f"Numbers differ; these hold: {'; '.join(told)}.{how}", stacklevel=2)"""
_KEPT = 'kept = [] if diff and state_dict.get("active") else state_dict.get("groups", [])'

_RATE_ALONE = tuple(held.entry for held in RATE.held)

_RATES = 'lrs = [float(group["lr"]) for group in self.optimizer.param_groups]'
_LIST = "groups: list[dict[str, Any]] = []"
_EACH_GROUP = "for group in self.optimizer.param_groups:"
_NUMBERED = "for index, group in enumerate(self.optimizer.param_groups):"
_ALL_HELD = """\
    held = {name: group[name] for name in self.SETS if name in group}
    groups.append({"lr": float(group["lr"]), **held})"""
_SOME_HELD = """\
    held = {**group, "lr": float(group["lr"])}"""
_BETAS_HELD = """\
    for place, beta in enumerate(group.get("betas", ())):
        held[f"betas[{place}]"] = beta"""
_TAKEN = """\
    names = {names}
    groups.append({{name: held[name] for name in names if name in held}})"""
_ALL_TAKEN = """\
    groups.append({name: held[name] for name in self.SETS if name in held})"""

_RESTORED = """\
self.last_epoch = max(0, step) - 1
if step >= 0:
    self._initial_step()  # goes one step on and sets the rates of that step
self._step_count = 2  # torch looks for a wrong order of calls at 1 only"""
_RATES_RESTORED = """\
for i, held in enumerate(kept[: len(groups)]):
    lr, rate = groups[i]["lr"], held["lr"]
    groups[i]["lr"] = lr.fill_(rate) if isinstance(lr, Tensor) else rate"""
_EACH_KEPT = "for i, group in enumerate(groups[: len(kept)]):"
_FIRST_HELD = """\
    held = {{name: kept[i][name] for name in {names} if name in kept[i]}}"""
_RATE_RESTORED = """\
    lr, rate = group["lr"], {rate}
    group["lr"] = lr.fill_(rate) if isinstance(lr, Tensor) else rate"""
_ALL_RESTORED = """\
    for name in self.SETS:
        if name in group and name in kept[i]:
            group[name] = kept[i][name]"""
_BETAS_RESTORED = """\
    if "betas" in group:
        betas = enumerate(group["betas"])
        group["betas"] = tuple(held.get(f"betas[{k}]", old) for k, old in betas)"""
_SOME_RESTORED = """\
    group.update({name: held[name] for name in held if name in group})"""


def state_methods(curves: Curves, *, has_numbers: bool) -> Iterator[Function]:
    """Build the methods that save the progress and go to one that was saved, and what they call.

    Args:
        curves: all curves of the class.
        has_numbers: whether the constructor has numbers of its own.
    """
    watches = plateau_of(curves.schedule) is not None
    bases = _BASES_AND_FALLS if watches else _BASE_RATES
    saved = SAVED.format(falls="falls" if _needs_bases(curves) else "[*self._falls]")
    now = "now_lr" if _leaves_rates(curves) else _ALL_RATES
    sets_rates_alone = _sets_rates_alone(curves)
    save = [
        bases if _needs_bases(curves) else "",
        *_saved_groups(curves),
        "" if sets_rates_alone else _last_rates(curves),
        _SOME_RATES if _leaves_rates(curves) else "",
        _SOME_BASES if _needs_bases(curves) and _leaves_rates(curves) else "",
        "numbers = {name: float(number) for name, number in self._numbers().items()}"
        if has_numbers
        else "",
        _SAVED.format(
            plateau=f"\n{saved}" if watches else "",
            groups=_RATES_ALONE if sets_rates_alone else _WITH_OTHERS.format(rates=now),
            numbers=_numbers(curves, has_numbers=has_numbers),
        ),
    ]
    watched = needed_lines(curves) if watches else ()
    later = _SOME_LATER if _leaves_rates(curves) else _LATER
    needs_bases = _needs_bases(curves)
    told = _TOLD_OF_BASES if needs_bases else _TOLD
    parts = [
        *([later] if needs_bases else []),
        _COMPARED,
        told,
        _KEPT,
        _RESTORED,
        *([_RATES_RESTORED] if sets_rates_alone else _restored_groups(curves)),
    ]
    step = Assign(name("step"), line('state_dict.get("last_epoch")'), hint="Any")
    load: tuple[Statement, ...] = (
        step,
        *verbatim(_REQUIRED),
        *watched,
        *verbatim(_READ),
        *_lines(parts),
    )
    docstrings = (
        "Return progress, rates, whether these were set here, and numbers."
        if sets_rates_alone
        else "Return the progress, what the groups hold, and the numbers.",
        "Go to the saved step and put back what the groups held, whoever set it.",
    )
    yield Function("state_dict", (), _lines(save), _STATE.hint, docstrings[0])
    yield Function("load_state_dict", (_STATE,), load, "None", docstrings[1])
    if _differ(curves):
        yield _sets_method(curves)


def names_set(curves: Curves) -> tuple[str, ...]:
    """Return where groups hold what the class sets, if it is the same in all of them and not the rate alone."""
    everything = curves.held(None)
    if _differ(curves) or everything == _RATE_ALONE:
        return ()
    return everything if _has_betas(curves) else everything[1:]


def _groups(curves: Curves) -> Iterator[str | None]:
    """Yield the groups' names, and None for groups that have none."""
    yield None
    yield from (group.name for group in curves.schedule.groups)


def _differ(curves: Curves) -> bool:
    """Return whether something is set in some groups only."""
    return len({curves.held(name) for name in _groups(curves)}) > 1


def _has_betas(curves: Curves) -> bool:
    """Return whether numbers are set that stand in a tuple with others."""
    kinds = curves.other_kinds
    return any(held.index is not None for kind in kinds for held in kind.held)


def _needs_bases(curves: Curves) -> bool:
    """Return whether the rates depend on the base rates."""
    return base_scales(curves) != "nothing"


def _leaves_rates(curves: Curves) -> bool:
    """Return whether the rate of some group is left as it is."""
    return bool(curves.values(RATE).left_alone)


def _sets_method(curves: Curves) -> Function:
    """Build the method that names what is set in a group."""
    others = curves.held(None)
    names: dict[tuple[str, ...], list[str]] = {}
    for group in curves.schedule.groups:
        if (held := curves.held(group.name)) != others:
            names.setdefault(held, []).append(group.name)
    room = WIDTH - 2 * INDENT
    body: list[Statement] = [Assign(name("name"), line("self._groups.get(index)"))]
    for held, having in names.items():
        returned = map(line, tuple_lines("return ", held, room - INDENT))
        body.append(when(condition(curves, having), tuple(returned)))
    body += map(line, tuple_lines("return ", others, room))
    docstring = "Name what is set in a group; all else in it is left as it is."
    return Function("_sets", (Argument("index", "int"),), tuple(body), "tuple[str, ...]", docstring)


def _sets_rates_alone(curves: Curves) -> bool:
    """Return whether nothing but the rates is set, and those of all groups."""
    return not (names_set(curves) or _differ(curves))


def _saved_groups(curves: Curves) -> list[str]:
    """Write the lines that collect what the groups hold."""
    if _sets_rates_alone(curves):
        return [_RATES]
    each = _NUMBERED if _differ(curves) else _EACH_GROUP
    lines = [_LIST if curves.schedule.code.type_hints else "groups = []", each]
    if not (_differ(curves) or _has_betas(curves)):
        return [*lines, _ALL_HELD]
    betas = [_BETAS_HELD] if _has_betas(curves) else []
    taken = _TAKEN.format(names=_names(curves, "index")) if _differ(curves) else _ALL_TAKEN
    return [*lines, _SOME_HELD, *betas, taken]


def _restored_groups(curves: Curves) -> list[str]:
    """Write the lines that put back what the groups held."""
    if _differ(curves) or _has_betas(curves):
        betas = [_BETAS_RESTORED] if _has_betas(curves) else []
        first = _FIRST_HELD.format(names=_names(curves, "i"))
        rate = _RATE_RESTORED.format(rate='held.pop("lr", group["lr"])')
        return [_EACH_KEPT, first, rate, *betas, _SOME_RESTORED]
    return [_EACH_KEPT, _RATE_RESTORED.format(rate='kept[i]["lr"]'), _ALL_RESTORED]


def _names(curves: Curves, index: str) -> str:
    """Write what is set in the group at an index."""
    return f"self._sets({index})" if _differ(curves) else "self.SETS"


def _last_rates(curves: Curves) -> str:
    """Write the rates that were set last."""
    if not _leaves_rates(curves):
        return "last = [float(rate) for rate in self.get_last_lr()]"
    return """\
rates = enumerate(self.get_last_lr())
last = [float(rate) for index, rate in rates if "lr" in self._sets(index)]"""


def _numbers(curves: Curves, *, has_numbers: bool) -> str:
    """Write the numbers that are compared, below each other where there are several sorts."""
    entries = ["**numbers"] if has_numbers else []
    if _needs_bases(curves):
        every = "[float(base) for base in bases]"
        entries.append(f'"base_lrs": {"base_lrs" if _leaves_rates(curves) else every}')
    formulas = [*_formulas(curves)]
    if not curves.name_groups and not formulas:
        told = ", ".join(entries)
        return "numbers" if told == "**numbers" else f"{{{told}}}"
    entries += formulas
    entries += ['"groups": list(self._groups.values())'] if curves.name_groups else []
    return "".join(["{\n", *(f"        {entry},\n" for entry in entries), "    }"])


def _formulas(curves: Curves) -> Iterator[str]:
    """Write the formulas as entries; every other change of a curve shows in its numbers."""
    for curve in curves.all:
        for index, segment in enumerate(curve.schedule.segments):
            shape = segment.shape
            if isinstance(shape, Expression):
                title = curve.parameters.formula_name(index).lstrip("_")
                source = parsed_formula(shape.text, allowed=shape.allowed_names).source
                room = WIDTH - 4 * INDENT - len(f'"{title}": "",')
                if len(source) > room:
                    mark = f" ... {zlib.crc32(source.encode()):08x}"
                    source = source[: room - len(mark)] + mark
                yield f'"{title}": {text_source(source)}'


def _lines(parts: Sequence[str]) -> tuple[Code, ...]:
    return verbatim("\n".join(filter(None, parts)))
