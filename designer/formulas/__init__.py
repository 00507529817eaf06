"""Typed formulas: read, checked against a list, written as source."""
