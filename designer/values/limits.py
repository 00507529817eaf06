"""The most that a design may hold; what reads, edits and shows designs keeps to the same numbers."""

from rampsmith.designer.values.spans import COUNTED, SpanUnit

MOST_STEPS = 10**15
"""No length or count goes beyond it; whole numbers are exact in a float up to here."""

LONGEST_SPAN: dict[SpanUnit, int] = {
    unit: 100 * MOST_STEPS if unit == "percent" else MOST_STEPS for unit in COUNTED
}
"""The largest amount of each unit of a length."""

LARGEST_LEVEL = 1e100
"""No level or base goes beyond it, so that the product of any three is a number all the same."""

LARGEST_FACTOR = 1e6
"""By how much a cycle may be longer or higher than the one before it."""

MOST_SEGMENTS = 1_000
MOST_GROUPS = 1_000
MOST_CURVES = 1_000
MOST_STAGES = 1_000
MOST_METRICS = 100_000

LONGEST_EXPORTED_METRIC = 60
"""Values of a plateau's metric that an exported file carries along."""

MOST_LENGTHS = 100
"""Cycles of a repeat whose lengths are given one by one."""

LONGEST_TEXT = 200
"""Characters of a name or a title."""

LONGEST_FORMULA = 2_000
"""Characters of a formula that a person types; a readable one needs far fewer."""

LONGEST_OLD_FORMULA = 300
"""The same in the oldest format of design files."""

MOST_CONSTANTS = 20
"""Constants of its own that a formula may have."""

LONGEST_SOURCE = 300_000
"""Characters of code or of a configuration that a design is read from."""

DEEPEST_SOURCE = 60
"""How deep what stands in a configuration may be nested."""

MOST_LOOKED_AT = 50_000
"""Parts of a code that are looked at until its numbers are known; a training script has hundreds."""

LONGEST_FOLLOWED = 10_000
"""Members of a list, or bits of a whole number, that are followed through a code."""
