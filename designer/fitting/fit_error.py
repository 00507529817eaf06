"""Why numbers cannot be fitted."""


class FitError(ValueError):
    """Numbers cannot be fitted, as a sentence."""
