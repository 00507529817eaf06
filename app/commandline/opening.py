"""Open the window on files, if there is a display; it needs nothing of the other commands."""

import gc
from pathlib import Path

from rampsmith.app.commandline.streams import UsageError, loaded


def open_designer(*paths: str) -> int:
    """Open a window for each file; the only command that needs Qt and a display."""
    from rampsmith.app.commandline.libraries import has_display, missing_for_window

    for path in paths:
        # It knows all sources, of which the window needs none before its first paint.
        from rampsmith.designer.sources.log_files import is_log_file
        from rampsmith.designer.sources.picture_files import is_picture_file

        if path == "-":
            raise UsageError("The window opens files only, not standard input.")
        if not (is_log_file(Path(path)) or is_picture_file(Path(path))):
            loaded(path)
    if not has_display():
        raise UsageError("There is no display to open a window on; the commands need none.")
    missing = missing_for_window()
    if missing is not None:
        raise UsageError(missing)
    # All that is imported and made until the window is filled stays; searching it for garbage takes
    # a tenth of the start.
    gc.disable()
    try:
        from rampsmith.app.shell.launch import open_window

        return open_window(*paths)
    finally:
        gc.enable()
