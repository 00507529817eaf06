"""The exported file, live, with highlighting and line numbers."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from rampsmith.app.panels.exported import Writing, exported_or_reasons, is_at_hand
from rampsmith.app.panels.highlighter import PythonHighlighter
from rampsmith.app.panels.read_text import ReadText
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme

UPDATE_AFTER = 40
"""Milliseconds behind an edit, of which several may follow one another."""

RESTS_AFTER = 120
"""Milliseconds in which a drag has not gone on; until then the code would make the plot wait."""

STOPPED = "# The code was not written. It is written after the next edit, and by an export.\n"


class _Numbers(QWidget):
    """The margin with the line numbers."""

    def __init__(self, view: "CodeView") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_numbers(self, event.rect())


class CodeView(ReadText):
    """Shows the exported file of the store's schedule."""

    def __init__(self, store: Store, theme: Theme) -> None:
        """Follow the store."""
        super().__init__("Exported code")
        self._store = store
        self._theme = theme
        self.source = ""
        self.setLineWrapMode(self.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(9.5)
        # The style sheet's size for all widgets would win over setFont.
        self.setStyleSheet(f"font-family: '{font.family()}'; font-size: 9.5pt;")
        self._highlighter = PythonHighlighter(self.document(), theme)
        self._numbers = _Numbers(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._catch_up)
        self.writing = Writing(self)
        self.writing.done.connect(self._catch_up)
        self.updateRequest.connect(self._scroll_numbers)
        store.changed.connect(self._wait)

    def set_theme(self, theme: Theme) -> None:
        """Recolour the code."""
        self._theme = theme
        self._highlighter.set_theme(theme)
        self._numbers.update()

    def refresh(self) -> None:
        """Write the file anew, or say why there is none."""
        self._timer.stop()
        self.source, shown = exported_or_reasons(self._store.schedule)
        if shown == self.toPlainText():
            return
        bar = self.verticalScrollBar()
        place = bar.value()
        self.setPlainText(shown)
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        bar.setValue(place)

    def stop_writing(self) -> None:
        """Go without the code of the schedule that is shown now."""
        self.writing.cancel()
        self.source = ""
        self.setPlainText(STOPPED)

    def _wait(self) -> None:
        self._timer.start(RESTS_AFTER if self._store.is_previewing else UPDATE_AFTER)

    def _catch_up(self) -> None:
        """Write the file anew; a long one beside the window, and not in mid-drag."""
        if is_at_hand(self._store.schedule):
            self.refresh()
        elif self._store.is_previewing:
            self._wait()
        else:
            self.writing.begin(self._store.schedule)

    def copy_all(self) -> None:
        """Put the whole file on the clipboard."""
        if self.source:
            QGuiApplication.clipboard().setText(self.source)

    def margin_width(self) -> int:
        """How wide the line numbers are."""
        digits = max(3, len(str(self.blockCount())))
        return 16 + self.fontMetrics().horizontalAdvance("9") * digits

    def paint_numbers(self, margin: QWidget, rect: QRect) -> None:
        """Paint the line numbers that are seen."""
        painter = QPainter(margin)
        painter.fillRect(rect, QColor(self._theme.ground))
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.quiet))
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > rect.bottom():
                break
            line = QRect(0, round(place.top()), margin.width() - 8, round(place.height()))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin as high as the code."""
        super().resizeEvent(event)
        self._numbers.setGeometry(0, 0, self.margin_width(), self.height())

    def _scroll_numbers(self, rect: QRect, shift: int) -> None:
        if shift:
            self._numbers.scroll(0, shift)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())
