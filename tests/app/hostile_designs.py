"""Schedules that are wrong, huge or unfinished, by what is wrong with them."""

import math

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.app.designs import RUN, three_segments


def one_segment(end: float, base: float = 1e-3, start: float = 0.0, run: Run = RUN) -> Schedule:
    """Make a schedule of one linear segment."""
    segment = Segment("Only", Linear(), Span.of_the_rest(), Level(start), Level(end))
    return Schedule(segments=(segment,), groups=(Group("all", base),), run=run)


def many_segments(count: int) -> Schedule:
    """Make a schedule of many short segments."""
    segments = tuple(
        Segment(f"Part {index}", Cosine(), Span.of_steps(1), None, Level(index % 7 / 7))
        for index in range(count)
    )
    return Schedule(segments=segments, run=RUN)


HOSTILE_DESIGNS = {
    "empty": Schedule(),
    "no groups": Schedule(segments=three_segments().segments, groups=(), run=RUN),
    "no epochs": one_segment(1.0, run=Run(samples=10, batch_size=64, drop_last=True, epochs=3)),
    "no number": one_segment(math.nan),
    "no base": one_segment(1.0, base=math.nan),
    "infinite": one_segment(math.inf),
    "infinite base": one_segment(1.0, base=math.inf),
    "negative": one_segment(-1.0),
    "all zero": one_segment(0.0),
    "base zero": one_segment(1.0, base=0.0),
    "largest": one_segment(1e308, base=1e308),
    "large": one_segment(1e250),
    "tiny": one_segment(1.0, base=5e-324),
    "tiny and large": Schedule(
        segments=one_segment(1.0).segments, groups=(Group("a", 1e-320), Group("b", 1e300)), run=RUN
    ),
    "longest run": one_segment(1.0, run=Run(updates=10**15, epochs=None)),
    "one step": one_segment(1.0, run=Run(updates=1, epochs=None)),
    "no length": Schedule(segments=(Segment("None", Linear(), Span.of_steps(0)),), run=RUN),
    "negative length": Schedule(segments=(Segment("None", Linear(), Span.of_steps(-9)),), run=RUN),
    "two fills": Schedule(segments=(Segment("a"), Segment("b")), run=RUN),
    "too long": Schedule(segments=(Segment("a", span=Span.of_steps(10**12)),), run=RUN),
    "exponential from zero": Schedule(
        segments=(Segment("a", Exponential(), start=Level(0.0), end=Level(0.0)),), run=RUN
    ),
    "no scale": Schedule(segments=(Segment("a", InverseSqrt(Span.of_steps(0))),), run=RUN),
    "no stair": Schedule(segments=(Segment("a", Staircase(Span.of_steps(0), -1.0)),), run=RUN),
    "repeats at once": Schedule(
        segments=(Segment("a", Constant(), Span.of_steps(1)),), after="repeat", run=RUN
    ),
    "long names": Schedule(
        title="T" * 200,
        segments=tuple(Segment("N" * 200) for _ in range(3)),
        groups=tuple(Group("G" * 200, 1e-3) for _ in range(12)),
        run=RUN,
    ),
    "hostile names": Schedule(
        title="<b>&\u202e[*]",
        segments=(
            Segment("<img src=x>\n\t\u0000", Linear(), Span.of_the_rest(), None, Level(0.0)),
        ),
        groups=(Group("<table>\u2028", 1e-3),),
        run=RUN,
    ),
    "many segments": many_segments(200),
}
