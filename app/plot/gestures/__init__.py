"""Gestures of the mouse and the arrow keys that edit a curve; without Qt."""
