"""Write what the documentation says of each preset and each shape: ``make pages``.

The page about presets is written as a whole; of the design file the table of shapes, and in its JSON
schema what a shape can be.
"""

import inspect
import json
import re
from pathlib import Path
from typing import Any

from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.files.writing import short_document
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.argument import PresetArgument
from rampsmith.designer.presets.common import CommonArguments
from rampsmith.designer.presets.preset import Preset, shared_arguments
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.values.limits import MOST_CONSTANTS
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span

DOCS = Path(__file__).parent

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

This page is made from the presets themselves, by `make pages`.
"""

_TABLE_OF_SHAPES = re.compile(
    r"(?<=\| shape \| written \| curve \|\n\|---\|---\|---\|\n)(?:\|.*\n)+"
)

_NO_SETTINGS: dict[str, dict[str, Any]] = {
    "expression": {
        "absolute": {
            "description": "Format 2: whether its value is a rate, the same for every group, "
            "and not a factor of the base.",
            "type": "boolean",
        },
        "constants": {
            "description": "Format 2: the numbers that it calls by names of their own.",
            "type": "array",
            "maxItems": MOST_CONSTANTS,
            "items": {"$ref": "#/$defs/constant"},
        },
    }
}
"""What a shape can have in a file besides its settings."""


def pages() -> dict[Path, str]:
    """Write each file, as it has to be now."""
    design_file, schema = DOCS / "design-file.md", DOCS / "design-file.schema.json"
    return {
        DOCS / "presets.md": presets_page(),
        design_file: _TABLE_OF_SHAPES.sub(
            lambda _: "".join(map(_row, SHAPES.values())), design_file.read_text(encoding="utf-8")
        ),
        schema: _with_shapes(json.loads(schema.read_text(encoding="utf-8"))),
    }


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


def _table(arguments: tuple[PresetArgument, ...]) -> str:
    rows = [f"| `{a.name}` | {a.words} | `{a.default_text}` |\n" for a in arguments]
    return "".join(["| argument | value | default |\n", "| --- | --- | --- |\n", *rows])


def _row(shape: type[Shape]) -> str:
    segment = short_document(Schedule(segments=(Segment("", shape()),)))["segments"][0]
    written = json.dumps(segment["shape"], ensure_ascii=False)
    but = "; neither end can be 0" if shape.divides_ends else ""
    return f"| {shape.title} | `{written}` | {shape.formula}{but} |\n"


def _with_shapes(schema: dict[str, Any]) -> str:
    plain = {"enum": [kind for kind, shape in SHAPES.items() if not settings_of(shape)]}
    described = [_schema(shape) for shape in SHAPES.values() if settings_of(shape)]
    schema["$defs"]["shape"]["anyOf"] = [
        plain,
        _object("A shape without settings.", {"kind": plain}, ["kind"]),
        *described,
    ]
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _schema(shape: type[Shape]) -> dict[str, Any]:
    about, *_ = (inspect.getdoc(shape) or "").split("\n")
    own = {name: _schema_of_setting(shape, name) for name in settings_of(shape)}
    properties = {"kind": {"const": shape.kind}, **own, **_NO_SETTINGS.get(shape.kind, {})}
    return _object(about, properties, ["kind", *own])


def _object(about: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "description": about,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": required,
    }


def _schema_of_setting(shape: type[Shape], name: str) -> dict[str, Any]:
    choices = settings_of(shape)[name].choices
    match getattr(shape(), name):
        case str() if choices:
            return {"enum": [value for value, _ in choices]}
        case str():
            return {"$ref": "#/$defs/formula"}
        case Span():
            return {"$ref": "#/$defs/span"}
        case int():
            return {"$ref": "#/$defs/count"}
        case _:
            return {"$ref": "#/$defs/number"}


if __name__ == "__main__":
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
