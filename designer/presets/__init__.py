"""Presets: ready schedules by name, each made from a few arguments with defaults."""

from rampsmith.designer.presets import curves as _curves  # noqa: F401 - it registers its presets
from rampsmith.designer.presets.preset import (
    PRESETS,
    Argument,
    Preset,
    PresetError,
    preset_named,
)

__all__ = ["PRESETS", "Argument", "Preset", "PresetError", "preset_named"]
