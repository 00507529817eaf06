"""The training loop as a few lines of code, with the line marked where the walk stands."""

from PySide6.QtGui import QColor, QFontDatabase, QTextCursor, QTextFormat
from PySide6.QtWidgets import QTextEdit

from rampsmith.app.panels.highlighter import PythonHighlighter
from rampsmith.app.panels.read_text import ReadText
from rampsmith.app.stepping.walking import Walking
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme

_CALLS = {
    "backward": ".backward()",
    "optimizer": "optimizer.step()",
    "scheduler": "scheduler.step(",
}
"""What is in the line of the loop that a walk stands before."""


class LoopView(ReadText):
    """Shows the plain loop of the store's run."""

    def __init__(self, store: Store, walking: Walking, theme: Theme) -> None:
        """Show the store's loop and the walk's place, whenever ``refresh`` is called."""
        super().__init__("Training loop")
        self._store = store
        self._walking = walking
        self._theme = theme
        self.setLineWrapMode(ReadText.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        # The style sheet's size for all widgets would win over setFont.
        self.setStyleSheet(f"font-family: '{font.family()}'; font-size: 9pt;")
        self._highlighter = PythonHighlighter(self.document(), theme)

    def set_theme(self, theme: Theme) -> None:
        """Recolour the code and the mark."""
        self._theme = theme
        self._highlighter.set_theme(theme)
        self._mark()

    def refresh(self) -> None:
        """Show the loop as it is now, and where the walk stands."""
        # Imported when first needed: it brings Jinja along, which the empty window can do without.
        from rampsmith.exporters.loops.writing import walked_lines

        text = "\n".join(walked_lines(self._store.schedule))
        if text != self.toPlainText():
            self.setPlainText(text)
        self._mark()

    @property
    def marked(self) -> str:
        """The line where the walk stands; empty where there is no walk."""
        number = self._marked_number()
        return "" if number is None else self.document().findBlockByNumber(number).text().strip()

    def _marked_number(self) -> int | None:
        if self._walking.walk is None:
            return None
        call = _CALLS[self._walking.stop.line]
        lines = self.toPlainText().splitlines()
        return next((number for number, line in enumerate(lines) if call in line), None)

    def _mark(self) -> None:
        number = self._marked_number()
        if number is None:
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        colour = QColor(self._theme.accent)
        colour.setAlpha(60)
        mark.format.setBackground(colour)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        cursor = QTextCursor(self.document().findBlockByNumber(number))
        mark.cursor = cursor
        self.setExtraSelections([mark])
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.setAccessibleDescription(f"Next: {self.marked}")
