"""The view around the curves: its axes, its box and its settings, and the read-out."""
