"""The files by which a desktop knows the program: its icon, its entry, and its type of files."""
