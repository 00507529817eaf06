"""The JSON Schema of design files, as it is published."""

import json
from pathlib import Path

import jsonschema

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = json.loads((DOCS / "design-file.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
