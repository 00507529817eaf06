"""Training logs beside the design: rates behind the curve, losses and metrics in lanes."""
