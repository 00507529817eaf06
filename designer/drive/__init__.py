"""A small real network that is trained with exported classes, in a child process."""
