"""Preset and design side by side: the arguments with which a preset has the run of a design."""

from dataclasses import fields
from typing import Any

from rampsmith.designer.presets.preset import Preset, PresetError
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Schedule


def fitting_values(preset: Preset, design: Schedule) -> dict[str, Any]:
    """Find the arguments that give a preset the run, the stepping and the base rate of a design.

    Returns:
        Values by their names; none where the preset cannot be fitted to that run, where it is a
        design of one's own with its own run, or where nobody has described a run yet.
    """
    taken = {argument.name for argument in preset.arguments}
    if "samples" not in taken or (not design.segments and design.run == Run()):
        return {}
    run = design.run
    given = {field.name: getattr(run, field.name) for field in fields(Run) if field.name in taken}
    values = {name: value for name, value in given.items() if value is not None}
    if design.groups:
        values["base_lr"] = design.groups[0].base_lr
    # A preset whose own steps are too many for epochs is stepped as it comes.
    for stepping in dict.fromkeys((design.stepping, preset.frame.stepping)):
        total = run.total_steps(stepping)
        # Epochs say it best, where they and what else the preset takes make as many steps.
        for steps in (None, total) if "epochs" in values else (total,):
            fitting = values | {"steps": steps, "stepping": stepping}
            if _lasts(preset, fitting, total):
                return fitting
    return {}


def _lasts(preset: Preset, values: dict[str, Any], steps: int) -> bool:
    """Tell whether a preset can be made of values and then lasts so many steps."""
    try:
        return preset.make(**values).total_steps == steps
    except PresetError:
        return False
