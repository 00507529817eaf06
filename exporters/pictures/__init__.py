"""Pictures of a schedule, without a window."""
