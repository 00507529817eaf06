"""Drawings of our own: a few kinds of marks, and files of them as SVG and PNG."""
