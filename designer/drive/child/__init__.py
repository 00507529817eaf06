"""The child's side of a drive: the only modules of it that use torch."""
