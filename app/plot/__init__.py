"""The plot: the curve, its handles and gestures, and every call to pyqtgraph."""
