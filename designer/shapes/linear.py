"""The straight line."""

from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Numbers, Shape, TorchScheduler


def linear(start: float, end: float, p: float) -> float:
    """Go straight from start to end: start + (end - start) * p."""
    return start + (end - start) * p


@dataclass(frozen=True, slots=True)
class Linear(Shape):
    """A straight line: the usual warmup, and a decay in which every step takes away the same.

    In torch it is LinearLR; the warmup is that of arXiv 1706.02677.
    """

    kind = "linear"
    title = "Linear"
    noun = "linear"
    family = "straight"
    rank = 20
    formula = "start + (end − start) · p"
    curve = staticmethod(linear)
    also_called = ("LinearLR", "LambdaLR", "linear warmup", "linear decay", "triangular")
    related = ("cosine", "polynomial", "exponential")
    is_straight = True

    def in_torch(self, numbers: Numbers) -> TorchScheduler:
        """Return a LinearLR."""
        arguments = {
            "start_factor": float(numbers.start),
            "end_factor": float(numbers.end),
            "total_iters": numbers.length,
        }
        return TorchScheduler("LinearLR", arguments, from_base=False, goes_on=False)
