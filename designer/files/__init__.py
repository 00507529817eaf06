"""Designs on disk: read with every fault at its place, written whole or not at all."""
