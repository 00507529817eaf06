"""Comparing: curves that are pinned behind that of the design, and their differences from it."""
