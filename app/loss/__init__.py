"""The predicted loss, in a lane below the design."""
