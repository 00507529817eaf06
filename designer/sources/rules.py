"""Rule strings such as ``1:10,0.1:20,0.005``: step_rules of diffusers' piecewise constant schedule."""

import re

from rampsmith.designer.sources.making import long_enough, made_by_preset
from rampsmith.designer.sources.reading import WHOLE, Reading, Unreadable
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.sources.training import count

PRESET = "diffusers:piecewise_constant"
_NUMBER = r"\s*(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*"
_RULES = re.compile(rf"(?:{_NUMBER}:{_NUMBER},)+{_NUMBER}")
LONGEST = 500


def recognises(text: SourceText) -> bool:
    """Return whether a text is nothing but rules."""
    plain = text.text.strip()
    return len(plain) <= LONGEST and _RULES.fullmatch(plain) is not None


def read(text: SourceText) -> Reading:
    """Read a factor of the base rate until each step, and a last one.

    Raises:
        Unreadable: if the rules are impossible.
    """
    rules = text.text.strip()
    steps = [count(float(step)) for step in re.findall(r":([^,]+),", f"{rules},")]
    if None in steps:
        raise Unreadable("Steps are whole numbers from 1 on.")
    last = max(step for step in steps if step is not None)
    total = long_enough({"milestones": (last,)}, last + 1)
    made = made_by_preset(PRESET, {"step_rules": rules, "steps": total}, WHOLE)
    sentence = f"How long the run is; {total:,} updates until then."
    text.notes.add("asked for", WHOLE, sentence)
    text.notes.add("asked for", WHOLE, "The base rate; 0.001 until then.")
    return Reading(made, "rules of factors and steps", text.notes.all())
