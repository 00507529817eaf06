"""Preset and design side by side: the arguments with which a preset has the run of a design."""

from dataclasses import fields
from typing import Any

from rampsmith.designer.presets.preset import Preset, PresetError
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Schedule


def fitting_values(preset: Preset, design: Schedule) -> dict[str, Any]:
    """Find the arguments that give a preset the run and the base rate of a design.

    Returns:
        Values by their names; none where the preset cannot be fitted to that run, where it is a
        design of one's own with its own run, or where nobody has described a run yet.
    """
    taken = {argument.name for argument in preset.arguments}
    if "samples" not in taken or (not design.segments and design.run == Run()):
        return {}
    run, stepping = design.run, preset.frame.stepping
    given = {field.name: getattr(run, field.name) for field in fields(Run) if field.name in taken}
    values = {name: value for name, value in given.items() if value is not None}
    if design.groups:
        values["base_lr"] = design.groups[0].base_lr
    total = run.total_steps(stepping)
    # Epochs say it best, where they and what else the preset takes make as many steps.
    for steps in (None, total) if "epochs" in values else (total,):
        fitting = values | {"steps": steps}
        try:
            made = preset.make(**fitting)
        except PresetError:
            continue
        if made.total_steps == total:
            return fitting
    return {}
