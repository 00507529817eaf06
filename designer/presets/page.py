"""The page about all presets in ``docs/``: ``python -m rampsmith.designer.presets.page FILE``."""

import sys
from dataclasses import fields
from pathlib import Path

from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.frame import Frame
from rampsmith.designer.presets.preset import Argument, Preset

HEAD = """\
# The presets

Each is a schedule that people use, under its own name and with its own arguments:
`rampsmith new StepLR --set step_size=30 --set gamma=0.1 -o design.ramp`. Lists are written `[3, 7]`, functions of the step as
formulas in `t`, the number of steps done. What a preset means where libraries differ is said below each, and can be set.

Presets of your own stand beside these: *Save as own preset…* in the File menu keeps the open design under a name, and
`rampsmith presets` lists it. They take `base_lr`, `steps` and `class_name`.

This page is made from the presets themselves, by `python -m rampsmith.designer.presets.page docs/presets.md`.
"""


def presets_page() -> str:
    """Write the whole page."""
    shared = {field.name for field in fields(Frame)}
    common = [each for each in PRESETS["constant"].arguments if each.name in shared]
    parts = [HEAD, "\n## What all of them take\n\n", _table(common)]
    parts += [_section(preset) for preset in PRESETS.values()]
    return "".join(parts)


def _section(preset: Preset) -> str:
    text = f"\n## {preset.name}\n\n{preset.line}\n\n{preset.description}\n"
    own = _table(list(preset.own_arguments)) if preset.own_arguments else ""
    usual = {argument.name: argument.default for argument in PRESETS["constant"].arguments}
    special = [
        f"`{each.name}={each.default_text}`"
        for each in preset.arguments
        if each.name in usual and each.name != "title" and each.default != usual[each.name]
    ]
    note = f"\nUnless set otherwise: {', '.join(special)}.\n" if special else ""
    return "".join((text, "\n" if own else "", own, note))


def _table(arguments: list[Argument]) -> str:
    rows = [f"| `{a.name}` | {a.words} | `{a.default_text}` |\n" for a in arguments]
    return "".join(["| argument | value | default |\n", "| --- | --- | --- |\n", *rows])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(presets_page(), encoding="utf-8")
