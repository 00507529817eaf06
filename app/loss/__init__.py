"""What the schedule does to the loss, beside the design."""
