"""The exported file, live, with highlighting and line numbers."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.painting import painted_safely
from rampsmith.app.base.store import Store
from rampsmith.app.code.exported import ExportResult, export_result, is_at_hand
from rampsmith.app.code.python_text import PythonText
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.values.numbers import counted

UPDATE_AFTER = 40
"""Milliseconds after an edit, of which several may follow one another."""

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
        self._view.paint_numbers(QPainter(self), event.rect())


class CodeView(PythonText):
    """Shows the exported file of the store's schedule."""

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Follow the store; before ``begin`` there is no code."""
        super().__init__("Exported code", appearance)
        self._store = store
        self.source = ""
        self._numbers = _Numbers(self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._catch_up)
        self.jobs = BackgroundJobs(self)
        self.updateRequest.connect(self._scroll_numbers)
        store.document_changed.connect(lambda: self._timer.start(UPDATE_AFTER))
        store.preview_changed.connect(lambda: self._timer.start(RESTS_AFTER))

    def begin(self) -> None:
        """Write the file; in a window that is on the screen, which paints the plot first, a moment later."""
        if self.window().isVisible():
            self._timer.start(UPDATE_AFTER)
        else:
            self.refresh()

    def refresh(self) -> None:
        """Write the file again, or the reasons why there is none."""
        self._timer.stop()
        result = export_result(self._store.schedule)
        self.source = result.source
        shown = self.source or "".join(f"# {line}\n" for line in result.fault.splitlines())
        if shown == self.toPlainText():
            return
        bar = self.verticalScrollBar()
        place = bar.value()
        self.setPlainText(shown)
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        bar.setValue(place)

    def stop_writing(self) -> None:
        """Stop writing the code of the schedule that is shown now."""
        self.jobs.cancel()
        self.source = ""
        self.setPlainText(STOPPED)

    def _catch_up(self) -> None:
        """Write the file again; a long one in the background, and not in mid-drag."""
        if is_at_hand(self._store.schedule):
            self.refresh()
        elif self._store.is_previewing:
            self._timer.start(RESTS_AFTER)
        else:
            self._write(self._store.schedule)

    def _write(self, schedule: Schedule) -> None:
        def take(outcome: Callable[[], ExportResult]) -> None:
            outcome()
            # By now a drag may be under way, or another schedule be shown.
            self._catch_up()

        words = f"Writing the code of {counted(len(schedule.segments), 'segment')} …"
        self.jobs.begin_newest(words, lambda: export_result(schedule), take)

    def copy_all(self) -> None:
        """Put the whole file on the clipboard."""
        if self.source:
            QGuiApplication.clipboard().setText(self.source)

    def margin_width(self) -> int:
        """Return how wide the line numbers are."""
        digits = max(3, len(str(self.blockCount())))
        return 16 + self.fontMetrics().horizontalAdvance("9") * digits

    @painted_safely
    def paint_numbers(self, painter: QPainter, rect: QRect) -> None:
        """Paint the line numbers that are seen into the margin."""
        painter.fillRect(rect, QColor(self._appearance.theme.ground))
        painter.setFont(self.font())
        painter.setPen(QColor(self._appearance.theme.quiet))
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > rect.bottom():
                break
            line = QRect(0, round(place.top()), self._numbers.width() - 8, round(place.height()))
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
