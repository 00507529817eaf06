"""The training loop around an exported class, as code to copy, for plain PyTorch and frameworks."""
