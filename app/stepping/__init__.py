"""The walk through the training loop, its table, the mistakes, and the loops to copy."""
