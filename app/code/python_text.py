"""A text with Python in it, to be read."""

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.widgets.read_text import ReadText, fixed_font


class PythonText(ReadText):
    """Shows Python in colours and a fixed font, its lines never wrapped."""

    def __init__(self, name: str, appearance: Appearance, *, points: float = 9.5) -> None:
        """Make an empty text that screen readers call ``name``."""
        super().__init__(name)
        self.setLineWrapMode(self.LineWrapMode.NoWrap)
        self.setStyleSheet(fixed_font(points))
        self._appearance = appearance
        self._is_coloured = False

    def setPlainText(self, text: str) -> None:
        """Show a text, from the first one on in colours."""
        if not self._is_coloured:
            # Imported when first needed: it brings Pygments along, and no window waits for colours.
            from rampsmith.app.code.highlighter import PythonHighlighter

            PythonHighlighter(self.document(), self._appearance)
            self._is_coloured = True
        super().setPlainText(text)
