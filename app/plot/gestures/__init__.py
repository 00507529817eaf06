"""What the mouse and the arrow keys do to a curve; without Qt."""
