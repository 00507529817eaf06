"""Fit a preset to the run of a design that is there already."""

from dataclasses import fields, replace
from typing import Any

from rampsmith.designer.document.curves import has_curve
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets.common import PresetError
from rampsmith.designer.presets.preset import Preset
from rampsmith.designer.words.stages import stages_text

LOOKED_AT = (0.21, 0.37, 0.58, 0.83)
"""Places in a run, as shares of it, at which two curves are compared: none where many cycles end."""

ALIKE = 0.1
"""The share of the highest rate within which two curves are taken for the same; a guess."""


def arguments_for_run(preset: Preset, design: Schedule) -> dict[str, Any]:
    """Find the arguments that give a preset the run, the stepping and the base rate of a design.

    There are none where the preset cannot be fitted to that run, where it brings a run of its own,
    as recipes and designs of one's own do, or where nobody has described a run yet.
    """
    taken = {argument.name for argument in preset.arguments}
    brings_run = "samples" not in taken or preset.common.brings_run
    if brings_run:
        return {}
    if not has_curve(design) and design.run == Run():
        is_described = design.groups and design.groups != Schedule().groups
        return {"base_lr": design.groups[0].base_lr} if is_described else {}
    run = design.run
    given = {field.name: getattr(run, field.name) for field in fields(Run) if field.name in taken}
    values = {
        name: value for name, value in given.items() if value is not None or name == "samples"
    }
    if "stages" in values:
        values["stages"] = stages_text(run)
    if design.groups:
        values["base_lr"] = design.groups[0].base_lr
    # A preset whose own steps are too many for epochs is stepped as it comes, and so is one that counts
    # in epochs: of StepLR(10), every 10 updates would leave nothing.
    own = preset.common.stepping
    first = own if _counts_epochs(preset, values) else design.stepping
    for stepping in dict.fromkeys((first, design.stepping, own)):
        total = run.total_steps(stepping)
        # Epochs say it best, where they and what else the preset takes make as many steps.
        lengths: list[dict[str, Any]] = [{"steps": total}]
        if {"epochs", "total_tokens"} & set(values):
            lengths.insert(0, {"steps": None})
        elif stepping == "epoch" and "epochs" in taken:
            lengths.insert(0, {"steps": None, "epochs": total})
        for length in lengths:
            fitting = values | length | {"stepping": stepping}
            if _fits(preset, fitting, total):
                return fitting
    return {}


def preset_in(design: Schedule, preset: Preset, values: dict[str, Any]) -> Schedule:
    """Make a preset that takes the place of a design.

    A design without a curve keeps its title. It keeps its groups too, unless the preset brings groups
    or a run; the first of them takes the preset's rate.

    Raises:
        PresetError: as ``Preset.make`` does.
    """
    made, empty = preset.make(**values), Schedule()
    if has_curve(design):
        return made
    if design.title != empty.title and "title" not in values:
        made = replace(made, title=design.title)
        if "class_name" not in values:
            made = replace(made, class_name=design.class_name)
    is_described = bool(design.groups) and design.groups != empty.groups
    if not is_described or preset.groups or preset.common.brings_run:
        return made
    first = replace(design.groups[0], base_lr=made.groups[0].base_lr)
    return replace(made, groups=(first, *design.groups[1:]))


def begun(preset: Preset, design: Schedule) -> Schedule:
    """Make what a preset begins in the place of a design, if nobody changes an argument.

    Raises:
        PresetError: as ``Preset.make`` does.
    """
    return preset_in(design, preset, arguments_for_run(preset, design))


def follows_base(preset: Preset, values: dict[str, Any]) -> bool:
    """Whether the base rate among some values is one that the preset's rates follow.

    Those of torch's OneCycleLR do not, for example: its levels are absolute.
    """
    other = values | {"base_lr": 2 * values["base_lr"] + 1}
    made = [rates_of(preset.make(**each)) for each in (values, other)]
    last = max(0, made[0].schedule.total_steps - 1)
    return any(made[0].at(t) != made[1].at(t) for t in (0, last // 3, last // 2, last))


def _counts_epochs(preset: Preset, values: dict[str, Any]) -> bool:
    """Whether a preset steps by epoch, and would be another curve over the run if it stepped by update."""
    if preset.common.stepping != "epoch":
        return False
    try:
        by_epoch, by_update = (
            rates_of(preset.make(**values | {"stepping": stepping}))
            for stepping in ("epoch", "update")
        )
    except PresetError:
        return False
    epochs, updates = by_epoch.schedule.total_steps, by_update.schedule.total_steps
    places = [round(share * epochs) for share in LOOKED_AT]
    one = [by_epoch.at(epoch)[0] for epoch in places]
    other = [by_update.at(round(updates * epoch / max(1, epochs)))[0] for epoch in places]
    within = ALIKE * max(*one, *other)
    return any(abs(here - there) > within for here, there in zip(one, other, strict=True))


def _fits(preset: Preset, values: dict[str, Any], steps: int) -> bool:
    """Whether a preset can be made of values, has so many steps, and comes to its last part."""
    try:
        made = preset.make(**values)
    except PresetError:
        return False
    *_, (last, _) = made.parts()
    return made.total_steps == steps and timeline(made).begins[last] < steps
