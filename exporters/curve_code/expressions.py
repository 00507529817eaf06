"""The expressions that exported code is built from: each knows what it uses, and is printed once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

INDENT = 4

Kind: TypeAlias = Literal["name", "setting", "number", "parameter", "method", "function", "step"]

_ATOM = 9
HIDDEN = frozenset({"total_steps"})
"""Numbers whose attribute has an underscore: Accelerate would stop stepping at one of that name."""

PRODUCT = 4
"""How strongly a product binds."""
_BINDING = {"+": 3, "-": 3, **dict.fromkeys(("*", "/", "%"), PRODUCT), "**": 5}
POWERS = ("**", " ** ")
"""The sign of a power: between two words or numbers, and between anything longer."""


@dataclass(frozen=True, slots=True)
class Style:
    """The way in which code is printed: numbers are attributes of a class, or the file's constants.

    Lines are broken in the same places without type hints as with them.
    """

    in_class: bool = True
    docstrings: bool = True
    hints: bool = True


IN_CLASS = Style()


@dataclass(frozen=True, slots=True)
class Word:
    """A name in the code, and what it is the name of.

    Attributes:
        text: the name; of a setting, without the underscore of its attribute.
        kind: "name" is a local name; "setting" what the class works out and keeps; "number" an
            argument of its constructor that it keeps, and "parameter" that argument itself; "step"
            the number of steps that are done.
    """

    text: str
    kind: Kind = "name"

    def printed(self, style: Style) -> str:
        """Write it as the class or the plain function does."""
        match self.kind:
            case "setting":
                return f"self._{self.text}" if style.in_class else self.text.upper()
            case "number" if style.in_class:
                return f"self.{'_' if self.text in HIDDEN else ''}{self.text}"
            case "parameter" | "number":
                return self.text if style.in_class else self.text.upper()
            case "method":
                return f"self.{self.text}" if style.in_class else self.text
            case "step":
                return "self.last_epoch" if style.in_class else "step"
            case _:
                return self.text


MATH = Word("math")


@dataclass(frozen=True, slots=True)
class Code:
    """An expression: text and words in order, and how strongly its outermost operator binds.

    The call of a function that computes ``start * weight + end * (1 - weight)`` knows these three
    as its blend.
    """

    parts: tuple[Word | str, ...]
    binding: int = _ATOM
    blend: "Blend | None" = field(default=None, compare=False)

    def __str__(self) -> str:
        """Write it as the class does, whose lines decide where all others are broken."""
        return self.printed(IN_CLASS)

    def printed(self, style: Style) -> str:
        """Write it."""
        return "".join(p if isinstance(p, str) else p.printed(style) for p in self.parts)

    @property
    def words(self) -> Iterator[Word]:
        """The words that it uses."""
        return (part for part in self.parts if isinstance(part, Word))

    @property
    def is_single(self) -> bool:
        """Whether it is one word or number."""
        return len(self.parts) == 1

    @property
    def has_power(self) -> bool:
        """Whether a power is worked out in it."""
        return any(part in POWERS for part in self.parts)

    def at(self, step: "Code") -> "Code":
        """Write it for a step that has a name, in the place of the newest one."""
        return replace(
            self,
            parts=tuple(
                each
                for part in self.parts
                for each in (step.parts if part == Word("", "step") else (part,))
            ),
        )

    def __add__(self, other: "Code") -> "Code":
        return operation(self, "+", other)

    def __sub__(self, other: "Code") -> "Code":
        return operation(self, "-", other)

    def __mul__(self, other: "Code") -> "Code":
        return operation(self, "*", other)

    def __truediv__(self, other: "Code") -> "Code":
        return operation(self, "/", other)

    def __mod__(self, other: "Code") -> "Code":
        return operation(self, "%", other)

    def __pow__(self, other: "Code") -> "Code":
        return operation(self, "**", other)

    def within(self, binding: int) -> tuple[Word | str, ...]:
        """Return its parts as an operand, in parentheses where the operator binds more strongly."""
        return self.parts if self.binding >= binding else ("(", *self.parts, ")")


@dataclass(frozen=True, slots=True)
class Blend:
    """The two values that are blended, and the weight of the first."""

    start: Code
    end: Code
    weight: Code


def operation(left: Code, operator: str, right: Code) -> Code:
    """Write an operation on two expressions, spaced as formatters do."""
    binding = _BINDING[operator]
    sign = f" {operator} "
    if operator == "**":
        sign = POWERS[0 if left.is_single and right.is_single else 1]
    return Code((*left.within(binding), sign, *right.within(binding + 1)), binding)


def name(text: str) -> Code:
    """Write a local name, or a number."""
    return Code((Word(text),))


def setting(text: str) -> Code:
    """Write what the class has worked out and keeps."""
    return Code((Word(text, "setting"),))


def number(text: str) -> Code:
    """Write a number of the constructor as the class keeps it."""
    return Code((Word(text, "number"),))


def in_constructor(value: Code) -> Code:
    """Write a value within the constructor, which reads its arguments and not what it keeps."""
    words = (
        Word(part.text, "parameter") if isinstance(part, Word) and part.kind == "number" else part
        for part in value.parts
    )
    return Code(tuple(words), value.binding)


def parameter(text: str) -> Code:
    """Write a parameter of the constructor."""
    return Code((Word(text, "parameter"),))


def function(text: str) -> Code:
    """Write the name of a function of the file."""
    return Code((Word(text, "function"),))


def in_math(text: str) -> Code:
    """Write a name in the module ``math``."""
    return Code((MATH, f".{text}"))


def method(text: str) -> Code:
    """Write the name of a method of the class."""
    return Code((Word(text, "method"),))


def line(*parts: str | Code) -> Code:
    """Write text that has to be as it is, with expressions in it."""
    found: list[Word | str] = []
    for part in parts:
        found += [part] if isinstance(part, str) else part.parts
    return Code(tuple(found), 0)


def verbatim(text: str) -> tuple[Code, ...]:
    """Write lines that are the same in every file."""
    return tuple(map(line, text.splitlines()))


def listed(*items: Code) -> Code:
    """Write expressions with commas between them."""
    parts: list[str | Code] = []
    for item in items:
        parts += [", ", item] if parts else [item]
    return line(*parts)


def bracketed(*items: Code) -> Code:
    """Write a tuple."""
    return Code(line("(", listed(*items), ",)" if len(items) == 1 else ")").parts)


def call(called: str | Code, *arguments: Code) -> Code:
    """Write a call; a function of Python's own is given by its name."""
    return Code(line(called, "(", listed(*arguments), ")").parts)


ZERO, ONE, STEP = name("0.0"), name("1.0"), Code((Word("", "step"),))
T, N, P, START, END, BASE = map(name, ("t", "n", "p", "start", "end", "base"))
FALLS = name("falls")
LOW, HIGH, SCALE, RESULT = map(name, ("low", "high", "scale", "result"))


def since(place: Code, begin: Code | None) -> Code:
    """Write how far a place is from a beginning, which may be 0."""
    return place if begin is None else place - begin


def after(begin: Code | None, length: Code) -> Code:
    """Write the place that is so far from a beginning, which may be 0."""
    return length if begin is None else begin + length
