"""The proof of an exported class in PyTorch, run in a child process."""
