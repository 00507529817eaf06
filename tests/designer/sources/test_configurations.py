"""Configurations of other libraries, read and compared with their formulas."""

import contextlib
import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.presets import preset_named
from rampsmith.designer.sources.configuration import read_configuration
from rampsmith.designer.sources.reading import Reading, Unreadable
from tests.designer.sources.reading import assert_rates, kinds, rates, read
from tests.designer.sources.scripts import DEEPSPEED, ULTRALYTICS, YAML, mmengine


@pytest.mark.parametrize("cos_lr", [False, True])
def test_the_arguments_of_ultralytics_are_its_schedule(*, cos_lr: bool) -> None:
    schedule = read(ULTRALYTICS.format(cos_lr=str(cos_lr).lower()), "args.yaml").schedule
    per_epoch = round(schedule.steps_per_epoch)
    found = [rates(schedule, group=group) for group in range(3)]
    for t in range(0, schedule.total_steps, 97):
        epoch = t // per_epoch
        share = (1 - math.cos(epoch * math.pi / 30)) / 2 if cos_lr else epoch / 30
        rate = 0.02 * (1 - share + 0.1 * share)
        passed = min(t / (2 * per_epoch), 1.0)
        assert found[0][t] == pytest.approx(rate * passed, rel=1e-9)
        assert found[2][t] == pytest.approx(0.05 + (rate - 0.05) * passed, rel=1e-9)
    assert dict(schedule.groups[0].bases) == {"weight_decay": 0.0004}


@pytest.mark.parametrize("name", DEEPSPEED)
def test_the_scheduler_of_deepspeed_is_its_preset(name: str) -> None:
    configuration = {
        "train_micro_batch_size_per_gpu": 4,
        "gradient_accumulation_steps": 2,
        "optimizer": {"type": "AdamW", "params": {"lr": 3e-5, "weight_decay": 0.1}},
        "scheduler": {"type": name, "params": DEEPSPEED[name]},
    }
    schedule = read(json.dumps(configuration, indent=4), "ds_config.json").schedule
    made = preset_named(f"deepspeed:{name}").make(
        base_lr=3e-5, steps=schedule.total_steps, **DEEPSPEED[name]
    )
    assert rates(schedule) == rates(made)
    assert (schedule.run.batch_size, schedule.run.accumulation) == (4, 2)
    assert dict(schedule.groups[0].bases) == {"weight_decay": 0.1}


def test_the_warmup_of_deepspeed_follows_its_formula() -> None:
    text = json.dumps({"scheduler": {"type": "WarmupLR", "params": DEEPSPEED["WarmupLR"]}})
    found = rates(read(text, "ds.json").schedule, 40)
    wanted = [3e-5 * min(1.0, math.log(t + 1) / math.log(20)) for t in range(40)]
    assert_rates(found, wanted)


def test_what_is_left_to_the_trainer_is_asked_for() -> None:
    text = """\
{
  "scheduler": {"type": "WarmupDecayLR",
    "params": {"total_num_steps": "auto", "warmup_num_steps": 10}}
}
"""
    reading = read(text, "ds.json")
    asked = [note for note in reading.notes if "total_num_steps" in note.sentence]
    assert [(note.kind, note.place.line, note.place.column) for note in asked] == [
        ("asked for", 3, 35)
    ]


def test_rules_are_factors_until_each_step() -> None:
    reading = read("1:10,0.1:20,0.005", "the clipboard")
    found = rates(reading.schedule, 25)
    assert found == [1e-3] * 10 + [1e-4] * 10 + [0.005 * 1e-3] * 5
    assert kinds(reading) == ["asked for", "asked for"]


PER_EPOCH = 1_000
"""Updates in an epoch of the samples that are usual."""


def both_ends(n: int, length: int) -> float:
    return min(n / (length - 1), 1.0)


def test_the_usual_schedule_of_detectors_is_read() -> None:
    text = mmengine("""[
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=500),
    dict(type='MultiStepLR', begin=0, end=12, by_epoch=True, milestones=[8, 11], gamma=0.1),
]""")
    reading = read(text, "faster_rcnn.py")
    schedule = reading.schedule
    assert (schedule.stepping, schedule.total_steps) == ("update", 12 * PER_EPOCH)

    def rate(t: int) -> float:
        warm = 0.001 + (1 - 0.001) * both_ends(t, 500)
        fallen = sum(t // PER_EPOCH >= milestone for milestone in (8, 11))
        return float(0.02 * warm * 0.1**fallen)

    assert_rates(rates(schedule), [rate(t) for t in range(12 * PER_EPOCH)])
    assert kinds(reading) == ["asked for"]
    assert dict(schedule.groups[0].bases) == {"weight_decay": 0.0001}


def test_a_warmup_by_updates_and_a_cosine_by_epochs_is_read() -> None:
    text = mmengine(
        """[
    dict(type='LinearLR', start_factor=1e-3, by_epoch=True, begin=0, end=2,
         convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', eta_min=1e-5, by_epoch=True, begin=2, end=10, T_max=8),
]""",
        epochs=10,
    )
    schedule = read(text, "vit.py").schedule

    def rate(t: int) -> float:
        if t < 2 * PER_EPOCH:
            return 0.02 * (1e-3 + (1 - 1e-3) * both_ends(t, 2 * PER_EPOCH))
        n = t // PER_EPOCH - 2
        return 1e-5 + (0.02 - 1e-5) * (1 + math.cos(math.pi * n / 8)) / 2

    assert_rates(rates(schedule), [rate(t) for t in range(10 * PER_EPOCH)])


def test_schedulers_that_count_epochs_are_stepped_by_epoch() -> None:
    text = mmengine("""[
    dict(type='LinearLR', start_factor=0.1, begin=0, end=4),
    dict(type='CosineAnnealingLR', T_max=8, eta_min=0, begin=4, end=12),
]""")
    schedule = read(text, "resnet.py").schedule
    assert (schedule.stepping, schedule.total_steps) == ("epoch", 12)
    warm = [0.02 * (0.1 + 0.9 * n / 3) for n in range(4)]
    fall = [0.02 * (1 + math.cos(math.pi * n / 8)) / 2 for n in range(8)]
    assert_rates(rates(schedule), [*warm, *fall])


@pytest.mark.parametrize(
    ("scheduler", "factor"),
    [
        ("dict(type='StepLR', step_size=4, gamma=0.5)", lambda n: 0.5 ** (n // 4)),
        ("dict(type='ExponentialLR', gamma=0.9)", lambda n: 0.9**n),
        (
            "dict(type='MultiStepLR', milestones=[3, 6], gamma=0.1)",
            lambda n: 0.1 ** ((n >= 3) + (n >= 6)),
        ),
        (
            "dict(type='PolyLR', power=0.9, eta_min=0, begin=0, end=12)",
            lambda n: (1 - n / 11) ** 0.9,
        ),
        ("dict(type='ConstantLR', factor=0.5, begin=0, end=5)", lambda n: 0.5 if n < 4 else 1.0),
    ],
)
def test_each_scheduler_of_mmengine_follows_its_formula(
    scheduler: str, factor: Callable[[int], float]
) -> None:
    schedule = read(mmengine(f"[{scheduler}]"), "config.py").schedule
    assert_rates(rates(schedule), [0.02 * factor(n) for n in range(12)])


def test_a_configuration_of_mmengine_is_read_as_json_too() -> None:
    text = json.dumps(
        {
            "param_scheduler": [{"type": "StepLR", "step_size": 4, "gamma": 0.5}],
            "train_cfg": {"max_epochs": 8},
            "optim_wrapper": {"optimizer": {"lr": 0.1}},
        }
    )
    assert_rates(rates(read(text, "dumped.json").schedule), [0.1] * 4 + [0.05] * 4)


def test_a_scheduler_that_is_not_known_is_told_of() -> None:
    text = mmengine("[dict(type='StepLR', step_size=4), dict(type='OtherLR')]")
    notes = [note for note in read(text, "c.py").notes if note.kind == "not understood"]
    assert [note.sentence.partition(";")[0] for note in notes] == [
        "The scheduler “OtherLR” is left out"
    ]


def test_simple_yaml_is_read_with_numbers_as_they_are_meant() -> None:
    assert read_configuration(YAML).plain == {
        "a": 1,
        "b": 5e-5,
        "c": [{"x": 1, "y": [1, 2.0, "three"]}, "it's"],
        "d": {"e": "f # g", "h": True},
        "empty": None,
        "l": [1, 2],
    }


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_as_json_is(indent: int | str | None) -> None:
    value = {"a": [1, -2.5e3, 'x"y\\z', None, True, {}], "b": {"c": []}, "": " "}
    assert read_configuration(json.dumps(value, indent=indent)).plain == value


def test_values_know_their_places() -> None:
    entry = read_configuration(YAML)
    assert entry.value["b"].place == (3, 4)
    assert entry.value["c"].value[0].value["y"].value[0].place == (6, 9)
    assert read_configuration('{\n  "a": 1,\n  "b": 2}').value["b"].place == (3, 8)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 100_000,
        "{" * 100_000,
        "a:\n b:\n  c:\n" * 9_000,
        '["',
        "{1",
    ],
)
def test_hostile_nesting_ends_in_a_sentence(text: str) -> None:
    with contextlib.suppress(Unreadable):
        read_configuration(text)


def test_what_is_nothing_at_all_is_refused() -> None:
    for text, name in (("", "x.yaml"), ("hello", "x.yaml"), ("a: 1\n", "x.yml"), ("[]", "x.json")):
        with pytest.raises(DesignError):
            read(text, name)


def test_a_class_may_stand_where_its_name_does() -> None:
    text = mmengine("[dict(type=StepLR, step_size=4, gamma=0.5)]", epochs=8, rate=0.1)
    assert_rates(rates(read(text, "new_style.py").schedule), [0.1] * 4 + [0.05] * 4)


def test_a_text_over_several_lines_does_not_end_what_is_read() -> None:
    text = "a: some words\n  that go on\n  and on\nb:\n  - one\n    more\n  - 2\nc: 3\n"
    assert read_configuration(text).plain == {"a": "some words", "b": ["one", 2], "c": 3}


def test_a_configuration_of_something_else_is_told_as_one() -> None:
    with pytest.raises(DesignError, match="No schedule that is known is in this configuration"):
        read('{"train_batch_size": "auto", "zero_optimization": {"stage": 2}}', "ds.json")


BASES = {
    "schedules/twelve.py": """
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=12)
param_scheduler = [dict(type='MultiStepLR', milestones=[8, 11], gamma=0.1)]
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.02, momentum=0.9))
""",
    "run.py": "_base_ = ['schedules/twelve.py', 'models/gone.py']\noptim_wrapper = dict(optimizer=dict(lr=0.01))\n",
    "again.py": "_base_ = './run.py'\ntrain_cfg = dict(max_epochs=10)\n",
    "without.py": (
        "_base_ = ['models/gone.py']\nparam_scheduler = dict(type='StepLR', step_size=3)\n"
    ),
    "circle.py": "_base_ = './circle.py'\n",
}


def read_file(folder: Path, name: str) -> Reading:
    for path, content in BASES.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(content)
    return read(BASES[name], str(folder / name))


def test_a_configuration_of_mmengine_is_read_with_the_files_that_it_is_based_on(
    tmp_path: Path,
) -> None:
    reading = read_file(tmp_path, "run.py")
    assert rates(reading.schedule) == pytest.approx([0.01] * 8 + [1e-3] * 3 + [1e-4])
    assert not any("gone" in note.sentence for note in reading.notes)
    without = read_file(tmp_path, "without.py")
    assert [note.sentence for note in without.notes if note.kind == "not understood"] == [
        "The base file “models/gone.py” is not beside it, and so not read."
    ]
    again = read_file(tmp_path, "again.py")
    assert rates(again.schedule) == pytest.approx([0.01] * 8 + [1e-3] * 2)


@pytest.mark.parametrize("name", ["run.py", "circle.py"])
def test_a_configuration_whose_base_is_not_there_is_refused_in_words(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(DesignError, match="Its schedule stands in what it is based on"):
        read(BASES[name], str(tmp_path / name))
    with pytest.raises(DesignError, match="Its schedule stands in what it is based on"):
        read_file(tmp_path, "circle.py")
