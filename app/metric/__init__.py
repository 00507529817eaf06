"""The metric that a plateau is shown with."""
