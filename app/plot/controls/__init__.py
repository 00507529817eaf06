"""From mouse and keys to gestures, and from gestures to edits."""
