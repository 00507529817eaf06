"""Designs in notebooks and scripts; what ``rampsmith`` itself offers."""
