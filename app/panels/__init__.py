"""The panels around the plot, which show what the store holds and send edits to it."""
