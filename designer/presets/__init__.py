"""Presets: ready schedules by name, each made from a few arguments with defaults."""

# Each module registers its presets; the order is that of lists and menus.
from rampsmith.designer.presets import curves as _curves  # noqa: F401, I001
from rampsmith.designer.presets import torch_plain as _torch_plain  # noqa: F401
from rampsmith.designer.presets import torch_cycles as _torch_cycles  # noqa: F401
from rampsmith.designer.presets import combined as _combined  # noqa: F401
from rampsmith.designer.presets import small_libraries as _small_libraries  # noqa: F401
from rampsmith.designer.presets import pretraining as _pretraining  # noqa: F401
from rampsmith.designer.presets import megatron as _megatron  # noqa: F401
from rampsmith.designer.presets import transformers as _transformers  # noqa: F401
from rampsmith.designer.presets import timm as _timm  # noqa: F401
from rampsmith.designer.presets import timm_wsd as _timm_wsd  # noqa: F401
from rampsmith.designer.presets import deepspeed as _deepspeed  # noqa: F401
from rampsmith.designer.presets import olmo_core as _olmo_core  # noqa: F401
from rampsmith.designer.presets import nemo as _nemo  # noqa: F401
from rampsmith.designer.presets import images as _images  # noqa: F401
from rampsmith.designer.presets import recipes as _recipes  # noqa: F401
from rampsmith.designer.presets import group_recipes as _group_recipes  # noqa: F401
from rampsmith.designer.presets import fine_tuning as _fine_tuning  # noqa: F401
from rampsmith.designer.presets.common import PresetError
from rampsmith.designer.presets.preset import PRESETS, Preset, preset_named

__all__ = ["PRESETS", "Preset", "PresetError", "preset_named"]
