"""Formulas with their constant ends put in: the same to the bit, and shorter."""

import inspect
import itertools
import math
from dataclasses import replace
from typing import Any

import pytest
from torch.optim.lr_scheduler import OneCycleLR

from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from rampsmith.exporters.curve_code.expressions import ONE, ZERO, name
from rampsmith.exporters.curve_code.folded import folded
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import exported

PLACES = [0.0, 1e-300, 1e-9, 0.1, 1 / 3, 0.5, 2 / 3, 0.9, 1 - 1e-16, 1.0]
ENDS = [*itertools.product((0.0, 1.0), repeat=2)]


def numbers(shape: type[Shape], place: float) -> dict[str, Any]:
    """Choose the arguments besides the ends: a place, and something for each setting."""
    known = {"p": place, "n": round(1_000 * place), "length": 1_000, "every": 7, "factor": 0.3}
    return {each: known.get(each, 0.75) for each in shape().arguments if each not in ENDS_NAMED}


ENDS_NAMED = ("start", "end")
PLAIN = [each for each in SHAPES.values() if each.kind != "expression"]


@pytest.mark.parametrize("shape", PLAIN, ids=lambda shape: shape.kind)
@pytest.mark.parametrize("ends", ENDS)
def test_a_formula_with_its_ends_put_in_is_the_function_to_the_bit(
    shape: type[Shape], ends: tuple[float, float]
) -> None:
    constants = dict(zip(ENDS_NAMED, ends, strict=True))
    codes = {0.0: ZERO, 1.0: ONE}
    values = {each: codes[value] for each, value in constants.items()}
    values = {each: values.get(each, name(each)) for each in shape().arguments}
    short = folded(shape.curve, values)
    # Nothing is divided by 0 in a design without errors.
    divides_by_0 = shape.divides_ends and 0 in ends
    for place in PLACES if short is not None and not divides_by_0 else ():
        given = numbers(shape, place)
        ends_used = {each: end for each, end in constants.items() if each in shape().arguments}
        found = eval(str(short), {"math": math}, given)  # noqa: S307 - made of the shape itself
        assert found.hex() == float(shape.curve(**given, **ends_used)).hex(), (str(short), place)


@pytest.mark.parametrize(
    ("preset", "line", "without"),
    [
        ("warmup-stable-decay", "return 1.0 - math.sqrt(p)", "def one_minus_sqrt("),
        ("ExponentialLR", "result: float = self.gamma**t", "def staircase("),
        (
            "StepLR",
            "result: float = self.gamma ** math.floor(t / self.step_size)",
            "def staircase(",
        ),
        ("ChainedScheduler", "result: float = self.gamma**t", "def staircase("),
        ("CyclicLR", "t = t % self._fall_end", "def _cycle("),
    ],
)
def test_what_stands_in_one_place_needs_no_function(preset: str, line: str, without: str) -> None:
    source = pytorch_source(PRESETS[preset].make())
    assert f"        {line}\n" in source
    assert without not in source


NAMES = {
    "OneCycleLR": "max_lr total_steps pct_start base_momentum max_momentum"
    " div_factor final_div_factor",
    "CyclicLR": "rise_steps fall_steps base_lr max_lr max_momentum base_momentum",
    "ExponentialLR": "gamma",
    "StepLR": "step_size gamma",
    "MultiStepLR": "milestones gamma",
    "ReduceLROnPlateau": "factor patience threshold cooldown min_lr eps",
}


@pytest.mark.parametrize("preset", NAMES)
def test_the_arguments_are_torchs_and_each_number_has_one(preset: str) -> None:
    found = [*inspect.signature(exported(PRESETS[preset].make())).parameters]
    assert found == ["optimizer", *NAMES[preset].split(), "last_epoch"]


@pytest.mark.parametrize("stepping", ["update", "epoch"])
def test_the_arguments_of_a_one_cycle_are_in_torchs_own_order(stepping: Any) -> None:
    design = replace(PRESETS["OneCycleLR"].make(), stepping=stepping)
    found = [*inspect.signature(exported(design)).parameters]
    found = [each.replace("total_epochs", "total_steps") for each in found]
    assert "total_steps" in found
    assert found == [each for each in inspect.signature(OneCycleLR).parameters if each in found]


def test_one_number_scales_the_rates_and_the_momentum_of_a_cycle() -> None:
    for mode in ("triangular2", "exp_range"):
        schedule = PRESETS["CyclicLR"].make(mode=mode, gamma=0.999)
        names = [*inspect.signature(exported(schedule)).parameters]
        assert [each for each in names if "gamma" in each or "scale" in each] == ["gamma"]
