"""A formula that a person types."""

from dataclasses import dataclass, field

from rampsmith.designer.formulas.formula import formula_of
from rampsmith.designer.formulas.language import VARIABLES
from rampsmith.designer.shapes.constant import constant
from rampsmith.designer.shapes.shape import LevelUnit, Shape, setting


@dataclass(frozen=True, slots=True)
class Expression(Shape):
    """A formula that a person types.

    Where it names none of start, end, base and previous, its value is a factor of the
    base that a group is built with, or the value itself where there is no base. A formula that is
    wrong can be held; it has no values.
    """

    text: str = field(
        default="start + (end - start) * p",
        metadata=setting(caption="Formula", meaning="the formula as it was typed."),
    )

    kind = "expression"
    title = "Expression"
    noun = "a formula"
    family = "typed"
    formula = "what you type"
    curve = staticmethod(constant)
    also_called = ("LambdaLR", "formula", "custom")
    related = ("linear", "polynomial", "inverse_sqrt")
    turns = True

    @property
    def names(self) -> frozenset[str]:
        """The variables that the formula uses; none where it is wrong."""
        formula = formula_of(self.text)
        return frozenset() if formula is None else formula.names

    @property
    def arguments(self) -> tuple[str, ...]:
        """The variables that the formula uses, in the order of the list of all."""
        names = self.names
        return tuple(name for name in VARIABLES if name in names)

    @property
    def own_units(self) -> frozenset[LevelUnit]:
        """The units of its value, where that does not follow from the segment's levels."""
        names = self.names
        if "base" in names:
            # What it makes of the base rate is a rate, and another one for every group.
            return frozenset({"factor", "rate"})
        return frozenset() if names & {"start", "end", "previous"} else frozenset({"factor"})
