"""Random schedules for the tests of the core: some that could be trained with, some that are wrong."""

import math

from hypothesis import strategies as st

from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes import (
    SHAPES,
    Constant,
    Cosine,
    InverseSqrt,
    Linear,
    MirrorCosine,
    OneMinusSqrt,
    OneMinusSquare,
    Polynomial,
    Shape,
    Staircase,
)
from rampsmith.designer.spans import SPAN_UNITS, Span

plain_runs = st.one_of(
    st.builds(
        Run,
        samples=st.integers(100, 5000),
        batch_size=st.integers(1, 64),
        accumulation=st.integers(1, 3),
        drop_last=st.booleans(),
        remainder=st.sampled_from(["kept", "dropped"]),
        epochs=st.integers(2, 40),
    ),
    st.builds(Run, epochs=st.none(), updates=st.integers(10, 20_000)),
)

lengths = st.one_of(
    st.builds(Span.of_steps, st.integers(1, 500)),
    st.builds(Span.of_epochs, st.sampled_from([0.5, 1, 1.5, 2, 7, 0.333])),
    st.builds(Span.of_percent, st.sampled_from([0.7, 5, 10, 12.5, 33.3, 33.333, 20, 1 / 3])),
)

shapes: st.SearchStrategy[Shape] = st.one_of(
    st.sampled_from(
        [Constant(), Linear(), Cosine(), OneMinusSqrt(), OneMinusSquare(), MirrorCosine()]
    ),
    st.builds(Polynomial, st.sampled_from([0.5, 1.0, 2.0, 3.5])),
    st.builds(InverseSqrt, st.builds(Span.of_steps, st.integers(1, 5000))),
    st.builds(Staircase, st.builds(Span.of_steps, st.integers(5, 500)), st.floats(0.5, 1.0)),
)

levels = st.builds(
    Level, st.sampled_from([0.0, 1e-4, 0.1, 0.5, 1.0, 2.0]), st.sampled_from(["factor", "rate"])
)

BASE_RATES = (0.0, 1e-4, 1e-3, 0.3)


@st.composite
def plain_schedules(draw: st.DrawFn, *, fractional: bool = False) -> Schedule:
    """Draw a schedule in every mixture of units, with at most one segment that fills the rest."""
    count = draw(st.integers(1, 6))
    fill = draw(st.none() | st.integers(0, count - 1))
    spans = lengths | st.just(Span.of_steps(8.6)) if fractional else lengths
    segments = tuple(
        Segment(
            f"S{index}",
            draw(shapes),
            Span.of_the_rest() if index == fill else draw(spans),
            draw(st.none() | levels),
            draw(levels),
        )
        for index in range(count)
    )
    bases = draw(st.lists(st.sampled_from(BASE_RATES), min_size=1, max_size=3))
    return Schedule(
        segments=segments,
        after=draw(st.sampled_from(["hold", "hold", "repeat"])),
        counts_from=draw(st.sampled_from([0, 1])),
        stepping=draw(st.sampled_from(["update", "update", "epoch"])),
        groups=tuple(Group(f"g{index}", base) for index, base in enumerate(bases)),
        run=draw(plain_runs),
    )


odd_numbers = st.sampled_from(
    [math.nan, math.inf, -math.inf, -1.0, 0, 0.0, 1e-320, 1e-9, 0.5, 1, 2.5, 500, 1e15, 1e308]
)
odd_spans = st.builds(Span, odd_numbers, st.sampled_from(SPAN_UNITS))
odd_levels = st.builds(Level, odd_numbers.map(float), st.sampled_from(["factor", "rate"]))
odd_shapes: st.SearchStrategy[Shape] = st.one_of(
    st.sampled_from(SHAPES).map(lambda shape: shape()),
    st.builds(Polynomial, odd_numbers),
    st.builds(InverseSqrt, odd_spans),
    st.builds(Staircase, odd_spans, odd_numbers),
)
odd_counts = st.sampled_from([-5, 0, 1, 2, 7, 128, 10**14])

wrong_schedules = st.builds(
    Schedule,
    class_name=st.sampled_from(["Fine", "", "class", "1st", "x" * 99]),
    segments=st.lists(
        st.builds(
            Segment,
            st.sampled_from(["Warmup", "Hold", "Hold 2", "", "9"]),
            odd_shapes,
            odd_spans,
            st.none() | odd_levels,
            st.none() | odd_levels,
        ),
        max_size=5,
    ).map(tuple),
    after=st.sampled_from(["hold", "repeat"]),
    counts_from=st.sampled_from([0, 1]),
    stepping=st.sampled_from(["update", "epoch"]),
    groups=st.lists(st.builds(Group, st.just("g"), odd_numbers.map(float)), max_size=3).map(tuple),
    run=st.builds(
        Run,
        samples=odd_counts,
        batch_size=odd_counts,
        devices=odd_counts,
        accumulation=odd_counts,
        drop_last=st.booleans(),
        remainder=st.sampled_from(["kept", "dropped"]),
        epochs=st.none() | odd_counts,
        updates=st.none() | odd_counts,
        tokens_per_sample=st.none() | odd_counts,
    ),
)
"""Schedules with everything wrong at once, as a person or a file might leave them."""
