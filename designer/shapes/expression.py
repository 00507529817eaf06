"""A formula that a person types."""

from dataclasses import dataclass, field, replace
from typing import Any, Self

from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.formulas.formula import ALL_NAMES, formula_of
from rampsmith.designer.formulas.language import OF_THE_RUN, PLACES
from rampsmith.designer.shapes.constant import constant
from rampsmith.designer.shapes.shape import LevelUnit, Shape, setting

_NEEDS_T = frozenset({"epoch", "tokens"})
"""The names of what is counted from t."""


@dataclass(frozen=True, slots=True)
class Expression(Shape):
    """A formula that a person types, as torch's LambdaLR takes a function.

    Where it names none of start, end, base and previous, its value is a factor of the
    base that a group is built with, or the value itself where there is no base or it is said to be
    absolute. It can have constants of its own. A formula that is wrong can be held; it has no values.

    Attributes:
        absolute: whether its value is set as it is, the same for every group, and is no factor.
        constants: the numbers that it calls by names of their own.
    """

    text: str = field(
        default="start + (end - start) * p",
        metadata=setting(caption="Formula", meaning="the formula as it was typed."),
    )
    absolute: bool = False
    constants: tuple[FormulaConstant, ...] = ()

    kind = "expression"
    title = "Expression"
    noun = "a formula"
    family = "typed"
    rank = 240
    formula = "what you type"
    curve = staticmethod(constant)
    also_called = ("LambdaLR", "formula", "custom")
    related = ("linear", "polynomial", "inverse_sqrt")
    turns = True

    @property
    def own_names(self) -> frozenset[str]:
        """The names of its constants; without those that no formula can use as a name."""
        return frozenset(each.name for each in self.constants if each.has_name)

    @property
    def allowed_names(self) -> frozenset[str]:
        """All names that the formula may use."""
        return ALL_NAMES | self.own_names

    @property
    def names(self) -> frozenset[str]:
        """The names that the formula uses; none where it is wrong."""
        formula = formula_of(self.text, self.own_names)
        return frozenset() if formula is None else formula.names

    @property
    def chains(self) -> bool:
        """Whether each value builds on the one before."""
        return "previous" in self.names

    @property
    def used_constants(self) -> tuple[FormulaConstant, ...]:
        """The constants that the formula uses, in order; of those of one name the first."""
        names = self.names - PLACES.keys() - OF_THE_RUN.keys()
        found = {each.name: each for each in reversed(self.constants) if each.name in names}
        return tuple(reversed(found.values()))

    @property
    def reads_numbers(self) -> bool:
        """Whether it uses more than what it is told at each step: constants, or the run."""
        return not self.names <= PLACES.keys()

    @property
    def arguments(self) -> tuple[str, ...]:
        """The values that the formula must be told at each step, in the order of the list of all."""
        names = self.names
        if names & _NEEDS_T:
            names |= {"t"}
        return tuple(name for name in PLACES if name in names)

    @property
    def own_units(self) -> frozenset[LevelUnit]:
        """The units of its value, where that does not follow from the segment's levels."""
        names = self.names
        if "base" in names:
            # What it makes of the base rate is a rate, and another one for every group.
            return frozenset({"factor", "rate"})
        if self.absolute:
            return frozenset({"rate"})
        return frozenset() if names & {"start", "end", "previous"} else frozenset({"factor"})

    def with_setting(self, name: str, value: Any) -> Self:
        """Return it with another value of a constant, or of its formula."""
        if name not in self.own_names:
            return replace(self, **{name: value})
        constants = tuple(
            replace(each, value=value) if each.name == name else each for each in self.constants
        )
        return replace(self, constants=constants)

    def parameter_words(self, name: str) -> str:
        """Describe the parameter of the exported class for one of its constants."""
        return f"{name} in the formula of {{segment}}"
