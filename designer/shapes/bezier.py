"""The ease along a cubic Bézier curve."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import place, rounded, share_left
from rampsmith.designer.shapes.shape import A_SHARE, Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def bezier(
    start: float,
    end: float,
    p: float,
    x1: float,
    y1: float,
    x2: float,
    y2: float,
) -> float:
    """Ease along the Bezier curve of (0, 0), (x1, y1), (x2, y2), (1, 1), as cubic-bezier in CSS.

    Its s where x is p is found by Newton's method, halving where that would leave the bracket.
    """
    low, high, s = 0.0, 1.0, p
    for _ in range(60):
        r = 1.0 - s
        miss = s * (3.0 * r * (r * x1 + s * x2) + s * s) - p
        if abs(miss) < 1e-15:
            break
        low, high = (low, s) if miss > 0.0 else (s, high)
        slope = 3.0 * (r * r * x1 + 2.0 * r * s * (x2 - x1) + s * s * (1.0 - x2))
        s = s - miss / slope if slope > 0.0 else low
        s = s if low < s < high else 0.5 * (low + high)
    r = 1.0 - s
    weight = 1.0 - s * (3.0 * r * (r * y1 + s * y2) + s * s)
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class Bezier(Shape):
    """An ease with two handles, one for each end, drawn by hand (W3C CSS Easing Functions, cubic-bezier).

    A handle that lies flat lets its end begin or stop slowly. Both on the diagonal make a straight
    line; CSS calls 0.42, 0, 0.58, 1 ease-in-out, and 0.25, 0.1, 0.25, 1 ease.
    """

    x1: float = field(
        default=0.42,
        metadata=setting(
            caption="First handle, x",
            meaning="how far along the segment the handle of its start lies, from 0 to 1.",
            parameter="how far along {segment} the handle of its start lies",
            bounds=A_SHARE,
        ),
    )
    y1: float = field(
        default=0.0,
        metadata=setting(
            caption="First handle, y",
            meaning="how far on the way to the end level it lies, from 0 to 1.",
            parameter="how far on the way to its end level that lies",
            bounds=A_SHARE,
        ),
    )
    x2: float = field(
        default=0.58,
        metadata=setting(
            caption="Second handle, x",
            meaning="how far along the segment the handle of its end lies, from 0 to 1.",
            parameter="how far along {segment} the handle of its end lies",
            bounds=A_SHARE,
        ),
    )
    y2: float = field(
        default=1.0,
        metadata=setting(
            caption="Second handle, y",
            meaning="how far on the way to the end level it lies, from 0 to 1.",
            parameter="how far on the way to its end level that lies",
            bounds=A_SHARE,
        ),
    )

    kind = "bezier"
    title = "Bézier ease"
    noun = "Bezier ease"
    family = "round"
    rank = 140
    formula = "start + (end − start) · y(s), where x(s) = p on the Bézier curve of its handles"
    curve = staticmethod(bezier)
    blends = True
    also_called = (
        "cubic-bezier",
        "ease",
        "ease-in-out",
        "ease-in",
        "ease-out",
        "spline",
        "by hand",
    )
    related = ("cosine", "tanh", "polynomial_k")
    bend = "y2"
    controls = (("x1", "y1"), ("x2", "y2"))

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its handles."""
        first, second = (
            f"({exact_text(x)}, {exact_text(y)})"
            for x, y in ((self.x1, self.y1), (self.x2, self.y2))
        )
        return f"by {first} and {second}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the height of the second handle with which the share that the value leaves is left."""
        left = share_left(numbers, value)
        if left is None:
            return None
        settings = dict(numbers.settings)
        p = place(numbers, n)
        # The value is straight in the height of a handle.
        low, high = (bezier(1.0, 0.0, p, **{**settings, "y2": y2}) for y2 in (0.0, 1.0))
        return rounded((low - left) / (low - high), 0.0, 1.0) if low > high else None
