"""The actions of the Help menu: all commands, all keys, the shape explained, and what this is."""

from typing import TYPE_CHECKING

from rampsmith.app.actions import ActionSpec
from rampsmith.app.help.about import AboutBox
from rampsmith.app.help.command_list import CommandList
from rampsmith.app.help.commands import Command, action_commands
from rampsmith.app.help.more_commands import preset_commands, segment_commands
from rampsmith.app.help.sheet import ShortcutSheet

if TYPE_CHECKING:
    from rampsmith.app.window import Window

HELP = "&Help"
USED = "commands"
"""The word in the settings for the commands that were used last."""

MOST_USED = 5


class HelpActions:
    """The Help menu of one window."""

    def __init__(self, window: "Window") -> None:
        """Serve a window."""
        self._window = window
        self._tab_before = 0
        self.commands = CommandList(window.theme, window)
        self.commands.used.connect(self._remember)

    def specs(self) -> tuple[ActionSpec, ...]:
        """List the Help menu."""
        return (
            ActionSpec(
                "commands",
                HELP,
                "&All commands…",
                ("Ctrl+Shift+P", "Ctrl+K"),
                self.list_commands,
                icon="search",
            ),
            ActionSpec("explain", HELP, "&Explain the segment", ("F1",), self.toggle_help),
            ActionSpec("shortcuts", HELP, "&Keys and gestures…", ("?", "Ctrl+/"), self.show_sheet),
            ActionSpec("about", HELP, "A&bout Rampsmith…", ("Ctrl+F1",), self.about, rule=True),
        )

    def set_theme(self) -> None:
        """Recolour what belongs to the Help menu."""
        theme = self._window.theme
        self.commands.set_theme(theme)
        for sheet in self._window.findChildren(ShortcutSheet):
            sheet.set_theme(theme)

    def list_commands(self) -> None:
        """Open the list of all commands."""
        used = str(self._window.settings.value(USED, "")).split()
        self.commands.open(self.all_commands(), used)

    def all_commands(self) -> tuple[Command, ...]:
        """Give every action, and what words alone can find: presets and segments."""
        window = self._window
        return (
            *action_commands(window.commands.specs, window.actions_by_name),
            *segment_commands(window.store),
            *preset_commands(window.commands.begin_preset),
        )

    def show_sheet(self) -> None:
        """Show all keys and gestures beside this window."""
        window = self._window
        sheet = window.findChild(ShortcutSheet) or ShortcutSheet(
            window.commands.specs, window.actions_by_name, window.theme, window
        )
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    def toggle_help(self) -> None:
        """Explain the selected segment in a tab that follows the selection; close it again."""
        tabs, tab = self._window.tabs, self._window.help_tab
        if tab.isVisible():
            self.close_help()
            return
        self._tab_before = tabs.currentIndex()
        tabs.setTabVisible(tabs.indexOf(tab), True)
        tabs.setCurrentWidget(tab)
        tab.page.setFocus()

    def close_help(self) -> None:
        """Take the tab away, and show the one before it."""
        tabs, tab = self._window.tabs, self._window.help_tab
        tabs.setCurrentIndex(self._tab_before)
        tabs.setTabVisible(tabs.indexOf(tab), False)
        self._window.plot.setFocus()

    def follow(self, link: str) -> None:
        """Do what a link of the help asks for."""
        names = {"presets": "from_preset", "commands": "commands", "keys": "shortcuts"}
        self._window.actions_by_name[names[link]].trigger()

    def about(self) -> None:
        """Say which versions run here."""
        AboutBox(self._window).open()

    def _remember(self, name: str) -> None:
        """Remember a command that was used; it comes first the next time."""
        settings = self._window.settings
        used = [each for each in str(settings.value(USED, "")).split() if each != name]
        if name in self._window.actions_by_name:
            settings.setValue(USED, " ".join([name, *used][:MOST_USED]))
