"""No schedule of the installed torch and transformers is missing: the guide says so."""

import pytest
from torch.optim import lr_scheduler, swa_utils
from transformers import optimization
from transformers.trainer_utils import SchedulerType

from rampsmith.designer.presets import PRESETS, PresetError, preset_named
from rampsmith.designer.presets.other_names import NO_PRESETS, PRESETS_ELSEWHERE, SCHEDULE_FUNCTIONS


def test_every_scheduler_of_torch_is_a_preset() -> None:
    named = {*lr_scheduler.__all__, "SWALR"} - {"LRScheduler"}
    assert named <= set(PRESETS)
    assert hasattr(swa_utils, "SWALR")
    assert {name for name in PRESETS if PRESETS[name].source == "torch"} == named


def test_every_schedule_of_transformers_is_a_preset_or_says_why_it_is_none() -> None:
    named = {each.value for each in SchedulerType}
    there = {name for name in named if f"transformers:{name}" in PRESETS}
    assert named - there == {"greedy"}
    for name in ("greedy", "GreedyLR", "transformers:greedy"):
        with pytest.raises(PresetError, match="there is no curve to design"):
            preset_named(name)


def test_every_function_of_transformers_that_makes_a_schedule_is_known_by_its_name() -> None:
    for name in (name for name in dir(optimization) if name.startswith("get_")):
        with pytest.raises(PresetError) as error:
            preset_named(name)
        sentence = error.value.faults[0].sentence
        assert f"Did you mean “{SCHEDULE_FUNCTIONS.get(name)}”?" in sentence or name in NO_PRESETS


def test_every_other_name_leads_to_a_preset() -> None:
    assert set(PRESETS_ELSEWHERE.values()) <= set(PRESETS)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("WarmupDecayLR", "deepspeed:WarmupDecayLR"),
        ("coswithwarmup", "olmo-core:CosWithWarmup"),
        ("wsd", "warmup-stable-decay"),
        ("TanhLRScheduler", "timm:tanh"),
        ("get_cosine_schedule_with_warmup", "transformers:cosine"),
    ],
)
def test_a_library_s_name_alone_leads_to_its_preset(name: str, meant: str) -> None:
    with pytest.raises(PresetError, match=f"Did you mean “{meant}”"):
        preset_named(name)
