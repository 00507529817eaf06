"""The row of the picture, below the pins and logs: to show, fade, line up or remove it."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from rampsmith.app.backdrop.lined_up_picture import LinedUpPicture
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.choices import Check
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import heading, quiet

LEAST, MOST = 5, 100
"""The least and the greatest opacity of the picture, in percent."""


class PictureRow(QWidget):
    """Hidden while there is no picture."""

    shown = Signal(bool)
    faded = Signal(int)
    axes_wanted = Signal()
    removed = Signal()

    def __init__(self) -> None:
        """Start without a picture."""
        super().__init__()
        self.check = Check("")
        self.check.setToolTip("Show or hide the picture")
        self.check.setAccessibleName("Show the picture")
        self.name = ElidedLabel()
        self.remove = link_button("×")
        self.remove.setFixedWidth(24)
        self.remove.setToolTip("Remove the picture")
        self.remove.setAccessibleName("Remove the picture")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(LEAST, MOST)
        self.slider.setAccessibleName("How much of the picture is seen")
        self.slider.setToolTip("How much of the picture is seen")
        self.axes = link_button("Its axes…", "Set two places of each of its axes again")
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.addWidget(heading("Picture"), 1)
        top = spaced(QHBoxLayout(), spacing=4, margins=(12, 0, 4, 0))
        top.addWidget(self.check)
        top.addWidget(self.name, 1)
        top.addWidget(self.remove)
        below = spaced(QHBoxLayout(), spacing=8, margins=(34, 0, 12, 6))
        below.addWidget(self.slider, 1)
        below.addWidget(self.axes)
        self.note: QLabel = quiet()
        self.note.setContentsMargins(12, 0, 12, 6)
        layout = spaced(QVBoxLayout(self))
        layout.addLayout(head)
        layout.addLayout(top)
        layout.addLayout(below)
        layout.addWidget(self.note)
        self.check.clicked.connect(self.shown)
        self.slider.valueChanged.connect(self.faded)
        self.axes.clicked.connect(self.axes_wanted)
        self.remove.clicked.connect(self.removed)
        self.hide()

    def show_picture(self, picture: LinedUpPicture | None, *, note: str) -> None:
        """Show a picture as it is now; ``note`` says why it is not seen, if it is not."""
        self.setVisible(picture is not None)
        if picture is None:
            return
        self.check.setChecked(picture.is_shown)
        self.name.setText(picture.name)
        with QSignalBlocker(self.slider):
            self.slider.setValue(picture.opacity)
        self.note.setText(note)
        self.note.setVisible(bool(note))
