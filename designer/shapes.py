"""The curves a segment can take, one small function each, and the settings that bend them.

A function here is the only definition of its formula: the plot, the tables and the check call it,
and the exporter copies its source into the exported file. So each uses nothing but its arguments
and ``math``. The arguments are, as far as a curve needs them, in this order:

``start``, ``end``
    the values at the two ends;
``p``
    how far the segment has come, from 0 at its first step to 1 at its end;
``n``
    how many steps the segment has run, for curves whose pace does not follow their length;
and then the shape's own settings, lengths in steps.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

from rampsmith.designer.expressions import VARIABLES, formula_of
from rampsmith.designer.spans import Span

LevelUnit: TypeAlias = Literal["factor", "rate"]


def constant(start: float) -> float:
    """Hold one value."""
    return start


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


def cosine(start: float, end: float, p: float) -> float:
    """Go along half a cosine: start * w + end * (1 - w), w = (1 + cos(pi * p)) / 2."""
    weight = 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


def polynomial(start: float, end: float, p: float, power: float) -> float:
    """Go along a power: start * w + end * (1 - w), w = (1 - p) ** power."""
    weight: float = (1.0 - p) ** power
    return start * weight + end * (1.0 - weight)


def exponential(start: float, end: float, p: float) -> float:
    """Multiply by the same number at every step: start * (end / start) ** p."""
    ratio: float = (end / start) ** p
    return start * ratio


def one_minus_sqrt(start: float, end: float, p: float) -> float:
    """Fall steeply, then ever more gently: start + (end - start) * sqrt(p)."""
    return start + (end - start) * math.sqrt(p)


def one_minus_square(start: float, end: float, p: float) -> float:
    """Fall gently, then ever more steeply: start + (end - start) * p**2."""
    return start + (end - start) * p * p


def mirror_cosine(start: float, end: float, p: float) -> float:
    """Mirror a cosine on the straight line: weight 2 * (1 - p) - (1 + cos(pi * p)) / 2."""
    weight = 2.0 * (1.0 - p) - 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


def inverse_sqrt(start: float, n: float, time_scale: float) -> float:
    """Fall with the square root of time: start * sqrt(s / (s + n)), s = time_scale."""
    return start * math.sqrt(time_scale / (time_scale + n))


def staircase(start: float, n: float, every: float, factor: float) -> float:
    """Multiply by factor after every so many steps: start * factor ** (n // every)."""
    fallen: float = factor ** (n // every)
    return start * fallen


@dataclass(frozen=True, slots=True)
class Constant:
    """One value throughout: the stable phase between warmup and decay, or a rate that never changes."""

    kind: ClassVar[str] = "constant"
    title: ClassVar[str] = "Constant"
    family: ClassVar[str] = "flat"
    formula: ClassVar[str] = "rate = start"
    curve: ClassVar[Callable[..., float]] = staticmethod(constant)


@dataclass(frozen=True, slots=True)
class Linear:
    """A straight line: the usual warmup, and a decay in which every step takes away the same."""

    kind: ClassVar[str] = "linear"
    title: ClassVar[str] = "Linear"
    family: ClassVar[str] = "straight"
    formula: ClassVar[str] = "rate = start + (end − start) · p"
    curve: ClassVar[Callable[..., float]] = staticmethod(linear)


@dataclass(frozen=True, slots=True)
class Cosine:
    """Half a cosine, flat at both ends: the usual decay to the end of a run (SGDR, arXiv 1608.03983)."""

    kind: ClassVar[str] = "cosine"
    title: ClassVar[str] = "Cosine"
    family: ClassVar[str] = "round"
    formula: ClassVar[str] = "rate = end + (start − end) · ½(1 + cos πp)"
    curve: ClassVar[Callable[..., float]] = staticmethod(cosine)


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A power of what is left: a decay that begins fast and ends gently; power 1 is a straight line.

    Attributes:
        power: how uneven it is; above 1 most of the way is gone early, below 1 late.
    """

    power: float = 2.0

    kind: ClassVar[str] = "polynomial"
    title: ClassVar[str] = "Polynomial"
    family: ClassVar[str] = "power"
    formula: ClassVar[str] = "rate = end + (start − end) · (1 − p)^power"
    curve: ClassVar[Callable[..., float]] = staticmethod(polynomial)


@dataclass(frozen=True, slots=True)
class Exponential:
    """The same ratio from step to step, straight on a log axis: a decay, or a search through rates.

    Neither end can be 0.
    """

    kind: ClassVar[str] = "exponential"
    title: ClassVar[str] = "Exponential"
    family: ClassVar[str] = "ratio"
    formula: ClassVar[str] = "rate = start · (end / start)^p"
    curve: ClassVar[Callable[..., float]] = staticmethod(exponential)


@dataclass(frozen=True, slots=True)
class OneMinusSqrt:
    """The cooldown of warmup–stable–decay (arXiv 2405.18392, Eq. 1); its slope begins infinite."""

    kind: ClassVar[str] = "one_minus_sqrt"
    title: ClassVar[str] = "1 − √p"
    family: ClassVar[str] = "cooldown"
    formula: ClassVar[str] = "rate = start + (end − start) · √p"
    curve: ClassVar[Callable[..., float]] = staticmethod(one_minus_sqrt)


@dataclass(frozen=True, slots=True)
class OneMinusSquare:
    """A cooldown that waits, then falls (arXiv 2405.18392, appendix)."""

    kind: ClassVar[str] = "one_minus_square"
    title: ClassVar[str] = "1 − p²"
    family: ClassVar[str] = "cooldown"
    formula: ClassVar[str] = "rate = start + (end − start) · p²"
    curve: ClassVar[Callable[..., float]] = staticmethod(one_minus_square)


@dataclass(frozen=True, slots=True)
class MirrorCosine:
    """A cosine mirrored on the straight line: steep at both ends (arXiv 2405.18392, appendix)."""

    kind: ClassVar[str] = "mirror_cosine"
    title: ClassVar[str] = "Mirror cosine"
    family: ClassVar[str] = "cooldown"
    formula: ClassVar[str] = "rate = end + (start − end) · (2(1 − p) − ½(1 + cos πp))"
    curve: ClassVar[Callable[..., float]] = staticmethod(mirror_cosine)


@dataclass(frozen=True, slots=True)
class InverseSqrt:
    """The Transformer's decay, for runs whose end is open (arXiv 1706.03762, §5.3).

    It ends where its time scale leads.

    Attributes:
        time_scale: how slow it is; after three times as many steps the rate is half of the start's.
    """

    time_scale: Span = field(default_factory=lambda: Span.of_steps(1_000))

    kind: ClassVar[str] = "inverse_sqrt"
    title: ClassVar[str] = "Inverse square root"
    family: ClassVar[str] = "power"
    formula: ClassVar[str] = "rate = start · √(s / (s + n))"
    curve: ClassVar[Callable[..., float]] = staticmethod(inverse_sqrt)


@dataclass(frozen=True, slots=True)
class Staircase:
    """Step decay: the rate is multiplied by a factor after every so many steps or epochs.

    Attributes:
        every: how long a stair is.
        factor: what the rate is multiplied by at its end.
    """

    every: Span = field(default_factory=lambda: Span.of_epochs(10))
    factor: float = 0.1

    kind: ClassVar[str] = "staircase"
    title: ClassVar[str] = "Staircase"
    family: ClassVar[str] = "stairs"
    formula: ClassVar[str] = "rate = start · factor^⌊n / every⌋"
    curve: ClassVar[Callable[..., float]] = staticmethod(staircase)


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that a person types; see ``expressions`` for what it may use.

    Where it names none of start, end, base and previous, its value is a factor of the base rate.
    A formula that is wrong can be held; it has no values.

    Attributes:
        text: the formula as it was typed.
    """

    text: str = "start + (end - start) * p"

    kind: ClassVar[str] = "expression"
    title: ClassVar[str] = "Expression"
    family: ClassVar[str] = "typed"
    formula: ClassVar[str] = "rate = what you type"
    curve: ClassVar[Callable[..., float]] = staticmethod(constant)

    @property
    def names(self) -> frozenset[str]:
        """The variables that the formula uses; none where it is wrong."""
        formula = formula_of(self.text)
        return frozenset() if formula is None else formula.names


@dataclass(frozen=True, slots=True)
class Plateau:
    """Falls when a metric stops getting better, as ReduceLROnPlateau; only the last segment can be.

    Attributes:
        mode: whether a lower ("min") or a higher ("max") metric is better.
        factor: what the rate is multiplied by when it falls.
        patience: how many steps without anything better are waited through.
        threshold: how much better is better.
        threshold_mode: whether the threshold is a fraction of the best ("rel") or a difference.
        cooldown: how many steps are not counted after a fall.
        min_lr: the rate below which it does not fall.
        eps: a fall by less than this is left out.
    """

    mode: Literal["min", "max"] = "min"
    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    threshold_mode: Literal["rel", "abs"] = "rel"
    cooldown: int = 0
    min_lr: float = 0.0
    eps: float = 1e-8

    kind: ClassVar[str] = "plateau"
    title: ClassVar[str] = "Plateau"
    family: ClassVar[str] = "metric"
    formula: ClassVar[str] = "rate · factor, when the metric has not improved for patience steps"
    curve: ClassVar[Callable[..., float]] = staticmethod(constant)


Shape: TypeAlias = (
    Constant
    | Linear
    | Cosine
    | Polynomial
    | Exponential
    | OneMinusSqrt
    | OneMinusSquare
    | MirrorCosine
    | InverseSqrt
    | Staircase
    | Expression
    | Plateau
)

SHAPES: tuple[type[Shape], ...] = (
    Constant,
    Linear,
    Cosine,
    Polynomial,
    Exponential,
    OneMinusSqrt,
    OneMinusSquare,
    MirrorCosine,
    InverseSqrt,
    Staircase,
    Expression,
    Plateau,
)
"""Every shape, in the order in which lists and menus show them."""

SHAPE_OF_KIND: dict[str, type[Shape]] = {shape.kind: shape for shape in SHAPES}
"""A shape's class by the word that stands for it in a design file."""


def curve_arguments(shape: Shape | type[Shape]) -> tuple[str, ...]:
    """Name the arguments of a shape's function, in order."""
    if isinstance(shape, Expression):
        names = shape.names
        return tuple(name for name in VARIABLES if name in names)
    code = shape.curve.__code__
    return code.co_varnames[: code.co_argcount]


def own_units(shape: Shape) -> frozenset[LevelUnit]:
    """Tell in which units a shape has numbers of its own, beside its segment's levels."""
    if isinstance(shape, Plateau):
        return frozenset({"rate"})
    if isinstance(shape, Expression):
        names = shape.names
        if "base" in names:
            # What it makes of the base rate is a rate, and another one for every group.
            return frozenset({"factor", "rate"})
        if not names & {"start", "end", "previous"}:
            return frozenset({"factor"})
    return frozenset()


def has_end(shape: Shape | type[Shape]) -> bool:
    """Tell whether a shape goes to an end level of its own; the others end where they arrive."""
    return "end" in curve_arguments(shape)
