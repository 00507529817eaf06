"""The forms on the right: segment, repeat, run, groups, and the choice of the curve."""
