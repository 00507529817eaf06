"""From a schedule to text: the PyTorch class, other targets and tables."""
