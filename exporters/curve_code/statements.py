"""The statements and functions that exported code is built from, each printed once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rampsmith.exporters.curve_code.expressions import (
    IN_CLASS,
    INDENT,
    MATH,
    Code,
    Style,
    T,
    Word,
    line,
    name,
)
from rampsmith.exporters.words.wording import WIDTH

_LOOSE = frozenset(
    {"number", "begin", "cycle", "kept", "cycles", "rest", "room", "origin", "whole", "length"}
)
"""Names that may hold an int in one branch and a float in another."""


@dataclass(frozen=True, slots=True)
class Assign:
    """An assignment; the hint is the target's type, written where it is assigned first.

    The reason why it is made stands in a comment above it, where one is needed.
    """

    target: Code
    value: Code
    operator: str = "="
    hint: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """The end of a function."""

    value: Code


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a condition, or in a loop: ``if t < end:``."""

    head: Code
    body: "Body"


Statement: TypeAlias = Assign | Return | Block | Code
Body: TypeAlias = Sequence[Statement]


def when(condition: Code, body: Body) -> Block:
    """Do something only under a condition."""
    return Block(line("if ", condition, ":"), tuple(body))


def until(end: Code, body: Body) -> Block:
    """Do something only before a place."""
    return when(line(T, " < ", end), body)


def assigned(values: dict[str, Code]) -> list[Assign]:
    """Assign values to their names, unless these are the same."""
    return [Assign(name(each), value) for each, value in values.items() if name(each) != value]


def returning(body: Body, value: Code | None) -> list[Statement]:
    """Return where a curve arrives after its branches, if there is a way there."""
    if value is None:
        return [*body]
    *before, last = body or (Return(value),)
    if isinstance(last, Assign) and last.target == value:
        return [*before, Return(last.value)]
    return [*body, Return(value)]


def _all_statements(body: Body) -> Iterator[Statement]:
    """Yield some statements, and those in their blocks after each."""
    for each in body:
        yield each
        if isinstance(each, Block):
            yield from _all_statements(each.body)


def _codes(statement: Statement) -> tuple[Code, ...]:
    """Return the expressions right in a statement; what is read first, first."""
    match statement:
        case Assign():
            return (statement.value, statement.target)
        case Return():
            return (statement.value,)
        case Block():
            return (statement.head,)
        case Code():
            return (statement,)


def words_of(body: Body) -> Iterator[Word]:
    """Yield all words in some statements."""
    return (word for each in _all_statements(body) for code in _codes(each) for word in code.words)


def read_first(body: Body, known: Iterable[Word] = ()) -> Iterator[Word]:
    """Yield the words that statements read before they assign them."""
    known = set(known)
    for each in body:
        yield from (word for word in _codes(each)[0].words if word not in known)
        if isinstance(each, Block):
            yield from read_first(each.body, known)
        elif isinstance(each, Assign):
            known |= set(each.target.words)


def body_lines(body: Body, style: Style) -> list[str]:
    """Write statements; what is assigned again gets a type that fits all that is assigned to it."""
    assigns = (each for each in _all_statements(body) if isinstance(each, Assign))
    count = Counter(word for each in assigns if each.operator == "=" for word in _targets(each))
    loose = {target for target, number in count.items() if number > 1 and target in _LOOSE}
    room = WIDTH - INDENT * (1 + style.in_class)
    return list(_lines(body, style, loose, set(), room))


def _targets(each: Assign) -> list[str]:
    """Return what it assigns to, of ``lap, since, length = …`` all three."""
    return [str(Code((word,))) for word in each.target.words] or [str(each.target)]


def _lines(body: Body, style: Style, loose: set[str], seen: set[str], room: int) -> Iterator[str]:
    for each in body:
        match each:
            case Assign():
                yield from [f"# {each.why}"] if each.why else []
                first, *more = _targets(each)
                hint = each.hint or ("float" if first in loose and not more else "")
                shown = f": {hint}" if hint and first not in seen and style.hints else ""
                seen |= {first, *more} if each.operator == "=" else set()
                target, value = each.target.printed(style), each.value.printed(style)
                if shown and len(f"{target}{shown} = {value}") > room:
                    yield f"{target}{shown}"
                    shown = ""
                yield f"{target}{shown} {each.operator} {value}"
            case Return():
                yield f"return {each.value.printed(style)}"
            case Block():
                yield each.head.printed(style)
                inner = _lines(each.body, style, loose, seen, room - INDENT)
                yield from (f"    {one}" for one in inner)
            case Code():
                yield each.printed(style)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a function."""

    name: str
    hint: str = "float"
    default: str = ""

    def printed(self, style: Style) -> str:
        """Write it."""
        hint = f": {self.hint}" if self.hint and style.hints else ""
        equals = " = " if hint else "="
        return f"{self.name}{hint}{equals if self.default else ''}{self.default}"


@dataclass(frozen=True, slots=True)
class Function:
    """A method of the class, with ``self`` besides its arguments, or a function of the file.

    The comment stands in the first line, for tools. Statements that are text do not say that they
    need ``math``, as those of typed formulas may: so the function does.
    """

    name: str
    arguments: tuple[Argument, ...]
    body: tuple[Statement, ...]
    returns: str = "float"
    docstring: str = ""
    comment: str = ""
    text_uses_math: bool = False

    @property
    def uses_math(self) -> bool:
        """Whether it needs the module."""
        return self.text_uses_math or MATH in words_of(self.body)

    def lines(self, style: Style) -> list[str]:
        """Write it."""
        docstring = [f'"""{self.docstring}"""'] if self.docstring and style.docstrings else []
        body = [*docstring, *body_lines(self.body, style)]
        return [*self._head(style), *(f"    {each}" if each else "" for each in body)]

    def _head(self, style: Style) -> list[str]:
        """Write the first line; the arguments below each other where it is long or has a comment."""
        arguments = (*((Argument("self", ""),) if style.in_class else ()), *self.arguments)
        returns = f" -> {self.returns}" if style.hints else ""
        hinted = ", ".join(each.printed(IN_CLASS) for each in arguments)
        length = len(f"def {self.name}({hinted}) -> {self.returns}:") + INDENT * style.in_class
        if length <= WIDTH and not self.comment:
            shown = ", ".join(each.printed(style) for each in arguments)
            return [f"def {self.name}({shown}){returns}:"]
        lines = [f"def {self.name}({self.comment}"]
        lines += (f"    {each.printed(style)}," for each in arguments)
        return [*lines, f"){returns}:"]
