"""Whether the rates that a run has logged are those of a design, and if not, what went wrong."""
