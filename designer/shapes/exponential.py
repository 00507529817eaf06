"""The same ratio from step to step."""

from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Numbers, Shape, TorchScheduler


def exponential(start: float, end: float, p: float) -> float:
    """Multiply by the same number at every step: start * (end / start) ** p."""
    ratio: float = (end / start) ** p
    return start * ratio


@dataclass(frozen=True, slots=True)
class Exponential(Shape):
    """The same ratio from step to step, straight on a log axis: a decay, or a search through values.

    In torch it is ExponentialLR; rising, the search of arXiv 1506.01186. Neither end can be 0.
    """

    kind = "exponential"
    title = "Exponential"
    noun = "exponential"
    family = "ratio"
    rank = 60
    formula = "start · (end / start)^p"
    curve = staticmethod(exponential)
    also_called = ("ExponentialLR", "geometric", "log-linear", "lr range test")
    related = ("exponential_to_end", "decay_to_floor", "staircase")
    divides_ends = True

    def in_torch(self, numbers: Numbers) -> TorchScheduler:
        """Return an ExponentialLR."""
        return TorchScheduler("ExponentialLR", {"gamma": numbers.end ** (1 / numbers.length)})
