"""The drawings of the icons."""
