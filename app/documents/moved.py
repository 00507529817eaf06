"""What follows a changed length, in words: it may begin at another step and be as long as before."""

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.values.numbers import counted


def moved_words(before: Schedule, after: Schedule) -> str:
    """Say how many segments keep their length and begin elsewhere; nothing where there are none."""
    shifts = [
        new.begins[index] - old.begins[index]
        for key in curve_keys(before)
        for old, new in [(timeline(curve_of(before, key)), timeline(curve_of(after, key)))]
        for index in range(min(len(old.lengths), len(new.lengths)))
        if new.begins[index] != old.begins[index] and new.lengths[index] == old.lengths[index]
    ]
    if not shifts:
        return ""
    keeps = "keeps its length and begins" if len(shifts) == 1 else "keep their length and begin"
    if all(shift < 0 for shift in shifts):
        where = "earlier"
    else:
        where = "later" if all(shift > 0 for shift in shifts) else "elsewhere"
    return f"{counted(len(shifts), 'later segment')} {keeps} {where}"
