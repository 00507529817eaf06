"""Edits: functions from a schedule to a new one, and the history of them."""
