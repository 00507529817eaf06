"""Random schedules for Hypothesis: possible ones, wrong ones, and ones that no file can hold."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from rampsmith.designer.document.clock import REMAINDERS
from rampsmith.designer.document.curves import in_order
from rampsmith.designer.document.kinds import (
    KINDS,
    RATE,
    WEIGHT_DECAY,
    CurveKey,
    CurveKind,
    own_kind,
)
from rampsmith.designer.document.run import BATCH_UNITS, Run, Stage
from rampsmith.designer.document.schedule import (
    AFTERS,
    SCALINGS,
    STEPPINGS,
    Group,
    Level,
    Repeat,
    Schedule,
    Segment,
    Track,
)
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.bezier import Bezier
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.cosine_k import CosineK
from rampsmith.designer.shapes.decay_to_floor import DecayToFloor
from rampsmith.designer.shapes.ema_warmup import EmaWarmup
from rampsmith.designer.shapes.exponential_to_end import ExponentialToEnd
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.logarithmic import Logarithmic
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.polynomial_k import PolynomialK
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.rex import Rex
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.shapes.tanh import Tanh
from rampsmith.designer.values.limits import LONGEST_FORMULA
from rampsmith.designer.values.spans import COUNTED, Span
from tests.designer.schedules import span_units

# Strategies are kept, because Hypothesis checks each new one, which took longer than drawing.

COUNTS_FROM: st.SearchStrategy[Any] = st.sampled_from((0, 1))
EVERY_KIND = (*KINDS, own_kind("temperature"))


@cache
def between(low: float, high: float) -> st.SearchStrategy[float]:
    """Floats of a size that a person could mean."""
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


@cache
def lines(longest: int = 40) -> st.SearchStrategy[str]:
    """Any text that a title or a name can be, quotes and backslashes included."""
    plain = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    known = st.sampled_from(
        ("Warmup", "Hold", "Decay", "fill", "rate", "", "a\\", '"""', "μ 学 🎢")
    )
    return known | st.text(plain, max_size=longest)


# Possible schedules.


@cache
def runs() -> st.SearchStrategy[Run]:
    """Runs with at least one update, given in epochs, in updates or in tokens."""

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
        if run.tokens_per_sample is None:
            return in_epochs | in_updates
        tokens = st.integers(1, 10**9)
        in_tokens = st.builds(Run, epochs=st.none(), total_tokens=tokens, **common)
        return in_epochs | in_updates | in_tokens

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
    begun = basis.filter(lambda run: run.updates_per_epoch > 0).flatmap(with_length)
    # Short accumulations that are carried over may never become an update.
    plain = begun.filter(lambda run: run.total_updates > 0)
    return st.one_of(plain, plain, growing_runs())


@cache
def growing_runs() -> st.SearchStrategy[Run]:
    """Streams without end, and runs whose batch grows."""
    endless = st.builds(
        Run,
        samples=st.none(),
        batch_size=st.integers(1, 10**6),
        accumulation=st.integers(1, 8),
        epochs=st.none(),
        updates=st.integers(1, 10**6),
        batch_in=st.sampled_from(BATCH_UNITS),
    )
    staged = st.builds(
        Run,
        samples=st.integers(1_000, 10**5),
        batch_size=st.integers(1, 100),
        remainder=st.sampled_from(REMAINDERS),
        epochs=st.integers(2, 20),
        stages=st.builds(
            lambda begin, size, times: (Stage(Span.of_steps(begin), size, times),),
            st.integers(1, 50),
            st.integers(1, 200),
            st.integers(1, 4),
        ),
    )
    return endless | staged


@cache
def levels() -> st.SearchStrategy[Level]:
    """Levels at and above 0, mostly factors."""
    factors = st.sampled_from((0.0, 0.01, 0.1, 0.5, 1.0)) | between(0.0, 4.0)
    rates = st.sampled_from((0.0, 1e-5, 1e-3)) | between(0.0, 1.0)
    return st.builds(Level, factors) | st.builds(Level, factors) | st.builds(Level.of_rate, rates)


@cache
def shapes(*, expressions: bool = False) -> st.SearchStrategy[Shape]:
    """Every shape that can stand anywhere, with settings that are possible in most runs."""
    lengths = st.builds(Span.of_steps, st.integers(1, 2_000)) | st.builds(
        Span.of_epochs, st.integers(1, 20)
    )
    shares = st.just(0.0) | between(0.0, 1.0)
    powers = between(0.1, 6.0)
    return st.one_of(
        *(st.just(shape()) for shape in SHAPES.values() if not settings_of(shape)),
        st.builds(Polynomial, powers),
        st.builds(PowerOfP, powers),
        st.builds(ExponentialToEnd, between(1e-4, 0.99) | between(1.01, 1e4)),
        st.builds(CosineK, powers),
        st.builds(PolynomialK, powers, powers),
        st.builds(Bezier, shares, shares, shares, shares),
        st.builds(Rex, between(-5.0, 0.99)),
        st.builds(Tanh, between(-10.0, -0.1), between(0.1, 10.0)),
        st.builds(Logarithmic, lengths),
        st.builds(EmaWarmup, between(0.0, 0.9999)),
        st.builds(InverseSqrt, lengths),
        st.builds(PowerLaw, lengths, powers, shares),
        st.builds(DecayToFloor, lengths, between(0.05, 1.2), shares),
        st.builds(Staircase, lengths, between(0.05, 1.2)),
        *((typed_shapes(),) if expressions else ()),
    )


WITH_CONSTANTS = (
    *(
        "a * exp(-b * t / total)",
        "max(a, 1 - epoch / (b + epochs))",
        "a",
        "start + a * (end - start) * p",
    ),
    *(
        "min(1, (t + 1) / steps_per_epoch) * b",
        "base * a + b * previous * 0.5",
        "a * total + b * n",
    ),
)
"""Formulas with the constants a and b, some of which count in the units of the run."""


@cache
def typed_shapes() -> st.SearchStrategy[Shape]:
    """Formulas that have a value everywhere, some of them with constants of their own."""
    plain: st.SearchStrategy[Shape] = st.builds(Expression, formulas())
    constants = st.tuples(
        st.builds(FormulaConstant, st.just("a"), between(0.0, 2.0)),
        st.builds(FormulaConstant, st.just("b"), between(0.0, 2.0), st.just(0.0), st.just(2.0)),
    )
    with_constants: st.SearchStrategy[Shape] = st.builds(
        Expression, st.sampled_from(WITH_CONSTANTS), st.booleans(), constants
    )
    return plain | plain | with_constants


KNOWN_FORMULAS = (
    *("1 / (t + 1)", "0.95 ** n", "start + (end - start) * p", "previous * 0.999"),
    *("base * (1 - p) ** 2", "end + (start - end) * 0.5 * (1 + cos(pi * p))", "0.5"),
    *("start if p < 0.5 else end", "max(0.1, 1 - floor(n / 7) * 0.1)", "math.exp(-n / 100)"),
    *("min(1, (n + 1) / 10) * base", "0.5 * previous + 0.5 * end", "abs(sin(t / 50))", "p"),
)
"""Formulas as people type them, in each of the variables."""


@cache
def formulas() -> st.SearchStrategy[str]:
    """Formulas that have a value, at and above 0, everywhere: known ones, and ones of any form."""
    leaves = st.sampled_from(
        ("t / (t + 9)", "p", "n / (n + 3)", "start", "end", "base", "0.25", "1")
    )

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        one = st.sampled_from(("sqrt({})", "abs({})", "({}) ** 2", "1 - exp(-({}))", "tanh({})"))
        two = st.sampled_from(
            (
                *(
                    "({}) + ({})",
                    "({}) * ({})",
                    "({}) / (1 + ({}))",
                    "max({}, {})",
                    "pow({}, 0.5 + {})",
                ),
                *("abs(({}) - ({}))", "({}) % (1 + {})", "(({}) if p < 0.3 else ({}))"),
            )
        )
        of_one = st.builds(str.format, one, inner)
        return of_one | st.builds(str.format, two, inner, inner)

    typed = st.recursive(leaves, grown, max_leaves=5).filter(
        lambda text: len(text) <= LONGEST_FORMULA
    )
    return st.sampled_from(KNOWN_FORMULAS) | typed


@cache
def plateaus() -> st.SearchStrategy[Plateau]:
    """Plateaus as PyTorch takes them."""
    return st.builds(
        Plateau,
        st.sampled_from(("min", "max")),
        st.sampled_from((0.1, 0.5)) | between(0.01, 0.99),
        st.integers(0, 20),
        st.sampled_from((0.0, 1e-4)) | between(0.0, 0.5),
        st.sampled_from(("rel", "abs")),
        st.integers(0, 5),
        st.sampled_from((0.0, 1e-6)) | between(0.0, 1e-3),
        st.sampled_from((0.0, 1e-8)),
    )


@cache
def metrics() -> st.SearchStrategy[tuple[float, ...]]:
    """Metrics for a plateau: now better, now worse, now the same."""
    values = st.sampled_from((0.5, 1.0)) | between(-2.0, 10.0)
    return st.lists(values, max_size=60).map(tuple)


def spans(schedule: Schedule) -> st.SearchStrategy[Span]:
    """Lengths that fit into a schedule's run on their own; some are fractions of a step."""
    run = schedule.run
    epochs = None if run.is_endless else max(1, run.total_epochs.__floor__())
    return _spans(schedule.total_steps, epochs)


@lru_cache
def _spans(steps: int, epochs: int | None) -> st.SearchStrategy[Span]:
    if epochs is None:
        return st.one_of(
            st.builds(Span.of_percent, st.integers(1, 60) | between(0.5, 60.0)),
            st.builds(Span.of_steps, st.integers(1, steps)),
            st.builds(Span, st.integers(1, 100), st.just("batches")),
        )
    return st.one_of(
        st.builds(Span.of_percent, st.integers(1, 60) | between(0.5, 60.0)),
        st.builds(Span.of_steps, st.integers(1, steps)),
        st.builds(Span.of_steps, between(min(1.0, steps / 2), float(steps))),
        st.builds(Span.of_epochs, st.integers(1, epochs)),
        st.builds(Span, st.integers(1, 100), st.just("batches")),
        st.builds(Span, st.integers(1, 10_000), st.just("samples")),
    )


@cache
def place_or_none(count: int) -> st.SearchStrategy[int | None]:
    """One of so many places, or none."""
    return st.none() | st.integers(0, count - 1)


@cache
def levels_or_none() -> st.SearchStrategy[Level | None]:
    """Levels at and above 0, or none."""
    return st.none() | levels()


@cache
def levels_to_divide_by() -> st.SearchStrategy[Level]:
    """Levels above 0."""
    return st.builds(Level, between(1e-6, 4.0))


@st.composite
def segments(
    draw: st.DrawFn, schedule: Schedule, *, expressions: bool = False, plateau: bool = False
) -> tuple[Segment, ...]:
    """One to eight segments, at most one of which fills the rest."""
    count = draw(st.integers(1, 8))
    fill = draw(place_or_none(count))
    found: list[Segment] = []
    for index in range(count):
        shape = draw(shapes(expressions=expressions))
        span = Span.of_the_rest() if index == fill else draw(spans(schedule))
        start, end = draw(levels_or_none()), draw(levels())
        if shape.divides_ends:
            start, end = draw(levels_to_divide_by()), draw(levels_to_divide_by())
        if plateau and index == count - 1:
            shape = draw(plateaus())
        found.append(Segment(draw(lines()), shape, span, start, end))
    return tuple(found)


@st.composite
def blocks(
    draw: st.DrawFn, found: tuple[Segment, ...], *, strongest: float = 2.0
) -> tuple[Repeat, ...]:
    """Repeats of some of the segments, or of none; one without end can only be the last."""
    repeats: list[Repeat] = []
    first = 0
    count = len(found) - 1 if isinstance(found[-1].shape, Plateau) else len(found)
    while first < count:
        last = draw(st.integers(first, min(first + 2, count - 1)))
        if draw(st.booleans()):
            fills = any(segment.span.unit == "fill" for segment in found[first : last + 1])
            endless = last == len(found) - 1 and not fills
            repeats.append(draw(_repeat((first, last), endless=endless, strongest=strongest)))
        first = last + 1
    return tuple(repeats)


@st.composite
def _repeat(draw: st.DrawFn, block: tuple[int, int], *, endless: bool, strongest: float) -> Repeat:
    """Draw a repeat of a block whose cycles do not shrink to nothing and rates not rise for ever."""
    first, last = block
    times = draw(st.none() | st.integers(1, 6)) if endless else draw(st.integers(1, 6))
    keeps_first = first < last and draw(st.booleans())
    shortest = 1.0 if times is None or keeps_first else 0.5
    scaling = draw(st.sampled_from(SCALINGS))
    strongest = 1.0 if times is None or scaling == "steps" else strongest
    lengths = () if times is None else draw(_lengths_of_cycles(times, shortest))
    return Repeat(
        draw(lines()),
        first,
        last,
        times,
        1.0 if lengths else draw(st.sampled_from((1.0, 1.0, 2.0)) | between(shortest, 2.0)),
        keeps_first,
        draw(st.sampled_from((1.0, 0.5, 0.999)) | between(0.1, strongest)),
        scaling,
        lengths,
    )


@cache
def _lengths_of_cycles(times: int, shortest: float) -> st.SearchStrategy[tuple[float, ...]]:
    """Lengths of cycles, one by one; none as a rule, and none shorter than a part of the first."""
    others = st.sampled_from((1.0, 2.0, 3.0)) | between(shortest, 3.0)
    given = st.lists(others, min_size=times - 1, max_size=times - 1)
    return st.just(()) | st.just(()) | given.map(lambda found: (1.0, *found))


TRACK_SHAPES: st.SearchStrategy[Shape] = st.sampled_from((Linear(), Cosine(), Constant()))


@cache
def track_levels(kind: CurveKind) -> st.SearchStrategy[Level]:
    """Levels from 0 up, in any unit of the kind."""
    found = st.sampled_from((0.5, 0.85, 0.95)) | between(0.0, min(1.5, 0.99 * kind.below))
    return st.builds(Level, found, st.sampled_from([unit for unit, _ in kind.units]))


@st.composite
def tracks(draw: st.DrawFn, schedule: Schedule, key: CurveKey) -> Track:
    """Draw the curve of a key, over the same run: one to three segments."""
    count = draw(st.integers(1, 3))
    fill = draw(place_or_none(count))
    level = track_levels(key.kind)
    found = tuple(
        Segment(
            draw(lines()),
            draw(TRACK_SHAPES),
            Span.of_the_rest() if index == fill else draw(spans(schedule)),
            draw(level),
            draw(level),
        )
        for index in range(count)
    )
    return Track(key, found, draw(blocks(found, strongest=1.0)))


COMMON_KEYS = tuple(CurveKey(kind) for kind in KINDS if kind is not RATE)


def own_keys(schedule: Schedule) -> list[CurveKey]:
    """Return the keys that curves of single groups can have: of every kind, the rates too."""
    return [CurveKey(kind, group.name) for kind in EVERY_KIND for group in schedule.groups]


@st.composite
def some_of(draw: st.DrawFn, keys: Sequence[CurveKey], most: int = 4) -> list[CurveKey]:
    """Draw some of these keys, or none."""
    # By their places, for the keys themselves would make a representation of thirty pages.
    chosen = draw(st.lists(st.integers(0, len(keys) - 1), max_size=most, unique=True))
    return [keys[place] for place in chosen]


@st.composite
def track_or_left_alone(draw: st.DrawFn, schedule: Schedule, key: CurveKey) -> Track:
    """Draw the curve of a key; where it is one of a single group, that may be left alone."""
    if key.group is not None and draw(st.booleans()):
        return Track(key, left_alone=True)
    return draw(tracks(schedule, key))


@cache
def groups() -> st.SearchStrategy[tuple[Group, ...]]:
    """One to four parameter groups."""
    group = st.builds(Group, lines(), between(1e-8, 10.0))
    return st.lists(group, min_size=1, max_size=4).map(tuple)


@cache
def groups_with_bases() -> st.SearchStrategy[tuple[Group, ...]]:
    """One to four groups of different names, some with a weight decay of their own."""
    bases = st.just(()) | st.tuples(st.tuples(st.just(WEIGHT_DECAY.name), between(0.0, 1.0)))
    group = st.builds(Group, lines(), between(1e-8, 10.0), bases)
    found = st.lists(group, min_size=1, max_size=4, unique_by=lambda group: group.name)
    return found.map(tuple)


@st.composite
def schedules(
    draw: st.DrawFn,
    *,
    repeats: bool = False,
    expressions: bool = False,
    tracks: bool = False,
    own_curves: bool = False,
    plateau: bool = False,
    run: st.SearchStrategy[Run] | None = None,
) -> Schedule:
    """Draw a schedule that can be exported: nothing in it is impossible.

    Args:
        draw: what draws.
        repeats: whether blocks of its segments may run several times.
        expressions: whether some of its shapes may be formulas.
        tracks: whether there may be curves of other kinds than the rate.
        own_curves: whether there may be those, values of the person's own, and curves of single
            groups; these may also be left alone by a kind.
        plateau: whether the last segment may be a plateau, with a metric.
        run: the runs that it may be of; any, where none are given.
    """
    its_run = draw(runs() if run is None else run)
    empty = Schedule(
        title=draw(lines()),
        class_name=draw(st.sampled_from(("WarmupScheduler", "CosineWarmupScheduler", "A1_b"))),
        after=draw(st.sampled_from(AFTERS)),
        counts_from=draw(COUNTS_FROM),
        stepping="update" if its_run.is_endless else draw(st.sampled_from(STEPPINGS)),
        groups=draw(groups_with_bases() if own_curves else groups()),
        run=its_run,
    )
    keys = draw(some_of(COMMON_KEYS)) if tracks or own_curves else []
    if own_curves:
        keys += draw(some_of([CurveKey(EVERY_KIND[-1])])) + draw(some_of(own_keys(empty)))
    empty = replace(empty, tracks=in_order(draw(track_or_left_alone(empty, key)) for key in keys))
    ends_flat = plateau and draw(st.booleans())
    if ends_flat:
        empty = replace(empty, after="hold", metric=draw(metrics()))
    found = segments(empty, expressions=expressions, plateau=ends_flat)
    return draw(_filled(empty, found, repeats=repeats))


def everything() -> st.SearchStrategy[Schedule]:
    """Possible schedules made of all that there is."""
    return schedules(repeats=True, expressions=True, own_curves=True, plateau=True)


def _filled(
    empty: Schedule, found: st.SearchStrategy[tuple[Segment, ...]], *, repeats: bool
) -> st.SearchStrategy[Schedule]:
    def with_segments(found: tuple[Segment, ...]) -> st.SearchStrategy[Schedule]:
        around = blocks(found) if repeats else st.just(())
        return around.map(lambda made: _held(replace(empty, segments=found, repeats=made)))

    return found.flatmap(with_segments).filter(lambda schedule: not errors(schedule))


def _held(schedule: Schedule) -> Schedule:
    """Hold the last value where cycles go on without end."""
    endless = any(repeat.times is None for repeat in schedule.repeats)
    return replace(schedule, after="hold") if endless else schedule


# Wrong and unfinished schedules: everything of the right type that a file can hold.

NUMBERS = st.sampled_from((0.0, -0.0, -1.0, 1e-300, 1e300, math.inf, -math.inf, math.nan))


@cache
def any_numbers() -> st.SearchStrategy[float]:
    """Any float there is."""
    return NUMBERS | st.floats() | between(-2.0, 2.0)


@cache
def any_counts(largest: int = 10**15) -> st.SearchStrategy[int]:
    """Any whole number up to a size, of either sign."""
    return st.integers(-3, 3) | st.integers(-largest, largest)


@cache
def any_amounts(largest: int = 10**15) -> st.SearchStrategy[float]:
    """Any amount that a file can hold; whole ones stay whole."""
    not_finite = st.sampled_from((math.inf, -math.inf, math.nan))
    return any_counts(largest) | st.floats(-float(largest), float(largest)) | not_finite


@cache
def any_spans() -> st.SearchStrategy[Span]:
    """Any length, negative ones included."""
    return st.one_of(
        st.just(Span.of_the_rest()),
        st.builds(Span.of_steps, any_amounts()),
        st.builds(Span.of_epochs, any_amounts()),
        st.builds(Span.of_percent, any_amounts(10**17)),
        st.builds(Span, any_amounts(), st.sampled_from(tuple(COUNTED)), st.booleans()),
    )


@cache
def any_formulas() -> st.SearchStrategy[str]:
    """Any line that could be typed, up to the longest; most are no formulas."""
    letters = st.text("tnp0123456789.+-*/%()<> ,e", max_size=LONGEST_FORMULA)
    return formulas() | letters | lines(LONGEST_FORMULA)


@cache
def any_constants() -> st.SearchStrategy[tuple[FormulaConstant, ...]]:
    """Any constants of a formula, whatever they are called."""
    names = st.sampled_from(("a", "k", "t", "sin", "lambda", "")) | lines()
    ends = st.none() | any_numbers()
    return st.lists(st.builds(FormulaConstant, names, any_numbers(), ends, ends), max_size=3).map(
        tuple
    )


@cache
def any_plateaus() -> st.SearchStrategy[Plateau]:
    """Plateaus with any settings of the right types."""
    return st.builds(
        Plateau,
        st.sampled_from(("min", "max")),
        any_numbers(),
        any_counts(),
        any_numbers(),
        st.sampled_from(("rel", "abs")),
        any_counts(),
        any_numbers(),
        any_numbers(),
    )


@cache
def any_shapes() -> st.SearchStrategy[Shape]:
    """Every shape with any settings."""
    return st.one_of(
        shapes(expressions=True),
        plateaus(),
        any_plateaus(),
        st.builds(Expression, any_formulas(), st.booleans(), any_constants()),
        st.builds(Polynomial, any_numbers()),
        st.builds(PowerOfP, any_numbers()),
        st.builds(ExponentialToEnd, any_numbers()),
        st.builds(CosineK, any_numbers()),
        st.builds(PolynomialK, any_numbers(), any_numbers()),
        st.builds(Bezier, any_numbers(), any_numbers(), any_numbers(), any_numbers()),
        st.builds(Rex, any_numbers()),
        st.builds(Tanh, any_numbers(), any_numbers()),
        st.builds(Logarithmic, any_spans()),
        st.builds(EmaWarmup, any_numbers()),
        st.builds(InverseSqrt, any_spans()),
        st.builds(PowerLaw, any_spans(), any_numbers(), any_numbers()),
        st.builds(DecayToFloor, any_spans(), any_numbers(), any_numbers()),
        st.builds(Staircase, any_spans(), any_numbers()),
    )


@cache
def any_levels() -> st.SearchStrategy[Level | None]:
    """Any level, or none."""
    return (
        st.none() | levels() | st.builds(Level, any_numbers(), st.sampled_from(("factor", "rate")))
    )


@cache
def any_segments() -> st.SearchStrategy[Segment]:
    """Any segment."""
    return st.builds(Segment, lines(), any_shapes(), any_spans(), any_levels(), any_levels())


@cache
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
        wanted,
    )


@st.composite
def any_blocks(draw: st.DrawFn, count: int) -> tuple[Repeat, ...]:
    """Any repeats of so many segments, as long as they do not overlap."""
    edges = draw(st.lists(st.integers(0, count), unique=True, max_size=5).map(sorted))
    pairs = [pair for pair in pairwise(edges) if draw(st.booleans())]
    return tuple(replace(draw(any_repeats()), first=first, last=end - 1) for first, end in pairs)


@cache
def any_repeats() -> st.SearchStrategy[Repeat]:
    """Any repeat, of a block that is set afterwards."""
    return st.builds(
        Repeat,
        lines(),
        st.just(0),
        st.just(0),
        st.none() | any_counts(),
        any_numbers(),
        st.booleans(),
        any_numbers(),
        st.sampled_from(SCALINGS),
        st.just(()) | st.lists(any_numbers(), max_size=3).map(tuple),
    )


@cache
def any_own_keys() -> st.SearchStrategy[list[CurveKey]]:
    """Keys of curves of any groups."""
    own = st.builds(CurveKey, st.sampled_from(EVERY_KIND), lines())
    return st.lists(own, max_size=3, unique=True)


@st.composite
def any_tracks(draw: st.DrawFn) -> tuple[Track, ...]:
    """Any curves of any segments with any repeats, plateaus in the middle included."""
    common = [CurveKey(kind) for kind in EVERY_KIND if kind is not RATE and draw(st.booleans())]
    found = {key: draw(few_segments(3)) for key in common}
    found |= dict.fromkeys(draw(any_own_keys()), ())
    return in_order(
        Track(key, segments, draw(any_blocks(len(segments))))
        if key.group is None or draw(st.booleans())
        else Track(key, left_alone=True)
        for key, segments in found.items()
    )


@st.composite
def wrong_schedules(draw: st.DrawFn, *, repeats: bool = False, tracks: bool = False) -> Schedule:
    """Draw any schedule of the right types: unfinished, impossible, absurd, now and then right."""
    found = draw(few_segments(5))
    return replace(
        draw(wrong_plain_schedules()),
        segments=found,
        repeats=draw(any_blocks(len(found))) if repeats else (),
        tracks=draw(any_tracks()) if tracks else (),
        metric=draw(any_metrics()) if tracks else (),
    )


@cache
def few_segments(most: int) -> st.SearchStrategy[tuple[Segment, ...]]:
    """Any segments, at most so many."""
    return st.lists(any_segments(), max_size=most).map(tuple)


@cache
def any_metrics() -> st.SearchStrategy[tuple[float, ...]]:
    """Any few values."""
    return st.lists(any_numbers(), max_size=5).map(tuple)


@cache
def wrong_plain_schedules() -> st.SearchStrategy[Schedule]:
    """Any schedule of the right types without segments and other curves."""
    return st.builds(
        Schedule,
        lines(),
        lines(),
        st.just(()),
        st.sampled_from(AFTERS),
        COUNTS_FROM,
        st.sampled_from(STEPPINGS),
        st.lists(st.builds(Group, lines(), any_numbers()), max_size=3).map(tuple),
        runs() | any_runs(),
    )


def everything_wrong() -> st.SearchStrategy[Schedule]:
    """Schedules wrong in all that there is."""
    return wrong_schedules(repeats=True, tracks=True)


# Schedules that no file can hold as they are.


def absurd_schedules() -> st.SearchStrategy[Schedule]:
    """Schedules with text of several lines and numbers beyond every limit."""
    texts = st.text(max_size=300) | st.sampled_from(("a\nb", "\ud800", "\x00", "x" * 500))
    huge = any_counts(10**400)
    absurd_spans = st.builds(Span, huge | st.floats(), span_units)
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
        run=st.builds(
            Run,
            huge,
            huge,
            huge,
            huge,
            remainder=st.sampled_from(REMAINDERS),
            epochs=huge,
            updates=st.none() | huge,
            tokens_per_sample=st.none() | huge,
            total_tokens=st.none() | huge,
        ),
    )
