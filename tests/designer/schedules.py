"""Random schedules for the tests of the core: some that could be trained with, some that are wrong."""

import math
from typing import get_args

from hypothesis import strategies as st

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import SCALINGS, Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes.bezier import Bezier
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.cosine_k import CosineK
from rampsmith.designer.shapes.decay_to_floor import DecayToFloor
from rampsmith.designer.shapes.ema_warmup import EmaWarmup
from rampsmith.designer.shapes.exponential_to_end import ExponentialToEnd
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.logarithmic import Logarithmic
from rampsmith.designer.shapes.mirror_cosine import MirrorCosine
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.one_minus_square import OneMinusSquare
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.polynomial_k import PolynomialK
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.quarter_sine import QuarterSine
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.rex import Rex
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.shapes.tanh import Tanh
from rampsmith.designer.values.spans import Span, SpanUnit

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
        [
            *(Constant(), Linear(), Cosine(), OneMinusSqrt(), OneMinusSquare(), MirrorCosine()),
            *(QuarterSine(), ExponentialToEnd(), CosineK(), PolynomialK(), PowerOfP(3.0)),
            *(Bezier(), Bezier(0.0, 1.0, 1.0, 0.25)),
            *(Rex(), Rex(0.9), Tanh(), EmaWarmup(), EmaWarmup(0.9), Logarithmic()),
        ]
    ),
    st.builds(Logarithmic, st.builds(Span.of_steps, st.integers(1, 5000))),
    st.builds(
        PowerLaw,
        st.builds(Span.of_steps, st.integers(1, 5000)),
        st.sampled_from([0.5, 0.51, 1.0]),
        st.sampled_from([0.0, 0.05, 1.0]),
    ),
    st.builds(
        DecayToFloor,
        st.builds(Span.of_steps, st.integers(5, 500)),
        st.floats(0.5, 1.0),
        st.sampled_from([0.0, 0.05, 1.0]),
    ),
    st.builds(Polynomial, st.sampled_from([0.5, 1.0, 2.0, 3.5])),
    st.builds(InverseSqrt, st.builds(Span.of_steps, st.integers(1, 5000))),
    st.builds(Staircase, st.builds(Span.of_steps, st.integers(5, 500)), st.floats(0.5, 1.0)),
)

levels = st.builds(
    Level, st.sampled_from([0.0, 1e-4, 0.1, 0.5, 1.0, 2.0]), st.sampled_from(["factor", "rate"])
)

rests = st.just(None) | st.just(None) | lengths
"""What segments leave of longer shapes: mostly nothing."""

floors = st.just(None) | st.just(None) | levels

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
            draw(rests),
            draw(rests),
            fractional or draw(st.sampled_from([True, True, False])),
            not fractional and draw(st.sampled_from([False, False, True])),
            draw(floors),
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


span_units: st.SearchStrategy[SpanUnit] = st.sampled_from(get_args(SpanUnit))
odd_numbers = st.sampled_from(
    [math.nan, math.inf, -math.inf, -1.0, 0, 0.0, 1e-320, 1e-9, 0.5, 1, 2.5, 500, 1e15, 1e308]
)
odd_spans = st.builds(Span, odd_numbers, span_units)
odd_levels = st.builds(Level, odd_numbers.map(float), st.sampled_from(["factor", "rate"]))
odd_shapes: st.SearchStrategy[Shape] = st.one_of(
    st.sampled_from([*SHAPES.values()]).map(lambda shape: shape()),
    st.builds(Polynomial, odd_numbers),
    st.builds(PowerOfP, odd_numbers),
    st.builds(ExponentialToEnd, odd_numbers),
    st.builds(CosineK, odd_numbers),
    st.builds(PolynomialK, odd_numbers, odd_numbers),
    st.builds(Bezier, odd_numbers, odd_numbers, odd_numbers, odd_numbers),
    st.builds(Rex, odd_numbers),
    st.builds(Tanh, odd_numbers, odd_numbers),
    st.builds(Logarithmic, odd_spans),
    st.builds(EmaWarmup, odd_numbers),
    st.builds(InverseSqrt, odd_spans),
    st.builds(PowerLaw, odd_spans, odd_numbers, odd_numbers),
    st.builds(DecayToFloor, odd_spans, odd_numbers, odd_numbers),
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

repeated_shapes: st.SearchStrategy[Shape] = st.sampled_from([Linear(), Cosine(), Constant()])


@st.composite
def repeated_schedules(draw: st.DrawFn) -> Schedule:
    """Draw a schedule with a repeat somewhere in it."""
    count = draw(st.integers(1, 4))
    first = draw(st.integers(0, count - 1))
    last = draw(st.integers(first, count - 1))
    lengths = st.sampled_from([1, 3, 8, 2.5, 20])
    levels = st.builds(Level, st.sampled_from([0.0, 0.1, 1.0, 2.0])) | st.builds(
        Level.of_rate, st.sampled_from([1e-4, 1e-3])
    )
    segments = tuple(
        Segment(
            f"S{index}",
            draw(repeated_shapes),
            Span.of_steps(draw(lengths)),
            draw(st.none() | levels),
            draw(levels),
        )
        for index in range(count)
    )
    times = draw(st.integers(1, 6)) if last < count - 1 else draw(st.none() | st.integers(1, 6))
    one_by_one = st.just(()) if times is None else st.sampled_from([(), (2.0, 3.0, 1.5)[:times]])
    given = draw(one_by_one)
    repeat = Repeat(
        "Cycles",
        first,
        last,
        len(given) or times,
        1.0 if given else draw(st.sampled_from([1.0, 1.0, 1.3, 2.0])),
        lengths=given,
        scale=draw(st.sampled_from([1.0, 0.5, 1.1])),
        scaling=draw(st.sampled_from(SCALINGS)),
        keeps_first=last > first and draw(st.booleans()),
    )
    return Schedule(
        segments=segments,
        repeats=(repeat,),
        run=Run(epochs=None, updates=200),
        groups=(Group("body", 1e-3), Group("head", 3e-2)),
        after=draw(st.sampled_from(["hold", "repeat"])),
        counts_from=draw(st.sampled_from([0, 1])),
    )


odd_factors = [math.nan, math.inf, -1.0, 0.0, 1e-9, 0.5, 0.9999, 1.0, 1.0001, 1e200]
odd_repeats = st.builds(
    Repeat,
    st.just("Wrong"),
    st.integers(-2, 4),
    st.integers(-2, 4),
    st.sampled_from([None, -1, 0, 1, 3, 10**6, 10**400]),
    st.sampled_from(odd_factors),
    st.booleans(),
    st.sampled_from(odd_factors),
    st.sampled_from(["peak", "amplitude", "steps"]),
)
