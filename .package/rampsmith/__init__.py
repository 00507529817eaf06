"""Rampsmith in notebooks and scripts: load a design, read its rates, train with its class."""

from typing import TYPE_CHECKING

__all__ = ["Design", "DesignError", "PresetError", "load", "preset"]

if TYPE_CHECKING:
    from rampsmith.app.notebook.design import Design, DesignError, PresetError, load, preset
else:

    def __getattr__(name: str) -> object:
        """Import what is public when it is used: the window and the worker need none of it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from rampsmith.app.notebook import design

        return getattr(design, name)

    def __dir__() -> list[str]:
        """List what is public, for completion in a notebook."""
        return __all__
