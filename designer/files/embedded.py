"""A design inside an exported file: comments that hold it, and the way back from them."""

import json

MARK = "# Rampsmith opens this file to edit the design"
PREFIX = "# |"
WIDTH = 88
"""Characters in a line at the most: the common formatters' default."""


def embedded_lines(design: str) -> tuple[str, ...]:
    """Write the text of a design as comment lines of a Python file.

    The lines are ASCII without a space or a # but at their beginning: tools read instructions
    out of comments ("# noqa"), and nothing that a person typed may become one.
    """
    compact = json.dumps(json.loads(design), separators=(",", ":"))
    safe = compact.replace("#", "\\u0023").replace(" ", "\\u0020")
    width = WIDTH - len(PREFIX)
    lines = (safe[begin : begin + width] for begin in range(0, len(safe), width))
    return (f"{MARK}:", *(f"{PREFIX}{line}" for line in lines))


def design_in(source: str) -> str | None:
    """Find the design in the text of an exported file, without running anything of it.

    Returns:
        The text of the design, which may still be damaged; None where there is none.
    """
    lines = [line.strip() for line in source.splitlines()]
    begin = next((number for number, line in enumerate(lines) if line.startswith(MARK)), None)
    if begin is None:
        return None
    found: list[str] = []
    for line in lines[begin + 1 :]:
        if not line.startswith(PREFIX):
            break
        found.append(line.removeprefix(PREFIX))
    return "".join(found)
