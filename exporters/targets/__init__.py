"""Everything that a schedule can be exported as."""
