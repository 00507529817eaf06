"""The design that a new window shows and that the examples train with."""

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span

DIGITS_FOR_TRAINING = 1_437
"""Four fifths of scikit-learn's 1,797 handwritten digits."""


def starter() -> Schedule:
    """Return linear warmup and cosine decay for a network that learns to read digits."""
    return Schedule(
        title="digits warmup cosine",
        class_name="DigitsWarmupCosine",
        segments=(
            Segment("Warmup", Linear(), Span.of_epochs(2), Level(0.1), Level(1.0)),
            Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.01)),
        ),
        groups=(Group("all", 1e-2),),
        run=Run(samples=DIGITS_FOR_TRAINING, batch_size=32, epochs=20),
    )
