"""The branches of a method in which groups that follow several curves are told by their names."""

from collections.abc import Iterator, Sequence

from rampsmith.exporters.curve_code.expressions import Code, line, name
from rampsmith.exporters.curve_code.schedule_curves import Curves, Followed, GroupValues
from rampsmith.exporters.curve_code.statements import Assign, Block, Body, Statement
from rampsmith.exporters.words.naming import text_source

_LONGEST_NAME = 40
"""Characters of a group's name, with its quotes, that conditions have room for."""
NAMED = Assign(name("name"), line("self._groups.get(number)"))


def by_curves(values: GroupValues) -> Iterator[tuple[tuple[str, ...], Followed]]:
    """Yield the curves that groups have for themselves, with the names of all that share them."""
    for followed in dict.fromkeys(values.own.values()):
        yield tuple(name for name, each in values.own.items() if each == followed), followed


def branched(curves: Curves, branches: Sequence[tuple[tuple[str, ...], Body]]) -> list[Statement]:
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
