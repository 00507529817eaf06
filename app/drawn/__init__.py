"""Pictures that people take along: the plot and the code of the window, as PNG and SVG."""
