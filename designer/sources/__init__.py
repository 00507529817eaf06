"""Sources: what people already have, read to a design. Nothing that is read is ever run."""
