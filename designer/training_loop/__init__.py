"""The training loop of a run: what happens at any batch."""
