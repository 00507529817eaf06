"""The training loop of a run as arithmetic: what every batch of it does to the schedule."""
