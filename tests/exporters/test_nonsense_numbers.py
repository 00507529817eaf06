"""Numbers that make no schedule are refused in a sentence that names them."""

import math
from typing import Any

import pytest
import torch

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.values.spans import Span
from tests.exporters.conformance import exported, optimizer
from tests.golden.schedules import GOLDEN

STEPS = {"warmup_steps": 90, "total_steps": 900}
NONSENSE = [0.1, -1, math.nan, math.inf, -math.inf, "90", None, [90]]


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("number", NONSENSE)
def test_a_length_that_is_none_is_refused(name: str, number: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} must be .*, not "):
        exported(GOLDEN["starter"])(optimizer(0.1), **{name: number})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, "0.1", None])
def test_a_level_that_is_no_number_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match="start_factor must be finite and >= 0, not "):
        exported(GOLDEN["starter"])(optimizer(0.1), start_factor=number)


@pytest.mark.parametrize("number", [0, -3])
def test_stairs_and_counts_are_of_one_at_least(number: int) -> None:
    with pytest.raises(ValueError, match="decay_every_epochs must be"):
        exported(GOLDEN["step_decay"])(optimizer(0.1), decay_every_epochs=number)
    decay = Segment("Decay", Cosine(), Span.of_steps(30), Level(1.0), Level(0.0))
    again = Schedule(segments=(decay,), repeats=(Repeat("Cycles", 0, 0, times=3, scale=0.5),))
    with pytest.raises(ValueError, match="cycles_count must be at least 1"):
        exported(again)(optimizer(0.1), cycles_count=number)


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
