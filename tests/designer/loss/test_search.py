"""The search for the best cooldown: better than what is there, of the same family, and refused in words."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.loss.prediction import FarFromSeenError, likeliest
from rampsmith.designer.loss.search import NoCooldownError, best_cooldown
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.designer.loss.runs import PEAK, WARMUP, fit_of_two

UP = Segment("Warmup", Linear(), Span.of_steps(WARMUP), Level(0.0), Level(1.0))
DOWN = Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.5))
DESIGN = Schedule(
    segments=(UP, DOWN),
    groups=(Group("all", PEAK),),
    run=Run(samples=None, epochs=None, updates=6_000),
)


def test_it_ends_lower_than_the_design_and_than_every_cooldown_nearby() -> None:
    found = best_cooldown(DESIGN, fit_of_two())
    best = likeliest(found, fit_of_two()).end[1]
    assert best < likeliest(DESIGN, fit_of_two()).end[1]
    *before, last = found.segments
    for share in (-5, 5):
        changed = replace(last, span=Span.of_percent(last.span.amount + share))
        near = replace(found, segments=(*before, changed))
        assert best <= likeliest(near, fit_of_two()).end[1]


def test_warmup_peak_run_and_shape_stay() -> None:
    found = best_cooldown(DESIGN, fit_of_two())
    assert [segment.name for segment in found.segments] == ["Warmup", "Hold", "Decay"]
    assert found.segments[0] == UP
    assert isinstance(found.segments[2].shape, Cosine)
    assert found.run == DESIGN.run
    assert max(rates_of(found).of_group(0, range(6_000))) == PEAK
    assert errors(found) == ()


@pytest.mark.parametrize(
    ("design", "sentence"),
    [
        (replace(DESIGN, segments=(UP, Segment("Hold", Constant()))), "has to go down"),
        (replace(DESIGN, segments=(DOWN,)), "goes up once"),
        (replace(DESIGN, repeats=(Repeat("Cycles", 1, 1, 2),)), "goes up once"),
    ],
)
def test_a_design_without_a_cooldown_is_refused(design: Schedule, sentence: str) -> None:
    with pytest.raises(NoCooldownError, match=sentence):
        best_cooldown(design, fit_of_two())


def test_a_design_far_from_the_logs_is_refused() -> None:
    with pytest.raises(FarFromSeenError):
        best_cooldown(
            replace(DESIGN, run=Run(samples=None, epochs=None, updates=90_000)), fit_of_two()
        )
