"""The values of curves at the newest step, as the code that gives them to the groups."""

import math

from rampsmith.exporters.curve_code.curves import CurveWriter
from rampsmith.exporters.curve_code.expressions import BASE, STEP, Code, call, line, method, name
from rampsmith.exporters.curve_code.schedule_curves import Curves, Followed
from rampsmith.exporters.curve_code.statements import Assign, Statement


class Values:
    """The values of curves at the newest step; the lines that make them come first."""

    def __init__(
        self,
        curves: Curves,
        places: dict[Code, Code] | None = None,
        base: Code = BASE,
        falls: str = "self._falls[number]",
        at: Code = STEP,
    ) -> None:
        """Begin with some names.

        Args:
            curves: all curves.
            places: places on curves that have a name already.
            base: a group's base.
            falls: how often a group's rate has fallen.
            at: the step.
        """
        self.lines: list[Statement] = []
        self._curves = curves
        self._base = base
        self._falls = falls
        self._at = at
        self._places = {STEP: at, **(places or {})}
        self._named = 0
        self._locals: dict[CurveWriter, Code] = {}

    def called(self, curve: CurveWriter) -> Code:
        """Write the call of a curve, whose place gets a name where it is not that of the rates."""
        base = (self._base,) if curve.scales == "base" else ()
        # Absolute rates have all fallen as often.
        count = self._falls if curve.scales == "base" else "self._falls[0]"
        falls = (line(count),) if curve.falls else ()
        return call(method(curve.name), self.place(curve.step), *base, *falls)

    def of(self, followed: Followed) -> Code:
        """Write what a group gets that follows some curves; what is the same for all has a name."""
        curve, *factors = (self._curves.by_key[key] for key in followed)
        value = self.called(curve) if curve.scales == "base" else self._local(curve)
        value = math.prod(map(self._local, factors), start=value)
        return self._base * value if curve.scales == "factor" else value

    def _local(self, curve: CurveWriter) -> Code:
        if curve not in self._locals:
            value = self.called(curve)
            self.lines.append(Assign(curve.local, value))
            self._locals[curve] = curve.local
        return self._locals[curve]

    @property
    def places(self) -> list[Assign]:
        """The lines that name places on curves."""
        return [each for each in self.lines if isinstance(each, Assign)]

    def place(self, step: Code) -> Code:
        """Return the name of a place on a curve."""
        if step not in self._places:
            self._named += 1
            self._places[step] = name(f"place_{self._named}" if self._named > 1 else "place")
            self.lines.append(Assign(self._places[step], step.at(self._at)))
        return self._places[step]
