"""The document on disk, as the window opens, saves and exports it."""
