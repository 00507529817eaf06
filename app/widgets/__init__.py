"""Widgets that know nothing of schedules."""
