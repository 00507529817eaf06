"""The code of curves, built from nodes: what the class and the plain function share."""
