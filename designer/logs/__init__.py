"""Training logs: the numbers that a run has written, read as series."""
