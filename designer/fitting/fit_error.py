"""Why numbers cannot be fitted."""


class FitError(ValueError):
    """Why numbers cannot be fitted, as a sentence."""
