"""From measured numbers to a design: the fewest segments that say them."""
