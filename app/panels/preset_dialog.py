"""Begin from a preset: all of them, with every argument and a live picture of the curve."""

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.documents.documents import Documents
from rampsmith.app.painting import painted_safely
from rampsmith.app.panels.argument_form import ArgumentForm
from rampsmith.app.panels.fields import quiet
from rampsmith.app.panels.preset_list import PresetList
from rampsmith.app.plot.small_curve import polyline, sampled
from rampsmith.app.theme import Theme
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import count_text, rate_text
from rampsmith.designer.presets import PRESETS, PresetError
from rampsmith.designer.schedule import Schedule


class PresetDialog(QDialog):
    """A window beside the designer's own; nothing changes before “Begin”."""

    def __init__(self, documents: Documents, theme: Theme, parent: QWidget) -> None:
        """Offer all presets; the chosen one takes the place of the document."""
        super().__init__(parent)
        self._documents = documents
        self.setObjectName("panel")
        self.setWindowTitle("New from preset")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.schedule: Schedule | None = None
        self.form: ArgumentForm | None = None
        self.presets = PresetList(theme)
        self.name = QLabel()
        self.name.setObjectName("big")
        self.description = quiet()
        self.description.setTextFormat(Qt.TextFormat.PlainText)
        self.picture = CurvePicture(theme)
        self.fault = quiet()
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setProperty("wrong", True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.begin_button = QPushButton("Begin")
        self.begin_button.setObjectName("primary")
        self.begin_button.setDefault(True)
        self.begin_button.setToolTip("Begin a new design from this preset (Enter)")
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setAutoDefault(False)
        self._lay_out()
        self.presets.selected.connect(self._show)
        self.begin_button.clicked.connect(self._begin)
        self.cancel_button.clicked.connect(self.reject)
        self.presets.list.setCurrentRow(0)
        self.presets.search.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Recolour what the style sheet does not reach."""
        self.presets.set_theme(theme)
        self.picture.set_theme(theme)

    def _lay_out(self) -> None:
        self.presets.setFixedWidth(310)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.begin_button)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.name)
        right.addWidget(self.description)
        right.addWidget(self.picture)
        right.addWidget(self.area, 1)
        right.addWidget(self.fault)
        right.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(18)
        layout.addWidget(self.presets)
        layout.addLayout(right, 1)
        self.resize(960, 720)

    def _show(self, name: str) -> None:
        """Show another preset, with its defaults."""
        preset = PRESETS.get(name)
        if preset is None:
            self.begin_button.setEnabled(False)
            return
        if name != self.name.text():
            self.name.setText(name)
            self.description.setText(unwrapped(preset.description) or preset.line)
            self.form = ArgumentForm(preset)
            self.form.edited.connect(self.refresh)
            self.area.setWidget(self.form)
            QWidget.setTabOrder(self.presets.list, next(iter(self.form.fields.values())))
        self.refresh()

    def refresh(self) -> None:
        """Make the schedule of what is typed, or say in its place what is wrong."""
        self.schedule = None
        if self.form is None:
            return
        values, faults = self.form.values()
        if not faults:
            try:
                self.schedule = PRESETS[self.name.text()].make(**values)
            except PresetError as error:
                faults = list(error.faults)
                self.form.place(faults)
        self.fault.setText("\n".join(faults))
        self.fault.setVisible(bool(faults))
        self.begin_button.setEnabled(self.schedule is not None)
        self.picture.show_schedule(self.schedule)

    def _begin(self) -> None:
        schedule = self.schedule
        if schedule is not None and self._documents.replace_with(lambda: schedule):
            self.accept()


class CurvePicture(QWidget):
    """A small live picture of a schedule over its run."""

    def __init__(self, theme: Theme) -> None:
        """Begin with nothing to show."""
        super().__init__()
        self._theme = theme
        self._rates: Rates | None = None
        self.words = ""
        self.setFixedHeight(150)
        self.setAccessibleName("Picture of the curve")

    def set_theme(self, theme: Theme) -> None:
        """Recolour the curve."""
        self._theme = theme
        self.update()

    def show_schedule(self, schedule: Schedule | None) -> None:
        """Show a schedule; of a wrong one nothing is drawn."""
        self._rates = None if schedule is None else Rates(schedule)
        self.words = "" if schedule is None else self._described(schedule)
        self.setAccessibleDescription(self.words)
        self.update()

    def _described(self, schedule: Schedule) -> str:
        values = [value for _, value in self._points(200)]
        steps = f"{count_text(schedule.total_steps)} {schedule.step_word}s"
        if not values:
            return steps
        low, high = rate_text(min(values)), rate_text(max(values))
        return f"{steps}, rate {low}" if low == high else f"{steps}, rate {low} … {high}"

    def _points(self, pixels: int) -> list[tuple[int, float]]:
        rates = self._rates
        return [] if rates is None else sampled(rates, 0, self._last(rates), pixels)

    def _last(self, rates: Rates) -> float:
        line = rates.timeline
        return max(1.0, line.run_steps if line.run_steps > 0 else min(line.end, math.inf))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the curve, and in words what it reaches."""
        self._paint(QPainter(self))

    @painted_safely
    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(self._theme.line))
        painter.setBrush(QColor(self._theme.field))
        painter.drawRoundedRect(frame, 6, 6)
        words = frame.adjusted(12, 6, -12, -6)
        painter.setPen(QColor(self._theme.quiet))
        place = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, place, self.words or "No curve yet: something is wrong below.")
        if self._rates is not None:
            inside = frame.adjusted(12, 12, -12, -32)
            last = self._last(self._rates)
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawPolyline(polyline(self._points(int(inside.width())), 0, last, inside))


def unwrapped(text: str) -> str:
    """Join the lines of each paragraph, which the label breaks anew."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
