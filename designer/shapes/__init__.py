"""The shapes of segments."""
