"""Fit a preset to the run of a design that is there already."""

from dataclasses import fields
from typing import Any

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets.common import PresetError
from rampsmith.designer.presets.preset import Preset
from rampsmith.designer.words.stages import stages_text


def arguments_for_run(preset: Preset, design: Schedule) -> dict[str, Any]:
    """Find the arguments that give a preset the run, the stepping and the base rate of a design.

    There are none where the preset cannot be fitted to that run, where it brings a run of its own,
    as recipes and designs of one's own do, or where nobody has described a run yet.
    """
    taken = {argument.name for argument in preset.arguments}
    brings_run = "samples" not in taken or preset.common.brings_run
    if brings_run or (not design.segments and design.run == Run()):
        return {}
    run = design.run
    given = {field.name: getattr(run, field.name) for field in fields(Run) if field.name in taken}
    values = {
        name: value for name, value in given.items() if value is not None or name == "samples"
    }
    if "stages" in values:
        values["stages"] = stages_text(run)
    if design.groups:
        values["base_lr"] = design.groups[0].base_lr
    # A preset whose own steps are too many for epochs is stepped as it comes.
    for stepping in dict.fromkeys((design.stepping, preset.common.stepping)):
        total = run.total_steps(stepping)
        # Epochs say it best, where they and what else the preset takes make as many steps.
        for steps in (None, total) if {"epochs", "total_tokens"} & set(values) else (total,):
            fitting = values | {"steps": steps, "stepping": stepping}
            if _fits(preset, fitting, total):
                return fitting
    return {}


def _fits(preset: Preset, values: dict[str, Any], steps: int) -> bool:
    """Whether a preset can be made of values, has so many steps, and comes to its last part."""
    try:
        made = preset.make(**values)
    except PresetError:
        return False
    *_, (last, _) = made.parts()
    return made.total_steps == steps and timeline(made).begins[last] < steps
