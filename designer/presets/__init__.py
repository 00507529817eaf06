"""Presets: ready schedules by name, each made from a few arguments with defaults."""

# Each module registers its presets; the order is that of lists and menus.
from rampsmith.designer.presets import curves as _curves  # noqa: F401, I001
from rampsmith.designer.presets import torch_plain as _torch_plain  # noqa: F401
from rampsmith.designer.presets import torch_cycles as _torch_cycles  # noqa: F401
from rampsmith.designer.presets import composed as _composed  # noqa: F401
from rampsmith.designer.presets import others as _others  # noqa: F401
from rampsmith.designer.presets import transformers as _transformers  # noqa: F401
from rampsmith.designer.presets import recipes as _recipes  # noqa: F401
from rampsmith.designer.presets.preset import (
    PRESETS,
    Argument,
    Preset,
    PresetError,
    preset_named,
)

__all__ = ["PRESETS", "Argument", "Preset", "PresetError", "preset_named"]
