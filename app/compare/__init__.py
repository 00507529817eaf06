"""Comparing: curves that are pinned behind that of the design, and what differs from them."""
