"""The meaning of a schedule: its document, edits, rates, problems and file, without Qt."""
