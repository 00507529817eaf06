"""The rates of all groups in one call: what is the same for every base rate is computed once."""

from dataclasses import dataclass, field

from rampsmith.exporters.curve_code.expressions import (
    BASE,
    INDENT,
    ONE,
    POWERS,
    PRODUCT,
    ZERO,
    Code,
    Word,
    call,
    line,
    name,
)
from rampsmith.exporters.curve_code.statements import (
    Argument,
    Assign,
    Block,
    Body,
    Function,
    Return,
    Statement,
)
from rampsmith.exporters.words.wording import WIDTH

BASES, WEIGHT, REST, RATE = map(name, ("bases", "weight", "rest", "rate"))


class _NotAtOnce(Exception):  # noqa: N818 - it is no error.
    """A curve that differs from base to base by more than an expression."""


def of_all_bases(of_one: Function, title: str) -> Function | None:
    """Make a method for a list of base rates of one that takes a single base; None where it cannot be.

    It computes the same to the bit.
    """
    try:
        body = _Translation().body(of_one.body, 2 * INDENT)
    except _NotAtOnce:
        return None
    arguments = tuple(
        Argument(str(BASES), "list[float]") if each.name == str(BASE) else each
        for each in of_one.arguments
    )
    return Function(title, arguments, tuple(body), "list[float | Tensor]")


@dataclass(slots=True)
class _Translation:
    """Statements with what differs from base to base, by its local names."""

    differing: dict[Word, Code] = field(default_factory=dict)

    def body(self, body: Body, indent: int) -> list[Statement]:
        """Write statements for all bases."""
        found: list[Statement] = []
        for each in body:
            match each:
                case Assign():
                    found += self._assigned(each)
                case Return():
                    found += self._returned(each.value, indent)
                case Block():
                    if self._differs(each.head):
                        raise _NotAtOnce
                    if not isinstance(each.body[-1], Return):
                        raise _NotAtOnce
                    inner = _Translation({**self.differing})
                    lines = inner.body(each.body, indent + INDENT)
                    found.append(Block(each.head, tuple(lines)))
                case Code():
                    raise _NotAtOnce
        return found

    def _assigned(self, each: Assign) -> list[Statement]:
        (target, *more) = each.target.words
        told = any(target in value.words for value in self.differing.values())
        if more or told or each.operator != "=":
            raise _NotAtOnce
        # It may be told by what it held itself before.
        if not self._differs(each.value):
            self.differing.pop(target, None)
            return [each]
        if any(word.kind in ("function", "method") for word in each.value.words):
            raise _NotAtOnce
        self.differing[target] = self._put_in(each.value)
        return []

    def _returned(self, value: Code, indent: int) -> list[Statement]:
        """Return a list of what differs from base to base; of a blend, with its weight known."""
        lines: list[Statement] = []
        if value.blend is not None and self._differs(value):
            start, end = self._put_in(value.blend.start), self._put_in(value.blend.end)
            lines.append(Assign(WEIGHT, value.blend.weight))
            value = self._blended(start, end, lines)
        else:
            value = self._put_in(value)
        if any(word.kind == "method" for word in value.words):
            raise _NotAtOnce
        if self._differs(value):
            return [*lines, _list(value, BASE, indent)]
        if not value.is_single:
            lines.append(Assign(RATE, value))
        return [*lines, _list(value if value.is_single else RATE, name("_"), indent)]

    def _blended(self, start: Code, end: Code, lines: list[Statement]) -> Code:
        """Write ``start * w + end * (1 - w)``, and before it what of it all groups share."""
        rest = ONE - WEIGHT
        if end == ZERO:
            return start * WEIGHT
        if not self._differs(end):
            lines.append(Assign(REST, end * rest))
            return start * WEIGHT + REST
        lines.append(Assign(REST, rest))
        if start == ZERO:
            return end * REST
        if not self._differs(start):
            lines.append(Assign(WEIGHT, start * WEIGHT))
            return WEIGHT + end * REST
        return start * WEIGHT + end * REST

    def _differs(self, value: Code) -> bool:
        return any(word == Word("base") or word in self.differing for word in value.words)

    def _put_in(self, value: Code) -> Code:
        """Write a value with expressions in the place of the names that they have."""
        if value.is_single:
            (part,) = value.parts
            return self.differing.get(part, value) if isinstance(part, Word) else value
        found: list[Word | str] = []
        for place, part in enumerate(value.parts):
            told = self.differing.get(part) if isinstance(part, Word) else None
            if told is None:
                found.append(part)
            else:
                before = value.parts[place - 1] if place else ""
                after = value.parts[place + 1] if place + 1 < len(value.parts) else ""
                stands = told.binding >= PRODUCT and before not in _FACTORS and after not in POWERS
                found += told.parts if stands else ("(", *told.parts, ")")
        return Code(tuple(found), value.binding)


def _list(value: Code, each: Code, indent: int) -> Return:
    """Return a value for each base, in one line."""
    found = (
        call("list", BASES)
        if value == each
        else line("[", value, " for ", each, " in ", BASES, "]")
    )
    if indent + len(f"return {found}") > WIDTH:
        raise _NotAtOnce
    return Return(found)


_FACTORS = frozenset({" * ", " / ", " % ", *POWERS})
"""Operators after which a product needs parentheses."""
