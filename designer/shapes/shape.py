"""A shape: a curve that a segment can take, with its settings and all that is known about it.

Each shape is one file beside this one, which ``registry`` finds: a function of the file's name, and a
class of that kind that says the rest. The function is
the only definition of its formula: the plot, the tables and the check call it, and the exporter
copies its source into the exported file. So it uses nothing but its arguments and ``math``. It is
called by the names of its arguments, in any order:

``start``, ``end``
    the values at the two ends;
``p``
    how far the segment has come, from 0 at its first step to 1 at its end;
``n``
    how many steps the segment has run, for curves whose pace does not follow their length;
``length``
    how many steps it has in all;
and the shape's own settings, lengths in steps.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, ClassVar, Literal, NamedTuple, Self, TypeAlias

from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span

LevelUnit: TypeAlias = Literal["factor", "rate"]


class Bounds(NamedTuple):
    """The finite numbers that a setting can be.

    Attributes:
        least: the lower bound.
        most: the upper bound.
        above: whether the lower bound itself is too low.
        below: whether the upper bound itself is too high.
        whole: whether they must be whole numbers.
        unlike: the one between them that makes no curve; NaN for none.
    """

    least: float = -math.inf
    most: float = math.inf
    above: bool = False
    below: bool = False
    whole: bool = False
    unlike: float = math.nan

    def hold(self, number: float) -> bool:
        """Return whether a number lies between them."""
        is_low = number <= self.least if self.above else number < self.least
        is_high = number >= self.most if self.below else number > self.most
        is_one = math.isfinite(number) and not (self.whole and number != int(number))
        return is_one and not is_low and not is_high and number != self.unlike

    @property
    def words(self) -> str:
        """The bounds in words: ``at least 0 and below 1``."""
        has_least, has_most = math.isfinite(self.least), math.isfinite(self.most)
        if has_least and has_most and not (self.above or self.below):
            return f"from {exact_text(self.least)} to {exact_text(self.most)}"
        low = f"{'above' if self.above else 'at least'} {exact_text(self.least)}"
        high = f"{'below' if self.below else 'at most'} {exact_text(self.most)}"
        if has_least and has_most:
            return f"{low} and {high}"
        kind = f"a {'whole' if self.whole else 'finite'} number"
        if has_least:
            but = "" if math.isnan(self.unlike) else f", and not {exact_text(self.unlike)}"
            return f"{kind} {low if self.above else f'from {exact_text(self.least)} on'}{but}"
        return f"{kind} {high}" if has_most else kind


ABOVE_0 = Bounds(0.0, above=True)
FROM_0_ON = Bounds(0.0)
FROM_1_ON = Bounds(1.0)
WHOLE_FROM_0_ON = Bounds(0.0, whole=True)
A_SHARE = Bounds(0.0, 1.0)
A_SHARE_BELOW_1 = Bounds(0.0, 1.0, below=True)
ANY_NUMBER = Bounds()


class Setting(NamedTuple):
    """The words about a setting of a shape, and what it can be.

    Attributes:
        caption: its caption in a form.
        meaning: what it is, for the page that explains the shape.
        parameter: what the exported class says of its parameter; ``{segment}`` and ``{steps}``
            stand for the segment's name and for what a step is called.
        choices: the values that it can have and what a form calls them, where there are only a few.
        bounds: what a number must lie between.
        known_as: what torch calls it in a scheduler of its own, where it has one.
    """

    caption: str
    meaning: str
    parameter: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    bounds: Bounds = ANY_NUMBER
    known_as: str = ""


def setting(
    *,
    caption: str,
    meaning: str,
    parameter: str = "",
    choices: tuple[tuple[str, str], ...] = (),
    bounds: Bounds = ANY_NUMBER,
    known_as: str = "",
) -> dict[str, Setting]:
    """Describe a setting, as the metadata of its field."""
    return {"setting": Setting(caption, meaning, parameter, choices, bounds, known_as)}


class Numbers(NamedTuple):
    """A segment in plain numbers: its length, its levels and its shape's settings, in steps."""

    length: float
    start: float
    end: float
    settings: Mapping[str, float]


class TorchScheduler(NamedTuple):
    """The scheduler of torch that follows a shape.

    Attributes:
        name: its class.
        arguments: what it is built with.
        rates: the arguments that are absolute rates, given as factors of the base rate.
        from_base: whether it can only begin at the base rate.
        goes_on: whether it goes on past the segment's end.
    """

    name: str
    arguments: dict[str, float]
    rates: tuple[str, ...] = ()
    from_base: bool = True
    goes_on: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """A curve that a segment can take, with the answers of most shapes.

    Attributes:
        kind: the word that stands for it in a design file, and the name of its function.
        title: its name in lists.
        noun: its name in a sentence.
        family: which shapes it shares its colour with.
        rank: lists and menus show shapes of a lower rank before it.
        formula: the right side of its formula, for people.
        curve: its function.
        related: the kinds to look at next, the nearest first.
        also_called: what libraries and papers call it, for those who search.
        preposition: how a sentence goes on to its start.
        is_straight: whether its two ends are all of it.
        blends: whether its function is ``start * w + end * (1 - w)`` to the bit, with the same w
            for any ends.
        divides_ends: whether its ends are divided by each other: neither can be 0.
        turns: whether it can be highest or lowest between its ends.
        stair: the setting that is the length of a stair, where it breaks after each.
        holds: whether its value holds from one step to the next, and changes at once.
        bend: the setting that is changed by dragging the curve, where one is.
        controls: the pairs of settings that are places on it, as shares of its length and of the
            way from start to end: handles of their own on the plot.
        torch_lacks: what keeps torch's own scheduler from following it, where something does.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    noun: ClassVar[str]
    family: ClassVar[str]
    rank: ClassVar[int]
    formula: ClassVar[str]
    curve: ClassVar[Callable[..., float]]
    related: ClassVar[tuple[str, ...]]

    also_called: ClassVar[tuple[str, ...]] = ()
    preposition: ClassVar[str] = "from"
    is_straight: ClassVar[bool] = False
    blends: ClassVar[bool] = False
    divides_ends: ClassVar[bool] = False
    turns: ClassVar[bool] = False
    stair: ClassVar[str] = ""
    holds: ClassVar[bool] = False
    bend: ClassVar[str] = ""
    controls: ClassVar[tuple[tuple[str, str], ...]] = ()
    torch_lacks: ClassVar[str] = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of its function, in order."""
        return _arguments(self.curve)

    @property
    def has_end(self) -> bool:
        """Whether it goes to an end level of its own; the others end where they arrive."""
        return "end" in self.arguments

    @property
    def moves(self) -> bool:
        """Whether its value follows from where in the segment a step lies."""
        return not {"n", "p", "length"}.isdisjoint(self.arguments)

    @property
    def chains(self) -> bool:
        """Whether each of its values builds on the one before."""
        return False

    @property
    def goes_on(self) -> bool:
        """Whether it knows no end: as the rest of a run, it goes on past it."""
        return False

    @property
    def own_units(self) -> frozenset[LevelUnit]:
        """The units in which it has numbers of its own, besides its segment's levels."""
        return frozenset()

    def with_spans(self, convert: Callable[[Span], Span]) -> Self:
        """Convert the lengths among its settings."""
        spans = {name: getattr(self, name) for name in settings_of(self)}
        changes: dict[str, Any] = {
            name: convert(span) for name, span in spans.items() if isinstance(span, Span)
        }
        return replace(self, **changes) if changes else self

    def with_setting(self, name: str, value: Any) -> Self:
        """Return it with another value of a setting."""
        return replace(self, **{name: value})

    def parameter_words(self, name: str) -> str:
        """Describe the parameter of the exported class for a setting, as ``Setting`` does."""
        return settings_of(self)[name].parameter

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield each setting that cannot be as it is, and what it must be."""
        for name, words in settings_of(self).items():
            value = getattr(self, name)
            if isinstance(value, int | float) and not words.bounds.hold(value):
                yield name, f"must be {words.bounds.words}"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe what bends it, as a part of a sentence: ``of power 2``."""
        return ""

    def bend_place(self, numbers: Numbers) -> float | None:
        """Return the step of the segment at which it is best dragged; None where nowhere."""
        return numbers.length / 2

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the setting with which it has a value after n steps; None where none does."""
        return None

    def in_torch(self, numbers: Numbers) -> TorchScheduler | None:
        """Return the scheduler of torch that does the same, levels as factors of the base rate."""
        return None


def settings_of(shape: Shape | type[Shape]) -> Mapping[str, Setting]:
    """Return the words about each setting of a shape, by name and in order."""
    kind = shape if isinstance(shape, type) else type(shape)
    return _settings(kind)  # type: ignore[arg-type]  # mypy takes classes for unhashable.


@cache
def _arguments(function: Callable[..., float]) -> tuple[str, ...]:
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


@cache
def _settings(kind: type[Shape]) -> Mapping[str, Setting]:
    found = (field for field in fields(kind) if "setting" in field.metadata)
    return {field.name: field.metadata["setting"] for field in found}
