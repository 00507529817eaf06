"""A picture behind the curve, to trace it: read, lined up by two places of each axis, and drawn."""
