"""How the difference between two rates is written."""

import math

from rampsmith.designer.numbers import rate_text

MINUS = "−"


def difference_texts(ours: float, theirs: float) -> tuple[str, str]:
    """Say how far our rate is above theirs, absolutely and in percent of theirs."""
    difference = ours - theirs
    if not math.isfinite(difference):
        return "unknown", ""
    if difference == 0:
        return "the same", ""
    sign = MINUS if difference < 0 else "+"
    percent = "" if theirs == 0 else percent_text(100 * difference / theirs)
    return f"Δ {sign}{rate_text(abs(difference))}", percent


def percent_text(percent: float) -> str:
    """Write a percentage with its sign: ``+5.9 %``, ``−0.0123 %``, ``+12,000 %``."""
    size = abs(percent)
    digits = f"{size:,.0f}" if size >= 999.5 else f"{float(f'{size:.3g}'):.10g}"
    return f"{MINUS if percent < 0 else '+'}{digits} %"
