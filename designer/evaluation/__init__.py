"""The values of a schedule at each step: its timeline, curves, rates, and the steps to draw."""
