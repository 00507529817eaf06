"""The pages about design files know every shape: the JSON schema and the table in words."""

import json
from pathlib import Path
from typing import Any

from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.values.limits import MOST_CONSTANTS
from rampsmith.designer.values.spans import Span

DOCS = Path(__file__).parents[3] / "docs"


def schema_of_setting(shape: type[Shape], name: str) -> dict[str, Any]:
    """Return the schema of a setting, by the type of its value."""
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


def test_the_json_schema_has_every_shape_with_its_settings() -> None:
    text = (DOCS / "design-file.schema.json").read_text(encoding="utf-8")
    names, plain, *others = json.loads(text)["$defs"]["shape"]["anyOf"]
    without = [kind for kind, shape in SHAPES.items() if not settings_of(shape)]
    assert names["enum"] == plain["properties"]["kind"]["enum"] == without
    expected = {
        kind: {name: schema_of_setting(shape, name) for name in settings_of(shape)}
        for kind, shape in SHAPES.items()
        if settings_of(shape)
    }
    found = {each["properties"].pop("kind")["const"]: each["properties"] for each in others}
    # What only formulas have, and only where it is wanted.
    more = {word: found["expression"].pop(word) for word in ("absolute", "constants")}
    assert more["absolute"]["type"] == "boolean"
    assert more["constants"]["maxItems"] == MOST_CONSTANTS
    assert found == expected
    assert [each["required"] for each in others] == [["kind", *names] for names in found.values()]


def test_the_table_of_the_design_file_has_every_shape() -> None:
    page = (DOCS / "design-file.md").read_text(encoding="utf-8")
    for shape in SHAPES.values():
        assert f"| {shape.title.lower()} | " in page
        if not settings_of(shape):
            assert f'| `"{shape.kind}"` | {shape.formula}' in page
