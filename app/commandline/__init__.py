"""The command line: everything that the window does to designs, without Qt."""
