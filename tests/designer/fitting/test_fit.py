"""A schedule that is sampled and fitted is the same schedule again."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from rampsmith.designer.document.curves import curve_of_group
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import span_in_steps, timeline
from rampsmith.designer.fitting.arrays import Array
from rampsmith.designer.fitting.fit import Fit, fitted
from rampsmith.designer.fitting.fit_error import FitError
from rampsmith.designer.presets.preset import PRESETS
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.rex import Rex
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.golden.schedules import GOLDEN

SOME = ("starter", "warmup_stable_decay", "cosine_warmup", "step_decay", "cyclic", "one_cycle")

LONGEST = 30_000
"""Steps of a run that is sampled at every one of them."""

PRODUCTS = {
    "k-diffusion:ExponentialLR": "an EMA warmup times an exponential",
    "mip-NeRF": "a quarter sine times an exponential",
    "timm:rsqrt": "its cooldown is a formula",
}
"""Presets that are no curve of shapes, and why."""


def steps_of(schedule: Schedule, every: int = 1) -> list[int]:
    return list(range(0, schedule.total_steps, every))


def written(values: list[float], digits: int = 6) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in values]


def rounding(values: Array, digits: int = 6) -> Array:
    """Return by how much each may be off that was written with so many digits."""
    sizes = np.floor(np.log10(np.where(values == 0, 1e-300, np.abs(values))))
    allowed: Array = 0.5001 * 10.0 ** (sizes + 1 - digits)
    return allowed


def assert_same_again(schedule: Schedule, group: int = 0) -> Fit:
    """Sample a group's rates exactly and fit them: the same rates, and no more segments."""
    steps = steps_of(schedule)
    rates = Rates(schedule).of_group(group, steps)
    fit = fitted(steps, rates)
    again = Rates(fit.schedule).of_group(0, steps)
    assert again == pytest.approx(rates, rel=1e-12, abs=1e-14 * max(map(abs, rates)))
    assert fit.within
    # What a metric has done stands in the rates as levels and stairs.
    if not any(isinstance(each.shape, Plateau) for each in schedule.segments):
        assert len(fit.schedule.segments) <= parts_of(schedule, group)
    return fit


def parts_of(schedule: Schedule, group: int) -> int:
    """Count the segments of a group's rates, and of what multiplies them."""
    own = curve_of_group(schedule, schedule.groups[group].name)
    found = schedule if own is None else own
    return len(found.segments) + sum(len(track.segments) for track in schedule.tracks)


def assert_found_from_some(schedule: Schedule, every: int) -> None:
    """Sample some rates and round them: between the samples too, the rates are within the rounding."""
    steps = steps_of(schedule, every)
    logged = np.array(written(Rates(schedule).of_group(0, steps)))
    fit = fitted(steps, logged, tolerance=rounding(logged))
    assert fit.within
    curve, again = Rates(schedule), Rates(fit.schedule)
    sampled = set(steps)
    # A jump lies anywhere between two samples.
    between = steps_of(schedule, every=max(3, every // 4))
    near = [t for t in between if t in sampled or is_smooth(curve, t, every)]
    rates = curve.of_group(0, near)
    assert again.of_group(0, near) == pytest.approx(rates, rel=1e-5, abs=1e-6 * max(rates))
    assert len(fit.schedule.segments) <= parts_of(schedule, 0)


def is_smooth(curve: Rates, t: int, every: int) -> bool:
    values = curve.of_group(0, list(range(max(0, t - every), t + every)))
    steps = np.abs(np.diff(values))
    return bool(steps.max() <= 10 * np.median(steps) + 1e-3 * max(map(abs, values)))


@pytest.mark.parametrize("name", SOME)
def test_a_schedule_that_is_sampled_exactly_is_the_same_again(name: str) -> None:
    fit = assert_same_again(GOLDEN[name])
    assert plain_design(fit.schedule) == plain_design(GOLDEN[name])


@pytest.mark.parametrize("name", ["warmup_stable_decay", "one_cycle", "starter"])
def test_a_schedule_is_found_from_some_rounded_rates(name: str) -> None:
    assert_found_from_some(GOLDEN[name], every=10 if name == "starter" else 50)


OTHERWISE = {
    "milestones": "three holds a third of the run each, as a staircase",
    "formula": "the formula of an inverse line, as that shape",
    "previous": "a product over the steps, as the shape that is one",
    "plateau": "what a metric has done, as levels and stairs",
    "multiplied": "a curve times a multiplier, as one curve",
}
"""Golden schedules whose very rates another design has too, with less to say; no data tells them apart."""


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in GOLDEN if name not in OTHERWISE])
def test_a_golden_schedule_is_the_same_design_again(name: str) -> None:
    schedule = GOLDEN[name]
    steps = steps_of(schedule)
    fit = fitted(steps, Rates(schedule).of_group(0, steps))
    assert plain_design(fit.schedule) == plain_design(schedule)


@pytest.mark.long
@pytest.mark.parametrize("name", OTHERWISE)
def test_what_is_fitted_otherwise_has_the_same_rates_and_is_no_longer(name: str) -> None:
    schedule = GOLDEN[name]
    assert plain_design(assert_same_again(schedule).schedule) != plain_design(schedule)


@pytest.mark.long
@pytest.mark.parametrize("every", [10, 50])
@pytest.mark.parametrize("name", [name for name in GOLDEN if name not in OTHERWISE])
def test_a_golden_schedule_keeps_its_shapes_and_boundaries_where_few_rates_are_known(
    name: str, every: int
) -> None:
    schedule = GOLDEN[name]
    if schedule.total_steps < 10 * every:
        pytest.skip("too few samples to tell anything from")
    steps = steps_of(schedule, every)
    logged = np.array(written(Rates(schedule).of_group(0, steps)))
    found = plain_design(fitted(steps, logged, tolerance=rounding(logged)).schedule)
    wanted = plain_design(schedule)
    assert [each.shape for each in found] == [each.shape for each in wanted]
    assert [each.begin for each in found] == pytest.approx(
        [each.begin for each in wanted], abs=every
    )


class Plain(NamedTuple):
    """A segment without names and units."""

    shape: str
    settings: dict[str, object]
    begin: float
    length: float
    start: float | None
    end: float | None
    ends: tuple[bool, bool]
    repeat: tuple[object, ...] | None


def plain_design(schedule: Schedule) -> list[Plain]:
    """Return the segments of the first group's rates, in steps and rates and without names."""
    own = curve_of_group(schedule, schedule.groups[0].name) or schedule
    laid, base = timeline(own), schedule.groups[0].base_lr
    found = []
    level: float | None = base
    whole = Repeat("all", 0, len(own.segments) - 1)
    repeats = (whole,) if own.after == "repeat" else own.repeats
    for at, each in enumerate(own.segments):
        settings = {
            name: span_in_steps(value, own) if isinstance(value, Span) else value
            for name in settings_of(each.shape)
            for value in (getattr(each.shape, name),)
        }
        start = level if each.start is None else each.start.rate(base)
        end = None if each.end is None else each.end.rate(base)
        level = end if each.shape.has_end else start
        repeat = next((r for r in repeats if r.first <= at <= r.last), None)
        found.append(
            Plain(
                each.shape.kind,
                settings,
                laid.begins[at],
                laid.lengths[at],
                _tidy(start),
                _tidy(end),
                (each.first_at_start, each.last_at_end),
                None
                if repeat is None
                else (repeat.first, repeat.last, repeat.scale, repeat.stretch),
            )
        )
    return found


def _tidy(level: float | None) -> float | None:
    return None if level is None else float(f"{level:.9g}")


@pytest.mark.long
@pytest.mark.parametrize("name", GOLDEN)
def test_every_golden_schedule_is_the_same_again_for_each_group(name: str) -> None:
    schedule = GOLDEN[name]
    for group in range(len(schedule.groups)):
        assert_same_again(schedule, group)


@pytest.mark.long
@pytest.mark.parametrize("every", [10, 50])
@pytest.mark.parametrize("name", GOLDEN)
def test_every_golden_schedule_is_found_from_some_rounded_rates(name: str, every: int) -> None:
    schedule = GOLDEN[name]
    if schedule.total_steps < 10 * every:
        pytest.skip("too few samples to tell anything from")
    assert_found_from_some(schedule, every)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in PRESETS if name not in PRODUCTS])
def test_every_preset_of_shapes_is_the_same_again(name: str) -> None:
    schedule = PRESETS[name].make()
    if schedule.total_steps > LONGEST:
        pytest.skip("a long run; the golden schedules have some")
    assert_same_again(schedule)


def test_levels_lengths_and_shapes_are_those_that_a_person_set() -> None:
    fit = assert_same_again(GOLDEN["warmup_stable_decay"])
    assert [(each.name, each.shape.kind) for each in fit.schedule.segments] == [
        ("Warmup", "linear"),
        ("Hold", "constant"),
        ("Decay", "one_minus_sqrt"),
    ]
    assert [each.span for each in fit.schedule.segments] == [
        Span.of_steps(2_000),
        Span.of_steps(78_000),
        Span.of_the_rest(),
    ]
    assert [each.start for each in fit.schedule.segments] == [Level(0.0), None, None]
    assert fit.schedule.groups[0].base_lr == 1e-3
    assert fit.explained == (2_000, 78_000, 20_000)


RUN = Run(epochs=None, updates=3_000)
WARMUP = Segment("Warmup", Linear(), Span.of_steps(300), Level(0.0), Level(1.0))


@dataclass(frozen=True)
class Case:
    """A design, and what is to be found of it."""

    segments: tuple[Segment, ...]
    repeats: tuple[Repeat, ...] = ()


CASES = {
    "the ends of both": Case(
        (
            Segment(
                "Warmup",
                Linear(),
                Span.of_steps(300),
                Level(0.0),
                Level(1.0),
                first_at_start=False,
                last_at_end=True,
            ),
            Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.1)),
        )
    ),
    "a cosine that began under the warmup": Case(
        (
            WARMUP,
            Segment(
                "Decay", Cosine(), Span.of_the_rest(), None, Level(0.0), before=Span.of_the_rest()
            ),
        )
    ),
    "a cosine cut short": Case(
        (
            WARMUP,
            Segment(
                "Decay", Cosine(), Span.of_the_rest(), None, Level(0.0), after=Span.of_steps(1_000)
            ),
        )
    ),
    "a floor": Case(
        (
            WARMUP,
            Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.0), floor=Level(0.1)),
        )
    ),
    "power 2": Case(
        (WARMUP, Segment("Decay", Polynomial(2.0), Span.of_the_rest(), None, Level(0.0)))
    ),
    "REX": Case((WARMUP, Segment("Decay", Rex(0.9), Span.of_the_rest(), None, Level(0.0)))),
    "a jump": Case(
        (
            Segment("First", Constant(), Span.of_steps(1_000), Level(1.0)),
            Segment("Fall", Exponential(), Span.of_the_rest(), Level(0.3), Level(0.01)),
        )
    ),
    "stairs": Case((WARMUP, Segment("Decay", Staircase(Span.of_steps(250), 0.5)))),
    "cycles that shrink": Case(
        (
            Segment("Cosine", Cosine(), Span.of_steps(1_000), Level(1.0), Level(0.1)),
            Segment("End", Constant(), Span.of_the_rest()),
        ),
        (Repeat("Cycles", 0, 0, 3, stretch=0.5),),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_person_can_say_of_a_segment_is_found(name: str) -> None:
    case = CASES[name]
    schedule = Schedule(segments=case.segments, repeats=case.repeats, run=RUN)
    fit = assert_same_again(schedule)
    for found, meant in zip(fit.schedule.segments, case.segments, strict=True):
        assert found.shape == meant.shape
        assert (found.before, found.after, found.floor) == (meant.before, meant.after, meant.floor)
        assert found.first_at_start == meant.first_at_start
    assert len(fit.schedule.repeats) == len(case.repeats)


@pytest.mark.parametrize("shape", [Linear(), Cosine()])
def test_noise_within_the_tolerance_makes_no_segments(shape: Shape) -> None:
    segments = (
        Segment("Rise", Linear(), Span.of_steps(400), Level(0.05), Level(1.0)),
        Segment("Fall", shape, Span.of_the_rest(), None, Level(0.05)),
    )
    schedule = Schedule(segments=segments, run=RUN)
    steps = steps_of(schedule, every=7)
    noise = np.random.default_rng(1).uniform(-1, 1, len(steps)) * 5e-6
    rates = np.array(Rates(schedule).of_group(0, steps)) + noise
    fit = fitted(steps, rates, tolerance=1.5e-5)
    assert len(fit.schedule.segments) == 2
    assert fit.within
    assert fit.difference <= 1.5e-5


def test_many_cycles_are_found_from_the_first_ones() -> None:
    segments = (
        Segment("Up", Linear(), Span.of_steps(10), Level(0.1), Level(1.0)),
        Segment("Down", Cosine(), Span.of_steps(30), None, Level(0.1)),
    )
    schedule = Schedule(
        segments=segments,
        repeats=(Repeat("Cycles", 0, 1),),
        run=Run(epochs=None, updates=40_000),
    )
    fit = assert_same_again(schedule)
    assert len(fit.schedule.segments) == 2
    assert len(fit.schedule.repeats) == 1


def test_the_difference_and_its_step_are_those_of_the_whole_series() -> None:
    steps = list(range(1_000))
    rates = [1e-3] * 1_000
    rates[700] = 1.1e-3
    fit = fitted(steps, rates, tolerance=2e-4)
    assert len(fit.schedule.segments) == 1
    assert fit.step == 700
    assert fit.difference == pytest.approx(1e-4, rel=0.6)


def test_a_search_can_be_ended_and_tells_how_far_it_is() -> None:
    shares: list[float] = []

    def attend(share: float) -> None:
        shares.append(share)
        if len(shares) == 30:
            raise KeyboardInterrupt

    steps = steps_of(GOLDEN["warm_restarts"])
    rates = Rates(GOLDEN["warm_restarts"]).of_group(0, steps)
    with pytest.raises(KeyboardInterrupt):
        fitted(steps, rates, attend=attend)
    assert all(earlier <= later for earlier, later in pairwise(shares))
    assert 0 <= shares[0] <= shares[-1] <= 1


@pytest.mark.parametrize("values", [[], [float("nan")] * 3])
def test_no_numbers_are_refused_in_a_sentence(values: list[float]) -> None:
    with pytest.raises(FitError, match="no finite numbers"):
        fitted(list(range(len(values))), values)


@pytest.mark.parametrize("values", [[1e-3], [0.0, 0.0], [1e-3, 2e-3], [1e-3, 5e-4, 1e-3]])
def test_a_few_numbers_are_said(values: list[float]) -> None:
    fit = fitted(list(range(len(values))), values)
    assert Rates(fit.schedule).of_group(0, range(len(values))) == pytest.approx(values)


def test_two_rounded_numbers_of_one_rise_are_said() -> None:
    fit = fitted([0, 1], [0.6384, 2.0], tolerance=1e-5)
    assert Rates(fit.schedule).of_group(0, [0, 1]) == pytest.approx([0.6384, 2.0], abs=1e-5)
