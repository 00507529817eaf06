"""Random schedules for Hypothesis: possible ones, wrong ones, and ones that no file can hold."""

import math
from typing import Any

from hypothesis import strategies as st

from rampsmith.designer.problems import errors
from rampsmith.designer.run import REMAINDERS, Run
from rampsmith.designer.schedule import AFTERS, STEPPINGS, Group, Level, Schedule, Segment
from rampsmith.designer.shapes import (
    SHAPES,
    Exponential,
    InverseSqrt,
    Polynomial,
    Shape,
    Staircase,
)
from rampsmith.designer.spans import SPAN_UNITS, Span

COUNTS_FROM: st.SearchStrategy[Any] = st.sampled_from((0, 1))


def between(low: float, high: float) -> st.SearchStrategy[float]:
    """Floats of a size that a person could mean."""
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


def lines(longest: int = 40) -> st.SearchStrategy[str]:
    """Any text that a title or a name can be, quotes and backslashes included."""
    plain = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    known = st.sampled_from(
        ("Warmup", "Hold", "Decay", "fill", "rate", "", "a\\", '"""', "μ 学 🎢")
    )
    return known | st.text(plain, max_size=longest)


# Possible schedules.


def runs() -> st.SearchStrategy[Run]:
    """Runs with at least one update, given in epochs or in updates."""

    def with_length(run: Run) -> st.SearchStrategy[Run]:
        common = {
            field: st.just(getattr(run, field))
            for field in (
                *("samples", "batch_size", "devices", "accumulation"),
                *("drop_last", "remainder", "tokens_per_sample"),
            )
        }
        in_epochs = st.builds(Run, epochs=st.integers(1, 200), updates=st.none(), **common)
        in_updates = st.builds(Run, epochs=st.none(), updates=st.integers(1, 10**6), **common)
        return in_epochs | in_updates

    basis: st.SearchStrategy[Run] = st.builds(
        Run,
        samples=st.integers(1, 10**6),
        batch_size=st.integers(1, 512),
        devices=st.integers(1, 8),
        accumulation=st.integers(1, 8),
        drop_last=st.booleans(),
        remainder=st.sampled_from(REMAINDERS),
        tokens_per_sample=st.none() | st.integers(1, 10_000),
    )
    return basis.filter(lambda run: run.updates_per_epoch > 0).flatmap(with_length)


def levels() -> st.SearchStrategy[Level]:
    """Levels at and above 0, mostly factors."""
    factors = st.sampled_from((0.0, 0.01, 0.1, 0.5, 1.0)) | between(0.0, 4.0)
    rates = st.sampled_from((0.0, 1e-5, 1e-3)) | between(0.0, 1.0)
    return st.builds(Level, factors) | st.builds(Level, factors) | st.builds(Level.of_rate, rates)


def shapes() -> st.SearchStrategy[Shape]:
    """Every shape, with settings that are possible in most runs."""
    lengths = st.builds(Span.of_steps, st.integers(1, 2_000)) | st.builds(
        Span.of_epochs, st.integers(1, 20)
    )
    plain = [
        st.just(shape())
        for shape in SHAPES
        if shape not in (Exponential, InverseSqrt, Polynomial, Staircase)
    ]
    return st.one_of(
        *plain,
        st.just(Exponential()),
        st.builds(Polynomial, between(0.1, 6.0)),
        st.builds(InverseSqrt, lengths),
        st.builds(Staircase, lengths, between(0.05, 1.2)),
    )


def spans(schedule: Schedule) -> st.SearchStrategy[Span]:
    """Lengths that fit into a schedule's run on their own; some are fractions of a step."""
    steps = schedule.total_steps
    epochs = max(1, schedule.run.total_epochs.__floor__())
    return st.one_of(
        st.builds(Span.of_percent, st.integers(1, 60) | between(0.5, 60.0)),
        st.builds(Span.of_steps, st.integers(1, steps)),
        st.builds(Span.of_steps, between(min(1.0, steps / 2), float(steps))),
        st.builds(Span.of_epochs, st.integers(1, epochs)),
    )


@st.composite
def segments(draw: st.DrawFn, schedule: Schedule) -> tuple[Segment, ...]:
    """One to eight segments, at most one of which fills the rest."""
    count = draw(st.integers(1, 8))
    fill = draw(st.none() | st.integers(0, count - 1))
    found: list[Segment] = []
    for index in range(count):
        shape = draw(shapes())
        span = Span.of_the_rest() if index == fill else draw(spans(schedule))
        start, end = draw(st.none() | levels()), draw(levels())
        if isinstance(shape, Exponential):
            start, end = (
                draw(st.builds(Level, between(1e-6, 4.0))),
                draw(st.builds(Level, between(1e-6, 4.0))),
            )
        found.append(Segment(draw(lines()), shape, span, start, end))
    return tuple(found)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Draw a schedule that can be exported: nothing in it is impossible."""
    groups = st.builds(Group, lines(), between(1e-8, 10.0))
    empty = Schedule(
        title=draw(lines()),
        class_name=draw(st.sampled_from(("WarmupScheduler", "CosineWarmupScheduler", "A1_b"))),
        after=draw(st.sampled_from(AFTERS)),
        counts_from=draw(COUNTS_FROM),
        stepping=draw(st.sampled_from(STEPPINGS)),
        groups=tuple(draw(st.lists(groups, min_size=1, max_size=4))),
        run=draw(runs()),
    )
    return draw(_filled(empty))


def _filled(empty: Schedule) -> st.SearchStrategy[Schedule]:
    def with_segments(found: tuple[Segment, ...]) -> Schedule:
        return Schedule(
            empty.title,
            empty.class_name,
            found,
            empty.after,
            empty.counts_from,
            empty.stepping,
            empty.groups,
            empty.run,
        )

    return segments(empty).map(with_segments).filter(lambda schedule: not errors(schedule))


# Wrong and unfinished schedules: everything of the right type that a file can hold.

NUMBERS = st.sampled_from((0.0, -0.0, -1.0, 1e-300, 1e300, math.inf, -math.inf, math.nan))


def any_numbers() -> st.SearchStrategy[float]:
    """Any float there is."""
    return NUMBERS | st.floats() | between(-2.0, 2.0)


def any_counts(largest: int = 10**15) -> st.SearchStrategy[int]:
    """Any whole number up to a size, of either sign."""
    return st.integers(-3, 3) | st.integers(-largest, largest)


def any_amounts(largest: int = 10**15) -> st.SearchStrategy[float]:
    """Any amount that a file can hold; whole ones stay whole."""
    not_finite = st.sampled_from((math.inf, -math.inf, math.nan))
    return any_counts(largest) | st.floats(-float(largest), float(largest)) | not_finite


def any_spans() -> st.SearchStrategy[Span]:
    """Any length, negative ones included."""
    return st.one_of(
        st.just(Span.of_the_rest()),
        st.builds(Span.of_steps, any_amounts()),
        st.builds(Span.of_epochs, any_amounts()),
        st.builds(Span.of_percent, any_amounts(10**17)),
    )


def any_shapes() -> st.SearchStrategy[Shape]:
    """Every shape with any settings."""
    return st.one_of(
        shapes(),
        st.builds(Polynomial, any_numbers()),
        st.builds(InverseSqrt, any_spans()),
        st.builds(Staircase, any_spans(), any_numbers()),
    )


def any_levels() -> st.SearchStrategy[Level | None]:
    """Any level, or none."""
    return (
        st.none() | levels() | st.builds(Level, any_numbers(), st.sampled_from(("factor", "rate")))
    )


def any_segments() -> st.SearchStrategy[Segment]:
    """Any segment."""
    return st.builds(Segment, lines(), any_shapes(), any_spans(), any_levels(), any_levels())


def any_runs() -> st.SearchStrategy[Run]:
    """Any run: without length, with two lengths, without updates."""
    wanted = st.none() | any_counts()
    return st.builds(
        Run,
        any_counts(),
        any_counts(),
        any_counts(),
        any_counts(),
        st.booleans(),
        st.sampled_from(REMAINDERS),
        wanted,
        wanted,
        wanted,
    )


def wrong_schedules() -> st.SearchStrategy[Schedule]:
    """Any schedule of the right types: unfinished, impossible, absurd, and now and then right."""
    return st.builds(
        Schedule,
        lines(),
        lines(),
        st.lists(any_segments(), max_size=5).map(tuple),
        st.sampled_from(AFTERS),
        COUNTS_FROM,
        st.sampled_from(STEPPINGS),
        st.lists(st.builds(Group, lines(), any_numbers()), max_size=3).map(tuple),
        runs() | any_runs(),
    )


# Schedules that no file can hold as they are.


def absurd_schedules() -> st.SearchStrategy[Schedule]:
    """Schedules with text of several lines and numbers beyond every limit."""
    texts = st.text(max_size=300) | st.sampled_from(("a\nb", "\ud800", "\x00", "x" * 500))
    huge = any_counts(10**400)
    absurd_spans = st.builds(Span, huge | st.floats(), st.sampled_from(SPAN_UNITS))
    return st.builds(
        Schedule,
        texts,
        texts,
        st.lists(
            st.builds(
                Segment,
                texts,
                st.builds(Staircase, absurd_spans, huge | st.floats()),
                absurd_spans,
                st.builds(Level, huge),
            ),
            max_size=3,
        ).map(tuple),
        groups=st.lists(st.builds(Group, texts, huge), max_size=2).map(tuple),
        run=st.builds(Run, huge, huge, huge, huge, epochs=huge, updates=st.none() | huge),
    )
