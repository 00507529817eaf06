"""A small window with what was changed by hand in an exported file."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from rampsmith.exporters.hand_edits import HandEdits

TINT = 45
"""Of 255; faint enough that text stays readable on it, on a light ground and on a dark one."""

_TINTED = {"+": QColor("#009e73"), "-": QColor("#d55e00")}
"""Of the colour-blind-safe palette; the signs say the same."""


class ChangesDialog(QDialog):
    """A window beside the designer's own, to read and to copy from."""

    def __init__(self, edits: "HandEdits", parent: QWidget) -> None:
        """Show the differences."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWindowTitle("Changed by hand")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sentence = QLabel(
            f"{edits.sentence} To keep the changes, do not export over this file."
        )
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.text = QPlainTextEdit("\n".join(edits.changes))
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName("Differences, line by line")
        self.text.setTabChangesFocus(True)
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        # The style sheet's size for all widgets would win over setFont.
        self.text.setStyleSheet(f"font-family: '{family}'; font-size: 9.5pt;")
        self.text.setExtraSelections(self._tints())
        self.close_button = QPushButton("Close")
        self.close_button.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.sentence)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(820, 460)

    def _tints(self) -> list[QTextEdit.ExtraSelection]:
        """Tint the lines that came and those that went; the first two name the files."""
        tints: list[QTextEdit.ExtraSelection] = []
        block = self.text.document().findBlockByNumber(2)
        while block.isValid():
            colour = _TINTED.get(block.text()[:1])
            if colour is not None:
                tint = QTextEdit.ExtraSelection()
                tinted = QColor(colour)
                tinted.setAlpha(TINT)
                tint.format.setBackground(tinted)
                tint.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                tint.cursor = QTextCursor(block)
                tints.append(tint)
            block = block.next()
        return tints
