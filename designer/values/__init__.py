"""Numbers, spans and safe parsing: what all else is written with."""
