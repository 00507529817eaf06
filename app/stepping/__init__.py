"""The walk through the training loop, its table, the wrong ways, and the loops to copy."""
