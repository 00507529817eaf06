"""The bar below the plot while a fit is looked at: its tolerance, how close it is, OK and Drop."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.fitting.fit_source import FitSource
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import quiet

WIDTH = 130


class ToleranceSlider(QSlider):
    """A slider from the narrowest tolerance to the widest."""

    def __init__(self) -> None:
        """Make a slider without tolerances."""
        super().__init__(Qt.Orientation.Horizontal)
        self.setFixedWidth(scaled(WIDTH))
        self.setPageStep(3)
        self.setAccessibleName("Tolerance of the fit")
        self.setToolTip("How far the fit may be off; the wider, the fewer segments")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel alone: a scroll past the bar means something else."""
        event.ignore()


class FitBar(QWidget):
    """Hidden while nothing is fitted."""

    chosen = Signal(int)
    """Another tolerance is wanted, by its index."""

    kept = Signal()
    dropped = Signal()

    def __init__(self) -> None:
        """Make a hidden bar."""
        super().__init__()
        self.setObjectName("message")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = ElidedLabel()
        self.name.setMaximumWidth(scaled(130))
        self.slider = ToleranceSlider()
        self.tolerance = quiet(wraps=False)
        self.tolerance.setMinimumWidth(scaled(76))
        self.tolerance.setToolTip("A percentage is one of the highest rate")
        self.result = ElidedLabel()
        self.result.setObjectName("small")
        self.result.setAccessibleName("How close the fit is")
        self.keep_button = QPushButton("OK")
        self.keep_button.setToolTip("Keep the design (Enter)")
        self.drop_button = QPushButton("Drop")
        self.drop_button.setToolTip("Take the design back as if it had not been made (Esc)")
        layout = spaced(QHBoxLayout(self), spacing=10, margins=(16, 6, 16, 6))
        layout.addWidget(self.name)
        layout.addWidget(quiet("within", wraps=False))
        layout.addWidget(self.slider)
        layout.addWidget(self.tolerance)
        layout.addWidget(self.result, 1)
        layout.addWidget(self.keep_button)
        layout.addWidget(self.drop_button)
        self.slider.valueChanged.connect(self._choose)
        self.keep_button.clicked.connect(self.kept)
        self.drop_button.clicked.connect(self.dropped)
        self._source: FitSource | None = None
        self.hide()

    def show_source(self, source: FitSource) -> None:
        """Offer the tolerances of a source."""
        self._source = source
        self.name.setText(source.name)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(source.tolerances) - 1)
            self.slider.setValue(source.first)
        self._show_tolerance()
        self.show()

    def show_result(self, sentence: str) -> None:
        """Say how close the fit is, or that it is being made."""
        self.result.setText(sentence)
        self.result.setToolTip(tooltip(sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep or drop the fit by Enter and Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.kept.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self, index: int) -> None:
        self._show_tolerance()
        self.chosen.emit(index)

    def _show_tolerance(self) -> None:
        if self._source is not None:
            words = self._source.tolerances[self.slider.value()].words
            self.tolerance.setText(words)
            self.slider.setAccessibleDescription(words)
