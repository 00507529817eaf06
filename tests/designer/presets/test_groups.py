"""Parameter groups that a person gives to a preset."""

from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.document.curves import left_alone
from rampsmith.designer.document.kinds import RATE, CurveKey
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.presets import PresetError, preset_named
from rampsmith.designer.presets.own import OwnPreset
from rampsmith.designer.presets.preset import Preset

TWO = replace(
    starter(),
    groups=(Group("backbone", 1e-4, (("weight_decay", 0.05),)), Group("head", 1e-3)),
)


def own(schedule: Schedule) -> Preset:
    return OwnPreset("mine", "A line", schedule, Path("mine")).as_preset()


def faults(preset: Preset, settings: list[str], groups: list[str]) -> list[str]:
    with pytest.raises(PresetError) as caught:
        preset.make_from_texts(settings, groups)
    return [fault.sentence for fault in caught.value.faults]


def test_groups_take_the_place_of_the_one_that_stands_for_all_parameters() -> None:
    made = preset_named("warmup-cosine").make_from_texts([], ["backbone=1e-4", "the head = 1/1000"])
    assert made.groups == (Group("backbone", 1e-4), Group("the head", 1e-3))
    assert replace(made, groups=(Group("all", 1e-3),)) == preset_named("warmup-cosine").make()


def test_they_are_built_as_the_one_that_they_replace_was() -> None:
    decay = (("weight_decay", 0.05),)
    preset = own(replace(starter(), groups=(Group("all", 0.01, decay),)))
    made = preset.make_from_texts([], ["head=0.1"])
    assert made.groups == (Group("head", 0.1, decay),)


def test_groups_that_a_preset_brings_take_the_rates_that_are_given() -> None:
    made = own(TWO).make_from_texts([], ["head=0.02"])
    assert made.groups == (TWO.groups[0], Group("head", 0.02))


def test_other_names_are_added_to_the_groups_that_a_preset_brings() -> None:
    made = own(TWO).make_from_texts([], ["neck=5e-4", "backbone=2e-4"])
    backbone = replace(TWO.groups[0], base_lr=2e-4)
    assert made.groups == (backbone, TWO.groups[1], Group("neck", 5e-4))


def test_a_group_called_all_that_has_a_curve_of_its_own_stays() -> None:
    alone = left_alone(starter(), CurveKey(RATE, "all"))
    made = own(alone).make_from_texts([], ["head=0.1"])
    assert made.groups == (*alone.groups, Group("head", 0.1))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("head", "“head” is not NAME=RATE."),
        ("=0.1", "A group's name has 1 to 200 characters that can be shown."),
        ("head=fast", "head: “fast” is not a number."),
        ("head=-1", "head: A rate must not be negative, as -1 is."),
        ("head=1e999", "head: “1e999” is not a finite number."),
    ],
)
def test_a_wrong_group_gets_one_sentence(text: str, sentence: str) -> None:
    assert faults(preset_named("constant"), [], [text]) == [sentence]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert faults(preset_named("constant"), ["epochs=x"], ["a=1", "a=2", "b"]) == [
        "epochs: “x” is not a number.",
        "The group “a” is given twice.",
        "“b” is not NAME=RATE.",
    ]


@pytest.mark.parametrize("rate", ["0.5", "0.001"], ids=["another", "the default"])
def test_a_base_rate_that_no_group_has_is_not_dropped_in_silence(rate: str) -> None:
    sentence = "base_lr has no effect, because the rates of all its groups are given; leave it out."
    constant = preset_named("constant")
    assert faults(constant, [f"base_lr={rate}"], ["head=0.1"]) == [sentence]
    both = ["backbone=1", "head=2"]
    assert faults(own(TWO), [f"base_lr={rate}"], both) == [sentence]


def test_a_base_rate_that_says_something_else_too_is_taken() -> None:
    made = own(TWO).make_from_texts(["base_lr=1e-5"], ["head=0.3"])
    assert [group.base_lr for group in made.groups] == [1e-5, 0.3]
    cyclic = preset_named("CyclicLR").make_from_texts(["base_lr=1e-5"], ["head=0.3"])
    start = cyclic.segments[0].start
    assert start is not None
    assert start.value == 1e-5
