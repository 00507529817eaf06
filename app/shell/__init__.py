"""The window itself: what composes the parts and connects them."""

import builtins

import PySide6.QtCore  # noqa: F401 - it replaces the function that imports.

# To see whether a module asks for Python's names of Qt's functions, as nothing here does, PySide reads the
# source of each module that is imported after it; that took a tenth of the start.
vars(builtins)["__import__"] = vars(builtins).get("__orig_import__", builtins.__import__)
