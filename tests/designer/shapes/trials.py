"""Shapes that nobody needs, whose functions take their arguments in every order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from rampsmith.designer.shapes.shape import Shape, setting
from rampsmith.designer.values.spans import Span


def by_steps(start: float, end: float, n: float) -> float:
    """Go a thousandth of the way at every step."""
    return start + (end - start) * n / 1000.0


def by_both(start: float, end: float, p: float, n: float) -> float:
    """Go straight, and shake a little from step to step."""
    return start + (end - start) * p + 0.001 * (n % 2.0)


def turned_round(every: float, n: float, p: float, end: float, start: float) -> float:
    """Take the settings first and the levels last."""
    return start + (end - start) * p * p + 0.001 * (n // every)


def setting_between(p: float, slope: float, end: float, start: float) -> float:
    """Take the place first."""
    weight: float = p**slope
    return start + (end - start) * weight


def without_levels(n: float) -> float:
    """Count the steps."""
    return n / 1000.0


@dataclass(frozen=True, slots=True)
class Trial(Shape):
    """The common ground of the shapes here."""

    title: ClassVar[str] = "Trial"
    noun: ClassVar[str] = "trial"
    family: ClassVar[str] = "power"
    formula: ClassVar[str] = "…"
    related: ClassVar[tuple[str, ...]] = ("linear",)


@dataclass(frozen=True, slots=True)
class BySteps(Trial):
    """Goes by its steps to an end level."""

    kind: ClassVar[str] = "by_steps"
    curve: ClassVar[Callable[..., float]] = staticmethod(by_steps)


@dataclass(frozen=True, slots=True)
class ByBoth(Trial):
    """Goes by its place and its steps."""

    kind: ClassVar[str] = "by_both"
    curve: ClassVar[Callable[..., float]] = staticmethod(by_both)


@dataclass(frozen=True, slots=True)
class TurnedRound(Trial):
    """Has its settings in front."""

    every: Span = field(
        default_factory=lambda: Span.of_steps(3),
        metadata=setting(caption="Every", meaning="how long.", parameter="stair of {segment}"),
    )

    kind: ClassVar[str] = "turned_round"
    curve: ClassVar[Callable[..., float]] = staticmethod(turned_round)


@dataclass(frozen=True, slots=True)
class SettingBetween(Trial):
    """Has its setting between the place and the levels."""

    slope: float = field(default=2.0, metadata=setting(caption="Slope", meaning="its slope."))

    kind: ClassVar[str] = "setting_between"
    curve: ClassVar[Callable[..., float]] = staticmethod(setting_between)


@dataclass(frozen=True, slots=True)
class WithoutLevels(Trial):
    """Asks for no level."""

    kind: ClassVar[str] = "without_levels"
    curve: ClassVar[Callable[..., float]] = staticmethod(without_levels)


TRIALS: tuple[type[Trial], ...] = (BySteps, ByBoth, TurnedRound, SettingBetween, WithoutLevels)
