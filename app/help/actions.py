"""The actions of the Help menu: all commands, all keys, the shape explained, and what this is.

Its lists and dialogs are imported when they are opened: no window waits for them.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from rampsmith.app.base.actions import Actions, ActionSpec, Menu
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.icons import program_icon
from rampsmith.app.base.log import log_path, version_of, versions
from rampsmith.app.base.store import Store
from rampsmith.app.help.help_tab import HelpTab
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.app.widgets.tabs import Tabs
from rampsmith.designer.files.places import is_file

if TYPE_CHECKING:
    from rampsmith.app.help.command_list import CommandList
    from rampsmith.app.help.commands import Command

USED = "commands"
"""The word in the settings for the commands that were used last."""

MOST_USED = 5

LINKS = {"presets": "from_preset", "commands": "commands", "keys": "shortcuts"}
"""The action that each link of the help stands for."""


class HelpActions(Reporting):
    """The Help menu of one window."""

    def __init__(
        self,
        store: Store,
        actions: Actions,
        appearance: Appearance,
        settings: QSettings,
        *,
        tab: HelpTab,
        tabs: Tabs,
        begin: Callable[[str], object],
        parent: QWidget,
    ) -> None:
        """List and explain what a window can do; ``begin`` takes the name of a preset."""
        super().__init__()
        self._store = store
        self._actions = actions
        self._appearance = appearance
        self._settings = settings
        self._tab, self._tabs = tab, tabs
        self._begin = begin
        self._parent = parent
        tab.wanted.connect(self._follow)

    def specs(self) -> tuple[ActionSpec, ...]:
        """List the Help menu."""
        keys = "Ctrl+Shift+P", "Ctrl+K"
        return (
            ActionSpec(
                "commands", Menu.HELP, "&All commands…", keys, self.list_commands, icon="search"
            ),
            ActionSpec("guide", Menu.HELP, "&Guide…", ("Ctrl+Shift+F1",), self.show_guide),
            ActionSpec("explain", Menu.HELP, "&Explain the segment", ("F1",), self.toggle_help),
            ActionSpec(
                "shortcuts", Menu.HELP, "&Keys and gestures…", ("?", "Ctrl+/"), self.show_sheet
            ),
            ActionSpec(
                "show_log",
                Menu.HELP,
                "Show the e&rror log",
                ("Shift+F1",),
                self.show_log,
                rule=True,
            ),
            ActionSpec("about", Menu.HELP, "A&bout Rampsmith…", ("Ctrl+F1",), self.about),
        )

    @cached_property
    def commands(self) -> "CommandList":
        """The list of all commands, made when it is first opened."""
        from rampsmith.app.help.command_list import CommandList

        commands = CommandList(self._appearance, self._parent)
        commands.used.connect(self._remember)
        return commands

    def list_commands(self) -> None:
        """Open the list of all commands."""
        self.commands.open(self.all_commands(), self._used())

    def all_commands(self) -> "tuple[Command, ...]":
        """Return every action, and what words alone can find: segments, shapes and presets."""
        from rampsmith.app.help import commands

        return (
            *commands.action_commands(self._actions),
            *commands.theme_commands(self._appearance),
            *commands.segment_commands(self._store),
            *commands.curve_commands(self._store),
            *commands.shape_commands(self._store),
            *commands.preset_commands(self._begin),
        )

    def show_sheet(self) -> None:
        """Show all keys and gestures in a window of their own."""
        from rampsmith.app.help.shortcut_sheet import ShortcutSheet

        sheet = self._parent.findChild(ShortcutSheet)
        if sheet is None:
            sheet = ShortcutSheet(self._actions, self._appearance, self._parent)
        _bring_up(sheet)

    def show_guide(self) -> None:
        """Show the guide in a window of its own."""
        from rampsmith.app.help.guide import GuideWindow

        guide = self._parent.findChild(GuideWindow)
        _bring_up(GuideWindow(self._appearance, self._parent) if guide is None else guide)

    def toggle_help(self) -> None:
        """Explain the selected segment in a tab that follows the selection; close it again."""
        if self._tab.isVisible():
            self._tab.closed.emit()
        else:
            self._tabs.open_page(self._tab)
            self._tab.page.setFocus()

    def show_log(self) -> None:
        """Open the log in the program that the person reads texts with; its folder where it is empty."""
        path = log_path()
        shown = path if is_file(path) else path.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown))):
            self.failed.emit(f"No program was found that opens the error log: {path}")

    def about(self) -> None:
        """Show which versions run here."""
        AboutBox(self._parent).open()

    def _follow(self, link: str) -> None:
        self._actions[LINKS[link]].trigger()

    def _used(self) -> list[str]:
        return str(self._settings.value(USED, "")).split()

    def _remember(self, name: str) -> None:
        """Remember a command that was used; it comes first the next time."""
        if name in self._actions.by_name:
            others = [each for each in self._used() if each != name]
            self._settings.setValue(USED, " ".join([name, *others][:MOST_USED]))


def _bring_up(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()


FACE = 64
"""Pixels of the program's own picture."""


class AboutBox(QMessageBox):
    """A box with the versions."""

    def __init__(self, parent: QWidget) -> None:
        """Collect them."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Rampsmith")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIconPixmap(program_icon().pixmap(FACE, FACE))
        self.setText(f"Rampsmith {version_of('rampsmith')}")
        self.setInformativeText(
            "Learning-rate schedules, shaped with the mouse and proved in PyTorch.\n"
            "Free software under the MIT licence.\n\n"
            + "\n".join((f"Qt {qVersion()}", *versions()))
        )
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
