"""The kinds of curves: one row for each number that a curve can set, and the keys of curves."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, Literal, TypeAlias

from rampsmith.designer.shapes.shape import LevelUnit
from rampsmith.designer.values.names import capitalised

Combines: TypeAlias = Literal["sets", "multiplies"]


@dataclass(frozen=True, slots=True)
class Held:
    """Where an optimizer's parameter group holds a number: under a name, or at an index there.

    Attributes:
        name: the name in the group.
        index: the index in the tuple under that name, where it is a tuple.
        words: what users of the optimizer call the number, where that is not its kind's name.
    """

    name: str
    index: int | None = None
    words: str = ""

    @property
    def entry(self) -> str:
        """Where it is, in one word: ``momentum``, or ``betas[0]``."""
        return self.name if self.index is None else f"{self.name}[{self.index}]"

    def read(self, group: Mapping[str, Any]) -> Any:
        """Return what a group that has the name holds."""
        return group[self.name] if self.index is None else group[self.name][self.index]


@dataclass(frozen=True, slots=True)
class CurveKind:
    """A kind of curve: a number that it sets. A further kind is a further row of ``KINDS``.

    Attributes:
        name: as in files and the exported code.
        title: as on a button.
        tip: what it is, in one line.
        clause: what introduces the curve in a sentence about the whole schedule.
        opening: the same in the head of an exported file, where each curve has a sentence.
        units: the units that its levels can have, the usual one first, with their short words.
        neutral: the level in the usual unit that a new curve holds; it changes nothing yet.
        combines: whether its values are set as they are, or multiply the rates.
        base: what a curve without a start begins at, where it has such a thing.
        usual_base: what a group is built with of it, where each has a base of its own that factors
            are of; None where factors are of nothing.
        below: what every value must be less than.
        held: where an optimizer's group may hold it; the first that a group has counts.
        is_own: whether it is a value of the person's own, which the training loop reads from the
            group under the kind's name.
    """

    name: str
    title: str
    tip: str
    clause: str
    opening: str
    units: tuple[tuple[LevelUnit, str], ...]
    neutral: float
    combines: Combines = "sets"
    base: str = ""
    usual_base: float | None = None
    below: float = math.inf
    held: tuple[Held, ...] = ()
    is_own: bool = False

    @property
    def words(self) -> str:
        """The name as in sentences."""
        return self.name.replace("_", " ")

    @property
    def unit(self) -> LevelUnit:
        """The usual unit of its levels."""
        return self.units[0][0]

    def read(self, group: Mapping[str, Any]) -> Any:
        """Return what an optimizer's group holds of this kind; None where it holds nothing."""
        return next((held.read(group) for held in self.held if held.name in group), None)


RATE = CurveKind(
    name="rate",
    title="Rate",
    tip="The learning rate of every parameter group",
    clause="rate",
    opening="",
    units=(("factor", "× base"), ("rate", "rate")),
    neutral=1.0,
    base="base rate",
    usual_base=1e-3,
    held=(Held("lr"),),
)
MOMENTUM = CurveKind(
    name="momentum",
    title="Momentum",
    tip="The optimizer's momentum, or Adam's beta1, over the same steps",
    clause="momentum",
    opening="The momentum, or Adam's beta1, goes along",
    units=(("rate", "value"),),
    neutral=0.9,
    below=1.0,
    held=(Held("betas", 0, "beta1"), Held("momentum")),
)
BETA2 = CurveKind(
    name="beta2",
    title="Beta2",
    tip="Adam's beta2, over the same steps",
    clause="beta2",
    opening="Adam's beta2 goes along",
    units=(("rate", "value"),),
    neutral=0.999,
    below=1.0,
    held=(Held("betas", 1, "beta2"),),
)
WEIGHT_DECAY = CurveKind(
    name="weight_decay",
    title="Weight decay",
    tip="The weight decay of every parameter group, over the same steps",
    clause="weight decay",
    opening="The weight decay goes along",
    units=(("factor", "× own"), ("rate", "value")),
    neutral=1.0,
    base="weight decay",
    usual_base=0.01,
    held=(Held("weight_decay"),),
)
MULTIPLIER = CurveKind(
    name="multiplier",
    title="Multiplier",
    tip="A curve of factors that all rates are multiplied by",
    clause="all multiplied by a curve",
    opening="All of it is multiplied by a factor",
    units=(("factor", "factor"),),
    neutral=1.0,
    combines="multiplies",
    base="1",
)

KINDS = (RATE, MOMENTUM, BETA2, WEIGHT_DECAY, MULTIPLIER)
"""All kinds but the person's own, in the order of files and forms; the rate, which all have, first."""
KIND_OF_NAME = {kind.name: kind for kind in KINDS}

NAMES_IN_USE = frozenset(
    [
        "params",
        "lr",
        "initial_lr",
        "max_lr",
        "min_lr",
        "max_momentum",
        "base_momentum",
        "nesterov",
        "dampening",
        "eps",
        "amsgrad",
        "maximize",
        "foreach",
        "fused",
        "capturable",
        "differentiable",
        "rho",
        "alpha",
        "centered",
        "lambd",
        "t0",
        "etas",
        "step_sizes",
        "ns_steps",
        "adjust_lr_fn",
    ]
) | {held.name for kind in KINDS for held in kind.held}
"""Names in a group that belong to torch's optimizers and schedulers."""


def own_kind(name: str) -> CurveKind:
    """Return the kind of a value of the person's own, which has any level and no base."""
    words = name.replace("_", " ")
    return CurveKind(
        name=name,
        title=capitalised(words),
        tip=f'A value that the training loop reads: group["{name}"]',
        clause=words,
        opening=f'The {words}, which the training loop reads as ``group["{name}"]``, goes along',
        units=(("rate", "value"),),
        neutral=1.0,
        held=(Held(name),),
        is_own=True,
    )


def kind_named(name: str) -> CurveKind:
    """Return the kind of a name: one of the table, or a value of the person's own."""
    return KIND_OF_NAME.get(name) or own_kind(name)


def own_name_fault(name: str) -> str | None:
    """Return why a value of the person's own cannot have a name; None where it can."""
    if not name.isidentifier() or not name.isascii() or iskeyword(name) or name.startswith("_"):
        return f"“{name}” cannot be a name in a parameter group; take letters, digits and _."
    if name in NAMES_IN_USE or name in KIND_OF_NAME:
        return f"“{name}” is a name that optimizers use in their parameter groups."
    return None


@dataclass(frozen=True, slots=True)
class CurveKey:
    """The key of a curve in a schedule: its kind, and the group that it is for, if not all."""

    kind: CurveKind
    group: str | None = None

    @property
    def words(self) -> str:
        """Name the curve as in sentences."""
        return self.kind.words if self.group is None else f"{self.kind.words} of “{self.group}”"

    def __str__(self) -> str:
        """Name the curve in one word, as places do."""
        return self.kind.name if self.group is None else f"{self.kind.name}[{self.group}]"


RATE_CURVE = CurveKey(RATE)
"""The curve that every schedule has: the rates of all groups."""
MOMENTUM_CURVE = CurveKey(MOMENTUM)
MULTIPLIER_CURVE = CurveKey(MULTIPLIER)
