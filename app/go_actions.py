"""The actions of the Go menu: give the keys to a part of the window, wherever they are now."""

from typing import TYPE_CHECKING

from rampsmith.app.actions import ActionSpec

if TYPE_CHECKING:
    from rampsmith.app.window import Window

GO = "&Go"


def go_specs(window: "Window") -> tuple[ActionSpec, ...]:
    """List the Go menu of a window, from left to right and down."""
    tabs = window.tabs.tabBar()
    return (
        ActionSpec("go_segments", GO, "To the &segments", ("Ctrl+1",), window.segments.setFocus),
        ActionSpec("go_plot", GO, "To the &plot", ("Ctrl+2",), window.plot.setFocus),
        ActionSpec("go_numbers", GO, "To the &numbers", ("Ctrl+3",), window.segment_form.take_keys),
        ActionSpec("go_run", GO, "To the &run", ("Ctrl+4",), window.run_form.take_keys),
        ActionSpec("go_tabs", GO, "To the &tabs", ("Ctrl+5",), tabs.setFocus),
    )
