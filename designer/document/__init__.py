"""The document: a schedule as frozen values."""
