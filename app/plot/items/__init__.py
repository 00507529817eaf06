"""The items that paint the plot, from values alone."""
