"""The refusals of design files, and texts that are right but for some words."""

import json
from typing import Any

from rampsmith.designer.files.design_file import DesignError, schedule_from_text


def refusals(text: str) -> list[str]:
    """Return the lines with which a text is refused; none where it is read."""
    lines: tuple[str, ...] = ()
    try:
        schedule_from_text(text, source="x.ramp")
    except DesignError as error:
        lines = error.sentences()
    assert [line for line in lines if not line.isprintable()] == []
    return list(lines)


def design(**words: Any) -> str:
    """Write a design that is right but for some words."""
    return json.dumps({"rampsmith": 1, "segments": [], **words})


def segment(**words: Any) -> str:
    """Write a design with one segment that is right but for some words."""
    return design(segments=[{"name": "a", "shape": "linear", "span": "fill", **words}])
