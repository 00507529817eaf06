"""The actions of the File menu."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rampsmith.app.actions import ActionSpec
from rampsmith.app.picture_actions import PictureActions
from rampsmith.app.preset_actions import PresetActions
from rampsmith.designer.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.window import Window

FILE = "&File"


def file_specs(
    window: "Window",
    *,
    new: Callable[[], object],
    presets: PresetActions,
    pictures: PictureActions,
) -> tuple[ActionSpec, ...]:
    """List the File menu of a window; ``new`` begins an empty design in it."""
    documents, exporting, windows = window.documents, window.exporting, window.windows

    def check_again() -> None:
        window.proving.check_again()
        window.stepping.ask_again()

    return (
        ActionSpec("new", FILE, "&New", ("Ctrl+N",), new, icon="new"),
        ActionSpec("from_preset", FILE, "New from &preset…", ("Ctrl+Shift+N",), presets.choose),
        ActionSpec(
            "new_window", FILE, "New &window", ("Ctrl+Alt+N",), lambda: windows.begin(Schedule())
        ),
        ActionSpec("open", FILE, "&Open…", ("Ctrl+O",), documents.open, icon="open", rule=True),
        ActionSpec("save", FILE, "&Save", ("Ctrl+S",), documents.save, icon="save"),
        ActionSpec("save_as", FILE, "Save &as…", ("Ctrl+Shift+S",), documents.save_as),
        ActionSpec("keep", FILE, "Save as own prese&t…", ("Ctrl+Alt+S",), presets.keep),
        ActionSpec(
            "export",
            FILE,
            "&Export the class",
            ("Ctrl+E",),
            exporting.export,
            short="Export",
            rule=True,
        ),
        ActionSpec("export_as", FILE, "E&xport as…", ("Ctrl+Shift+E",), exporting.export_as),
        ActionSpec(
            "export_form",
            FILE,
            "Export in another &form…",
            ("Ctrl+Alt+E",),
            exporting.export_form,
        ),
        ActionSpec(
            "check_again",
            FILE,
            "Chec&k in torch again",
            ("Ctrl+Alt+R",),
            check_again,
        ),
        *pictures.file_specs(),
        ActionSpec("close", FILE, "&Close window", ("Ctrl+W",), window.close, rule=True),
        ActionSpec("quit", FILE, "&Quit", ("Ctrl+Q",), windows.quit),
    )
