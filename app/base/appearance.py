"""The appearance of the windows: the theme that was chosen, and its colours on this system now."""

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QGuiApplication

from rampsmith.app.base.theme import THEME_CHOICES, ThemeChoice, theme_for


class Appearance(QObject):
    """The one theme of all windows; whatever paints by hand follows ``changed``."""

    changed = Signal()
    """Everything is to be drawn in the colours of another theme."""

    def __init__(self, settings: QSettings) -> None:
        """Take the theme that the settings remember, or else the system's."""
        super().__init__()
        self._settings = settings
        known = settings.value("theme")
        self.choice: ThemeChoice = next(
            (choice for choice in THEME_CHOICES if choice == known), "system"
        )
        self.theme = theme_for(self.choice)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._refresh)

    def choose(self, choice: ThemeChoice) -> None:
        """Show a theme, and remember it for the next start."""
        self._settings.setValue("theme", choice)
        self.choice = choice
        self._refresh()

    def choose_next(self) -> None:
        """Go from following the system to the theme that it has not, then to its own, then back."""
        order: list[ThemeChoice] = ["system", "light", "dark"]
        if not theme_for("system").is_dark:
            order = ["system", "dark", "light"]
        self.choose(order[(order.index(self.choice) + 1) % len(order)])

    def _refresh(self) -> None:
        self.theme = theme_for(self.choice)
        self.changed.emit()
