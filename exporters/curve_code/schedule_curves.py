"""All curves of a schedule as code, and which of them set what for which parameter group."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from rampsmith.designer.document.curves import curve_of, followed
from rampsmith.designer.document.kinds import RATE, RATE_CURVE, CurveKey, CurveKind
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.exporters.curve_code.all_groups import of_all_bases
from rampsmith.exporters.curve_code.curves import CurveWriter, Scales
from rampsmith.exporters.curve_code.free_names import known_names
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.statements import Function
from rampsmith.exporters.words.course import other_keys
from rampsmith.exporters.words.naming import LONGEST_GROUP, stems

Followed: TypeAlias = tuple[CurveKey, ...]
"""The curve that sets a number for a group, and after it those that multiply it."""

_VERBS = ("set", "put")
"""What the names of other methods begin with; a group's name would make the same of them."""


@dataclass(frozen=True, slots=True)
class GroupValues:
    """The curves that set the numbers of a kind.

    Attributes:
        common: what most groups follow, also those that the schedule does not know.
        own: what single groups follow instead, by their names.
        left_alone: the names of the groups whose number stays as it is.
    """

    common: Followed | None
    own: dict[str, Followed]
    left_alone: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        """Whether all groups follow the same."""
        return not self.own and not self.left_alone


@dataclass(frozen=True)
class Curves:
    """All curves of a schedule as code.

    Attributes:
        schedule: the whole.
        by_key: the writer of each curve, that of the rates first.
        names: an identifier for each group, by its name.
    """

    schedule: Schedule
    by_key: dict[CurveKey, CurveWriter]
    names: dict[str, str]

    @property
    def all(self) -> list[CurveWriter]:
        """All of them, in the order in which their numbers are named."""
        return list(self.by_key.values())

    @property
    def rates(self) -> CurveWriter:
        """The writer of the rates of all groups."""
        return self.by_key[RATE_CURVE]

    @property
    def other_kinds(self) -> list[CurveKind]:
        """The kinds that are set besides the rates."""
        kinds = dict.fromkeys(key.kind for key in self.by_key if key.kind.combines == "sets")
        return [kind for kind in kinds if kind != RATE]

    @property
    def name_groups(self) -> bool:
        """Whether a group's name says what it follows."""
        kinds = (RATE, *self.other_kinds)
        return not all(self.values(kind).is_one for kind in kinds)

    @property
    def methods(self) -> list[Function]:
        """The methods that compute them."""
        every = [method for curve in self.all for method in curve.methods]
        at_once = self.rates_at_once
        if at_once is not None:
            every[every.index(self.rates.methods[0])] = at_once
        return every

    @cached_property
    def rates_at_once(self) -> Function | None:
        """The method that computes all rates in one call; None where that takes more than one curve."""
        rates, values = self.rates, self.values(RATE)
        if rates.falls or rates.scales != "base":
            return None
        if not values.is_one or len(values.common or ()) > 1:
            return None
        return of_all_bases(rates.methods[0], rates.parameters.names.of(f"{rates.name}s"))

    def values(self, kind: CurveKind) -> GroupValues:
        """Find what sets the numbers of a kind."""
        common = self._followed(kind, None)
        found = {group.name: self._followed(kind, group.name) for group in self.schedule.groups}
        others = {name: each for name, each in found.items() if each != common}
        return GroupValues(
            common,
            {name: each for name, each in others.items() if each is not None},
            tuple(name for name, each in others.items() if each is None),
        )

    def held(self, group: str | None) -> tuple[str, ...]:
        """Return where a group holds what is set in it; None stands for one without a name."""
        kinds = [kind for kind in (RATE, *self.other_kinds) if self._followed(kind, group)]
        return tuple(dict.fromkeys(held.entry for kind in kinds for held in kind.held))

    def scales(self, kind: CurveKind) -> set[Scales]:
        """Return how the curves of a kind become numbers of groups."""
        return {curve.scales for key, curve in self.by_key.items() if key.kind == kind}

    def _followed(self, kind: CurveKind, group: str | None) -> Followed | None:
        key = followed(self.schedule, kind, group)
        if key is None:
            return None
        factors = (followed(self.schedule, each, group) for each in self._multiplying(kind))
        return (key, *(each for each in factors if each is not None))

    def _multiplying(self, kind: CurveKind) -> Iterable[CurveKind]:
        """Return the kinds that multiply another; they multiply only the rates."""
        if kind != RATE:
            return ()
        return dict.fromkeys(key.kind for key in self.by_key if key.kind.combines == "multiplies")


def curves_of(schedule: Schedule) -> Curves:
    """Name the numbers of every curve, and make its writer."""
    groups = [group.name for group in schedule.groups]
    identifiers = stems(groups, _VERBS, longest=LONGEST_GROUP, nameless="group")
    names = dict(zip(groups, identifiers, strict=True))
    named: list[Parameters] = []
    alone = {key: _alone(schedule, key) for key in (RATE_CURVE, *other_keys(schedule))}
    known = known_names([*alone.values()])
    for key, curve in alone.items():
        group = "" if key.group is None else names[key.group]
        named.append(Parameters(curve, key, group=group, earlier=named, known=known))
    writers = map(CurveWriter, named)
    return Curves(schedule, {each.parameters.key: each for each in writers}, names)


def _alone(schedule: Schedule, key: CurveKey) -> Schedule:
    """Return a curve as a schedule of its own, with a group also where none has to follow it."""
    alone = curve_of(schedule, key)
    others = Group("others", key.kind.usual_base or 1.0)
    return alone if alone.groups else replace(alone, groups=(others,))


def base_scales(curves: Curves) -> Scales:
    """Return how base rates become rates; where groups differ, the way that needs the most."""
    found = curves.scales(RATE)
    needs: tuple[Scales, ...] = ("base", "factor", "nothing")
    return next(each for each in needs if each in found)
