"""Make the page about all presets: ``python -m docs.preset_page docs/presets.md``."""

import sys
from pathlib import Path

from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.common import CommonArguments
from rampsmith.designer.presets.preset import Argument, Preset, shared_arguments
from rampsmith.designer.values.numbers import exact_text

HEAD = """\
# The presets

Each is a schedule that people use, under its own name and with its own arguments:
`rampsmith new StepLR --set step_size=30 --set gamma=0.1 -o design.ramp`. Lists are written `[3, 7]`, functions of the step as
formulas in `t`, the number of steps done. What a preset means where libraries differ is said below each, and can be set.

`--group NAME=RATE` says which parameter groups the optimizer has, as often as there are groups:
`rampsmith new warmup-cosine --group backbone=1e-4 --group head=1e-3`. Where a preset brings groups, those names take the
rates, and other names are added. Added groups follow the common curves.

Presets of your own stand beside these: *Save as own preset…* in the File menu keeps the open design under a name, and
`rampsmith presets` lists it. They take `base_lr`, `steps` and `class_name`.

This page is made from the presets themselves, by `python -m docs.preset_page docs/presets.md`.
"""


def presets_page() -> str:
    """Write the whole page."""
    common = shared_arguments(CommonArguments(title="the preset's name"))
    parts = [HEAD, "\n## What all of them take\n\n", _table(common)]
    parts += [_section(preset) for preset in PRESETS.values()]
    return "".join(parts)


def _section(preset: Preset) -> str:
    text = f"\n## {preset.name}\n\n*{preset.source}.* {preset.line}\n\n{preset.description}\n"
    if preset.advice is not None:
        text += f"\nFor {preset.advice.good}; not for {preset.advice.bad}.\n"
    own = _table(preset.own_arguments) if preset.own_arguments else ""
    usual = CommonArguments(title=preset.common.title)
    special = [
        f"`{each.name}={each.default_text}`"
        for each in shared_arguments(preset.common)
        if each.default != getattr(usual, each.name)
    ]
    note = f"\nUnless set otherwise: {', '.join(special)}.\n" if special else ""
    groups = ", ".join(f"`{each.name}={exact_text(each.base_lr)}`" for each in preset.groups)
    brought = f"\nIt brings the groups {groups}.\n" if groups else ""
    return "".join((text, "\n" if own else "", own, note, brought))


def _table(arguments: tuple[Argument, ...]) -> str:
    rows = [f"| `{a.name}` | {a.words} | `{a.default_text}` |\n" for a in arguments]
    return "".join(["| argument | value | default |\n", "| --- | --- | --- |\n", *rows])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(presets_page(), encoding="utf-8")
