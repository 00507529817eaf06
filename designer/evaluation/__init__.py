"""What a schedule is at each step: its timeline, its pieces, its rates, and the steps to draw."""
