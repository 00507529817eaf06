"""Pictures of the plot and the code to take along."""
