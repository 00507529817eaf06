"""The actions that are no part's own: the menus File, Edit, View and Go."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from rampsmith.app.base.actions import Actions, ActionSpec, Menu, plain
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.code.code_tab import CodeTab
from rampsmith.app.documents.documents import Documents
from rampsmith.app.documents.exporting import Exporting
from rampsmith.app.gallery.actions import PresetActions
from rampsmith.app.pictures.actions import PictureActions
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.view.time_units import shown_unit, time_units
from rampsmith.app.segments.actions import SegmentActions
from rampsmith.app.shell.windows import Windows
from rampsmith.app.widgets.fields import commit_what_is_typed
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.history import History


def perform(do: Callable[[], object], *, plot: SchedulePlot, store: Store) -> None:
    """Do an action with what has been typed, but none in mid-drag, which would be lost by it."""
    if plot.is_dragging:
        store.said.emit("First let go of the mouse, or press Esc")
        return
    commit_what_is_typed()
    do()


def file_specs(
    documents: Documents,
    exporting: Exporting,
    windows: Windows,
    *,
    presets: PresetActions,
    pictures: PictureActions,
    check_again: Callable[[], object],
    close: Callable[[], object],
) -> tuple[ActionSpec, ...]:
    """List the File menu of a window; ``close`` closes it."""
    menu = Menu.FILE

    def new_window() -> None:
        windows.begin(Schedule())

    return (
        ActionSpec("new", menu, "&New", ("Ctrl+N",), documents.new, icon="new"),
        ActionSpec("from_preset", menu, "New from &preset…", ("Ctrl+Shift+N",), presets.choose),
        ActionSpec("new_window", menu, "New &window", ("Ctrl+Alt+N",), new_window),
        ActionSpec("open", menu, "&Open…", ("Ctrl+O",), documents.open, icon="open", rule=True),
        ActionSpec("save", menu, "&Save", ("Ctrl+S",), documents.save, icon="save"),
        ActionSpec("save_as", menu, "Save &as…", ("Ctrl+Shift+S",), documents.save_as),
        ActionSpec("keep", menu, "Save as own prese&t…", ("Ctrl+Alt+S",), presets.keep),
        ActionSpec(
            "export",
            menu,
            "&Export the class",
            ("Ctrl+E",),
            exporting.export,
            short="Export",
            rule=True,
        ),
        ActionSpec("export_as", menu, "E&xport as…", ("Ctrl+Shift+E",), exporting.export_as),
        ActionSpec(
            "export_form", menu, "Export in another &form…", ("Ctrl+Alt+E",), exporting.export_form
        ),
        ActionSpec("check_again", menu, "Chec&k again", ("Ctrl+Alt+R",), check_again),
        *pictures.file_specs(),
        ActionSpec("close", menu, "&Close window", ("Ctrl+W",), close, rule=True),
        ActionSpec("quit", menu, "&Quit", ("Ctrl+Q",), windows.quit),
    )


def edit_specs(
    store: Store,
    code: CodeTab,
    *,
    segments: SegmentActions,
    pictures: PictureActions,
) -> tuple[ActionSpec, ...]:
    """List the Edit menu of a window."""
    menu, redo_keys = Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y")
    return (
        ActionSpec("undo", menu, "&Undo", ("Ctrl+Z",), store.undo, short="Undo", icon="undo"),
        ActionSpec("redo", menu, "&Redo", redo_keys, store.redo, short="Redo", icon="redo"),
        *segments.edit_specs(),
        ActionSpec("copy_code", menu, "Copy the &code", ("Ctrl+Shift+C",), code.copy, rule=True),
        *pictures.edit_specs(),
    )


def window_specs(
    store: Store,
    appearance: Appearance,
    *,
    reset_layout: Callable[[], object],
    answer: Callable[[], object],
) -> tuple[ActionSpec, ...]:
    """List what stands at the end of the View menu; ``answer`` gives the keys to the message."""
    menu = Menu.VIEW

    def next_theme() -> None:
        appearance.choose_next()
        store.said.emit(f"Theme: {appearance.choice}")

    return (
        ActionSpec("theme", menu, "Next t&heme", ("Ctrl+Shift+T",), next_theme, rule=True),
        ActionSpec("reset_layout", menu, "Reset the la&yout", ("Ctrl+Alt+L",), reset_layout),
        ActionSpec("message", menu, "To the &message", ("F6",), answer, rule=True),
    )


def go_specs(
    *,
    segments: QWidget,
    plot: QWidget,
    take_numbers: Callable[[], object],
    take_run: Callable[[], object],
    tabs: QWidget,
) -> tuple[ActionSpec, ...]:
    """List the Go menu, which gives the keys to a part, from left to right and down."""
    menu = Menu.GO
    return (
        ActionSpec("go_segments", menu, "To the &segments", ("Ctrl+1",), segments.setFocus),
        ActionSpec("go_plot", menu, "To the &plot", ("Ctrl+2",), plot.setFocus),
        ActionSpec("go_numbers", menu, "To the &numbers", ("Ctrl+3",), take_numbers),
        ActionSpec("go_run", menu, "To the &run", ("Ctrl+4",), take_run),
        ActionSpec("go_tabs", menu, "To the &tabs", ("Ctrl+5",), tabs.setFocus),
    )


def follow_history(actions: Actions, history: History) -> None:
    """Make undo and redo say what they would do, where there is anything."""
    for name, label, words in (
        ("undo", "Undo", history.undo_words),
        ("redo", "Redo", history.redo_words),
    ):
        action = actions[name]
        action.setEnabled(words is not None)
        action.setText(f"&{label}: {words}" if words else f"&{label}")
        keys = action.shortcut().toString()
        action.setToolTip(tooltip(f"{label}: {words} ({keys})" if words else f"{label} ({keys})"))


SNAPS = (
    ("time_snaps", "epochs", "to &epochs", "Alt+1"),
    ("time_snaps", "percent", "to &percent of the run", "Alt+2"),
    ("time_snaps", "steps", "to ro&und steps", "Alt+3"),
    ("level_snaps", "decades", "to &1-2-5 levels", "Alt+4"),
    ("level_snaps", "levels", "to le&vels in use", "Alt+5"),
)
"""The kinds of places to catch on: the setting of the plot, its name there, its words and key."""

ZOOM = 1.5
"""How many times as much of the run is seen after zooming out once."""


def view_specs(plot: SchedulePlot, store: Store) -> tuple[ActionSpec, ...]:
    """List what stands first in the View menu: what the plot shows, and what its drags catch on."""
    menu = Menu.VIEW

    def next_unit() -> None:
        known = time_units(store.schedule)
        shown = shown_unit(store.schedule, plot.settings.unit)
        now = known.index(shown) if shown in known else -1
        plot.change_settings(unit=known[(now + 1) % len(known)])

    def switch(setting: str) -> Callable[[], None]:
        return lambda: plot.change_settings(**{setting: not getattr(plot.settings, setting)})

    def switched(name: str, text: str, key: str, setting: str, *, rule: bool = False) -> ActionSpec:
        def is_on() -> bool:
            return bool(getattr(plot.settings, setting))

        return ActionSpec(name, menu, text, (key,), switch(setting), rule=rule, is_on=is_on)

    return (
        ActionSpec("frame", menu, "Show &all", ("F",), plot.frame_all, tip="Show the whole run"),
        ActionSpec(
            "frame_selection",
            menu,
            "Show &selection",
            ("Shift+F",),
            plot.frame_selection,
            tip="Zoom to the selected segments",
        ),
        ActionSpec("zoom_in", menu, "&Zoom in", ("+", "="), lambda: plot.view_box.zoom(1 / ZOOM)),
        ActionSpec("zoom_out", menu, "Zoom &out", ("-",), lambda: plot.view_box.zoom(ZOOM)),
        switched("log", "&Log axis", "L", "logarithmic"),
        ActionSpec("unit", menu, "Next &time unit", ("T",), next_unit),
        switched("snap_time", "Snap t&ime", "S", "snaps_time", rule=True),
        *(_catch_spec(plot, *row) for row in SNAPS if row[0] == "time_snaps"),
        switched("snap_level", "S&nap levels", "Shift+S", "snaps_level"),
        *(_catch_spec(plot, *row) for row in SNAPS if row[0] == "level_snaps"),
    )


def _catch_spec(plot: SchedulePlot, setting: str, kind: str, text: str, key: str) -> ActionSpec:
    """Make the action that lets drags catch on one kind of place, or no longer."""
    axis = "time" if setting == "time_snaps" else "level"

    def chosen() -> frozenset[str]:
        kinds: frozenset[str] = getattr(plot.settings, setting)
        return kinds

    return ActionSpec(
        f"snap_{kind}",
        Menu.VIEW,
        f"Snap {text}",
        (key,),
        lambda: plot.change_settings(**{setting: chosen() ^ {kind}}),
        words=f"Snap {axis} {plain(text)}",
        is_on=lambda: kind in chosen(),
    )
