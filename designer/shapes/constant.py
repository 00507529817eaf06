"""The shape that holds one value."""

from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Numbers, Shape, TorchScheduler


def constant(start: float) -> float:
    """Hold one value."""
    return start


@dataclass(frozen=True, slots=True)
class Constant(Shape):
    """One value throughout: the stable phase between warmup and decay, or one that never changes at all.

    In torch it is ConstantLR; the stable phase is that of arXiv 2404.06395.
    """

    kind = "constant"
    title = "Constant"
    noun = "constant"
    family = "flat"
    rank = 10
    formula = "start"
    curve = staticmethod(constant)
    also_called = ("ConstantLR", "stable", "flat")
    related = ("linear", "staircase", "plateau")
    preposition = "at"
    is_straight = True

    def in_torch(self, numbers: Numbers) -> TorchScheduler:
        """Return a ConstantLR."""
        arguments = {"factor": float(numbers.start)}
        return TorchScheduler("ConstantLR", arguments, from_base=False, goes_on=False)
