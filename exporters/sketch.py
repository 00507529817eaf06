"""A line of characters that shows the course of a schedule, for the head of exported files."""

import math

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.schedule import Schedule

BARS = "▁▂▃▄▅▆▇█"
COLUMNS = 60
LOOKED_AT = 8
"""Steps of a column; the highest one counts, so that no peak is left out of a curve of few cycles."""


def sketch(schedule: Schedule) -> str:
    """Draw the first group's rates from 0 to the highest; empty where there is nothing to see."""
    total = schedule.total_steps
    count = COLUMNS * LOOKED_AT
    steps = [number * total // count for number in range(count)]
    rates = Rates(schedule).of_group(0, steps)
    highest = max(rates)
    if not (math.isfinite(highest) and highest > min(rates) >= 0):
        return ""
    columns = (max(rates[begin : begin + LOOKED_AT]) for begin in range(0, count, LOOKED_AT))
    return "".join(BARS[round(rate / highest * (len(BARS) - 1))] for rate in columns)
