"""The methods of an exported class that set the other numbers of the parameter groups."""

from collections.abc import Iterator

from rampsmith.designer.document.kinds import CurveKind
from rampsmith.exporters.curve_code.curves import CurveWriter, Scales
from rampsmith.exporters.curve_code.expressions import (
    BASE,
    STEP,
    Code,
    T,
    Word,
    call,
    line,
    method,
    name,
)
from rampsmith.exporters.curve_code.schedule_curves import Curves, Followed, GroupValues
from rampsmith.exporters.curve_code.statements import (
    Argument,
    Assign,
    Block,
    Body,
    Function,
    Statement,
    when,
    words_of,
)
from rampsmith.exporters.curve_code.values import Values
from rampsmith.exporters.targets.group_branches import NAMED, branched, by_curves, condition

_EACH_GROUP = line("for group in self.optimizer.param_groups:")
_NUMBERED = line("for number, group in enumerate(self.optimizer.param_groups):")


def setting_methods(curves: Curves) -> Iterator[Function]:
    """Build the methods that set the numbers of the other kinds in the groups."""
    for kind in curves.other_kinds:
        common = simple_curve(curves, kind)
        if common is None:
            yield from _own_setting(curves, kind)
            continue
        value = name(_argument(kind, common.scales))
        put = _put(kind, BASE * value if common.scales == "factor" else value)
        body = (*_base_lines(kind, needs_base=common.scales == "factor"), *put)
        block = Block(_EACH_GROUP, body)
        yield Function(setter_name(curves, kind), (Argument(str(value)),), (block,), "None")


def _own_setting(curves: Curves, kind: CurveKind) -> Iterator[Function]:
    """Build the method that sets a kind in groups that follow several curves, or none."""
    found = curves.values(kind)
    values = Values(curves, {STEP: T})
    putter = setter_name(curves, kind, "put")
    # What is one of several numbers of an entry, or in one of several, is put there by a method.
    puts = len(kind.held) > 1 or kind.held[0].index is not None

    def set_to(followed: Followed) -> Body:
        value = values.of(followed)
        return (call(method(putter), name("group"), value),) if puts else _put(kind, value)

    branches = [(names, set_to(followed)) for names, followed in by_curves(found)]
    if found.common is not None:
        branches.append(((), set_to(found.common)))
    needs_base = bool({"factor", "base"} & curves.scales(kind))
    body = [
        *([] if found.is_one else [NAMED]),
        *_left_alone(curves, found),
        *([] if puts else _base_lines(kind, needs_base=needs_base)),
        *branched(curves, branches),
    ]
    lines = [*values.lines, Block(_EACH_GROUP if found.is_one else _NUMBERED, body)]
    if Word("t") in words_of(lines):
        lines.insert(0, Assign(T, STEP))
    yield Function(setter_name(curves, kind), (), tuple(lines), "None")
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


def simple_curve(curves: Curves, kind: CurveKind) -> CurveWriter | None:
    """Return the curve whose value can be set in all groups; None where groups differ by more."""
    values = curves.values(kind)
    if values.common is None or not values.is_one:
        return None
    curve = curves.by_key[values.common[0]]
    return None if curve.scales == "base" else curve


def setter_name(curves: Curves, kind: CurveKind, verb: str = "set") -> str:
    """Name the method that sets a kind in all groups, or that puts it into one."""
    parameters = next(curve.parameters for key, curve in curves.by_key.items() if key.kind == kind)
    return parameters.names.of(f"_{verb}_{parameters.naming.kind_name}")


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
