"""Numbers that make no schedule are refused in a sentence that names them."""

import inspect
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import exported, optimizer
from tests.exporters.whole import numbers_of, optimizer_for_all
from tests.golden.schedules import GOLDEN

STEPS = {"warmup_steps": 90, "total_steps": 900}
SEVERAL = torch.tensor([90, 90])
NONSENSE = [0.1, -1, math.nan, math.inf, -math.inf, "90", None, [90], SEVERAL]


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("number", NONSENSE)
def test_a_length_that_is_none_is_refused(name: str, number: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} must be .*, not "):
        exported(GOLDEN["starter"])(optimizer(0.1), **{name: number})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, "0.1", None])
def test_a_level_that_is_no_number_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match="start_factor must be >= 0 and below 1e38, not "):
        exported(GOLDEN["starter"])(optimizer(0.1), start_factor=number)


@pytest.mark.parametrize("name", ["starter", "formula", "plateau"])
def test_what_no_float_can_hold_is_refused_when_it_is_built(name: str) -> None:
    built = exported(GOLDEN[name])
    number = next(iter(numbers_of(GOLDEN[name], levels_only=False)))
    for huge in (10**400, -(10**400), 1e39):
        with pytest.raises(
            ValueError,
            match=rf"^{number} must be (>= 0 and below|within|0 or from 1 to) .*1e38, not",
        ):
            built(optimizer(0.1), **{number: huge})


@pytest.mark.parametrize("number", [-2, math.nan, math.inf, 2.5, "5", None, True, [5]])
def test_a_last_step_that_is_none_is_refused_with_the_value(number: Any) -> None:
    words = f"^last_epoch must be an int >= -1, not {re.escape(repr(number))}\\.$"
    with pytest.raises(ValueError, match=words):
        exported(GOLDEN["starter"])(optimizer(0.1), last_epoch=number)


@pytest.mark.parametrize("number", [0, 5, np.int64(5)])
def test_a_last_step_may_be_an_integer_of_any_kind(number: Any) -> None:
    built = optimizer(0.1)
    built.param_groups[0]["initial_lr"] = 0.1
    assert exported(GOLDEN["starter"])(built, last_epoch=number).last_epoch == int(number) + 1


def test_milestones_that_are_shares_are_refused() -> None:
    for shares in ((0.3, 0.6), [30, 0.6]):
        with pytest.raises(ValueError, match=r"^milestones must be epochs, not shares\.$"):
            exported(GOLDEN["milestones"])(optimizer(0.1), milestones=shares)


@pytest.mark.parametrize("number", [0, -3])
def test_stairs_and_counts_are_of_one_at_least(number: int) -> None:
    with pytest.raises(ValueError, match="step_size must be"):
        exported(GOLDEN["step_decay"])(optimizer(0.1), step_size=number)
    decay = Segment("Decay", Cosine(), Span.of_steps(30), Level(1.0), Level(0.0))
    again = Schedule(segments=(decay,), repeats=(Repeat("Cycles", 0, 0, times=3, scale=0.5),))
    with pytest.raises(ValueError, match=r"cycles_count must be (at least 1|>= 0 and below 1e38)"):
        exported(again)(optimizer(0.1), cycles_count=number)


def test_where_all_numbers_are_lengths_one_sentence_refuses_them() -> None:
    built = exported(PRESETS["warmup-cosine"].make())
    assert "endswith" not in pytorch_source(PRESETS["warmup-cosine"].make())
    for number in (*NONSENSE, 10**400, 1e39):
        with pytest.raises(ValueError, match=r"^warmup_steps must be 0 or from 1 to 1e38, not "):
            built(optimizer(0.1), warmup_steps=number)
    for number in (0, 1, 1.5, torch.tensor(90)):
        built(optimizer(0.1), warmup_steps=number)


def test_numbers_of_any_type_are_taken() -> None:
    for number in (90, 90.0, torch.tensor(90), True):
        exported(GOLDEN["starter"])(optimizer(0.1), warmup_steps=number)
    exported(GOLDEN["starter"])(optimizer(0.1), warmup_steps=0, start_factor=torch.tensor(0.5))


def test_a_whole_that_is_shorter_than_its_parts_is_refused_with_the_rule() -> None:
    exported(GOLDEN["starter"])(optimizer(0.1), warmup_steps=900)
    with pytest.raises(ValueError, match=r"^total_steps must not be below warmup_steps\.$"):
        exported(GOLDEN["starter"])(optimizer(0.1), warmup_steps=901)
    built = exported(GOLDEN["warmup_stable_decay"])
    lengths = {"warmup_steps": 40, "decay_steps": 60}
    built(optimizer(0.1), total_steps=100, **lengths)
    rule = r"^total_steps must be 100 or more, the others' sum\.$"
    with pytest.raises(ValueError, match=rule):
        built(optimizer(0.1), total_steps=99, **lengths)


def test_every_curve_has_room_in_the_whole() -> None:
    with pytest.raises(
        ValueError, match=r"^total_steps must not be below momentum_warmup_steps\.$"
    ):
        exported(GOLDEN["muon_and_adam"])(optimizer(0.1), momentum_warmup_steps=10**6)


@pytest.mark.parametrize("name", ["start_factor", "min_factor"])
def test_a_level_below_0_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be >= 0 and below 1e38, not -0\.5\.$"):
        exported(GOLDEN["starter"])(optimizer(0.1), **{name: -0.5})


PLATEAU_NONSENSE = [
    ("factor", 1.0, "factor must be below 1."),
    ("factor", 1.5, "factor must be below 1."),
    ("factor", -0.5, "factor must be >= 0 and below 1e38, not -0.5."),
    ("patience", -1, "patience must be >= 0 and below 1e38, not -1."),
    ("cooldown", -1, "cooldown must be >= 0 and below 1e38, not -1."),
    ("patience", 0.1, "patience must be 0 or at least 1, not 0.1."),
    ("cooldown", 0.5, "cooldown must be 0 or at least 1, not 0.5."),
    ("threshold", math.nan, "threshold must be >= 0 and below 1e38, not nan."),
    ("min_lr", -1e-3, "min_lr must be >= 0 and below 1e38, not -0.001."),
]


@pytest.mark.parametrize(("name", "number", "words"), PLATEAU_NONSENSE)
def test_settings_of_a_plateau_are_looked_at(name: str, number: Any, words: str) -> None:
    with pytest.raises(ValueError, match=f"{re.escape(words)}$"):
        exported(PRESETS["ReduceLROnPlateau"].make())(optimizer(0.1), **{name: number})


def test_cycles_without_a_length_are_refused() -> None:
    cyclic, restarts = exported(GOLDEN["cyclic"]), exported(GOLDEN["warm_restarts"])
    for built in (cyclic, restarts):
        lengths = [name for name in inspect.signature(built).parameters if name.endswith("_steps")]
        with pytest.raises(ValueError, match=r"^A cycle must be longer than 0 steps"):
            built(optimizer(0.1), **dict.fromkeys(lengths, 0))


def signed(number: float) -> list[float]:
    """List numbers that may make no sense in the place of one."""
    return [0, -1, 0.5, 1, -number]


@pytest.mark.parametrize("name", [each for each in PRESETS if "plateau" not in each.lower()])
def test_any_number_is_refused_in_a_sentence_or_has_rates(name: str) -> None:
    check_every_number(PRESETS[name].make())


@pytest.mark.parametrize("kind", [each for each in SHAPES if each not in ("plateau", "expression")])
def test_any_setting_is_refused_in_a_sentence_or_has_rates(kind: str) -> None:
    hold = Segment("Hold", Constant(), Span.of_steps(3), Level(0.5))
    curve = Segment("Curve", SHAPES[kind](), Span.of_steps(30), None, Level(0.1))
    check_every_number(Schedule(segments=(hold, curve, replace(hold, start=Level(0.2)))))


def check_every_number(schedule: Schedule) -> None:
    """Build the class with numbers that may make no sense, and look at some rates."""
    built = exported(schedule)
    for title, number in numbers_of(schedule, levels_only=False).items():
        for other in signed(number):
            scheduler, refusal = made(built, optimizer_for_all(schedule), {title: other})
            assert not refusal or re.match(rf"{title} must|total_\w+ must|A cycle must", refusal)
            for step in () if scheduler is None else (1, 2, 7, 10**6):
                scheduler.load_state_dict({"last_epoch": step})
                assert all(isinstance(float(rate), float) for rate in scheduler.get_last_lr())


def made(built: Any, optimizer: Any, numbers: dict[str, float]) -> tuple[Any, str]:
    """Build a scheduler, or return in which sentence that is refused."""
    try:
        return built(optimizer, **numbers), ""
    except ValueError as refusal:
        return None, str(refusal)


@pytest.mark.parametrize("name", ["starter", "thawing", "plateau", "one_cycle"])
def test_which_numbers_are_lengths_is_not_asked_of_their_names(name: str) -> None:
    assert "endswith" not in pytorch_source(GOLDEN[name])


def test_a_length_beside_one_that_is_designed_as_a_part_of_a_step_is_no_share_either() -> None:
    segments = (
        Segment("Jump", Cosine(), Span.of_steps(0.5), Level(0.5), Level(1.0)),
        Segment("Decay", Cosine(), Span.of_steps(30), None, Level(0.1)),
    )
    built = exported(Schedule(segments=segments))
    built(optimizer(0.1), jump_steps=0.25)
    with pytest.raises(ValueError, match=r"^decay_steps must be 0 or at least 1, not 0\.1\.$"):
        built(optimizer(0.1), decay_steps=0.1)
