"""The gallery: begin from a preset, with every argument and a live picture of the curve."""

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.base.theme import restyle
from rampsmith.app.documents.documents import Documents
from rampsmith.app.gallery.argument_form import ArgumentForm
from rampsmith.app.gallery.cards import advice_lines
from rampsmith.app.gallery.curve_picture import CurvePicture
from rampsmith.app.gallery.gallery_list import GalleryList
from rampsmith.app.gallery.own_presets import OwnForm
from rampsmith.app.widgets.form import put_in_order, spaced
from rampsmith.app.widgets.kept_focus import KeptFocus
from rampsmith.app.widgets.on_screen import open_on_screen
from rampsmith.app.widgets.words import quiet, rule
from rampsmith.designer.document.curves import has_curve
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.presets import Preset, PresetError
from rampsmith.designer.presets.own import OwnPresets, own_presets
from rampsmith.designer.presets.run_arguments import (
    arguments_for_run,
    begun,
    follows_base,
    preset_in,
)
from rampsmith.designer.values.numbers import exact_text

BEGINS = "Begin a new design from this preset"
PINS = "Compare: draw this preset behind the design's curve"


class PresetDialog(QDialog):
    """A window of its own; nothing changes before one of its buttons is pressed."""

    pinned = Signal(str, object)
    """A preset is to be drawn behind the curve: its name and its schedule."""

    def __init__(
        self, store: Store, documents: Documents, appearance: Appearance, parent: QWidget
    ) -> None:
        """Offer all presets with the design's run; the chosen one takes the document's place."""
        super().__init__(parent)
        self._store = store
        self._documents = documents
        self._fitted: tuple[object, ...] = ()
        self._own = OwnPresets()
        self._shown: Preset | None = None
        self.setObjectName("panel")
        self.setWindowTitle("Presets")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.schedule: Schedule | None = None
        self.form: ArgumentForm | None = None
        self.presets = GalleryList(appearance, lambda preset: begun(preset, store.document))
        self.name = QLabel()
        self.name.setObjectName("big")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.description, self.took = quiet(), quiet()
        self.own_form = OwnForm()
        self.chosen = QWidget()
        self.picture = CurvePicture(appearance)
        self.fault, self.folder_fault = quiet(), quiet()
        for label in (self.fault, self.folder_fault):
            label.setProperty("wrong", True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told = quiet()
        self.begin_button = QPushButton("Begin")
        self.pin_button = QPushButton("Pin behind the curve")
        self.cancel_button = QPushButton("Close")
        self.cancel_button.setAutoDefault(False)
        self._delete = QAction("Delete", self.presets.view)
        self._lay_out()
        self._connect()
        self.reload()
        self.set_purpose(self.begin_button)
        self.presets.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes an entry and stays at it; elsewhere it presses the button, Ctrl+Enter everywhere."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._press_default()
        elif not (is_enter and self.area.isAncestorOf(QApplication.focusWidget() or self)):
            super().keyPressEvent(event)

    def set_purpose(self, button: QPushButton) -> None:
        """Make the button for which the gallery was opened the one that Enter presses."""
        for each, words in ((self.begin_button, BEGINS), (self.pin_button, PINS)):
            each.setToolTip(f"{words} (Ctrl+Enter)" if each is button else words)
            each.setAutoDefault(each is button)
            each.setObjectName("primary" if each is button else "")
            restyle(each)
        button.setDefault(True)

    def reload(self, select: str = "") -> None:
        """Read one's own presets again, and select one by its name."""
        self._own = own_presets()
        self.folder_fault.setText("\n".join(self._own.faults))
        self.folder_fault.setVisible(bool(self._own.faults))
        self.presets.show_own(self._own, select=select)

    def show_outcome(self, sentence: str) -> None:
        """Show what became of a preset that was pinned, until another one is looked at."""
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.cancel_button, self.pin_button, self.begin_button):
            buttons.addWidget(button)
        inside = spaced(QVBoxLayout(self.chosen), spacing=8)
        for widget in (self.name, self.description, self.took, self.picture):
            inside.addWidget(widget)
        inside.addWidget(self.area, 1)
        inside.addWidget(rule())
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.own_form)
        right.addWidget(self.chosen, 1)
        right.addWidget(self.fault)
        right.addStretch(0)
        right.addWidget(self.told)
        right.addLayout(buttons)
        left = QVBoxLayout()
        left.addWidget(self.presets, 1)
        left.addWidget(self.folder_fault)
        layout = spaced(QHBoxLayout(self), spacing=18, margins=(16, 14, 16, 14))
        layout.addLayout(left, 3)
        layout.addLayout(right, 2)
        open_on_screen(self, QSize(1080, 700))

    def _connect(self) -> None:
        KeptFocus(self, self.presets.view)
        self.presets.selected.connect(self._show)
        self.presets.view.doubleClicked.connect(lambda _: self._press_default())
        self.begin_button.clicked.connect(self._begin)
        self.pin_button.clicked.connect(self._pin)
        self.cancel_button.clicked.connect(self.reject)
        self.own_form.changed.connect(self.reload)
        self._store.document_changed.connect(self._follow)
        self.own_form.failed.connect(self._fail)
        self._delete.setShortcut(QKeySequence.StandardKey.Delete)
        self._delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._delete.triggered.connect(self.own_form.remove)
        self.presets.view.addAction(self._delete)

    def _show(self, preset: Preset | None) -> None:
        """Show another preset, with the run of the design."""
        kept = (own for own in self._own.kept if preset is not None and own.name == preset.name)
        self.own_form.show_own(next(kept, None))
        self.chosen.setVisible(preset is not None)
        if preset is None:
            self._fail("")
            self.show_outcome("")
            self.begin_button.setEnabled(False)
            self.pin_button.setEnabled(False)
            return
        if preset != self._shown:
            self._shown = preset
            self.name.setText(preset.name)
            said = f"{preset.source}: {unwrapped(preset.description)}"
            advice = ". ".join(advice_lines(preset))
            self.description.setText(f"{said}\n\n{advice}." if advice else said)
            self.form = ArgumentForm(preset)
            self._fit()
            self.form.edited.connect(self.refresh)
            self.area.setWidget(self.form)
            self._put_in_order(self.form)
        self.refresh()

    def _put_in_order(self, form: ArgumentForm) -> None:
        """Make Tab go through a form as it is read, between the cards and the buttons."""
        put_in_order([self.own_form.take_back, *form.fields.values(), self.cancel_button])

    def _fit(self) -> None:
        """Fill in what the design says about the run."""
        if self.form is not None and self._shown is not None:
            design = self._store.document
            self._fitted = _run_of(design)
            taken = arguments_for_run(self._shown, design)
            self.form.offer(taken)
            self.took.setText(taken_words(self._shown, taken, design))
            self.took.setVisible(bool(self.took.text()))

    def _follow(self) -> None:
        """Follow a design whose run has changed while the gallery is open."""
        if self.isVisible() and self._fitted != _run_of(self._store.document):
            self._fit()
            self.presets.redraw()
            self.refresh()

    def refresh(self) -> None:
        """Make the schedule of what is typed, or show what is wrong in its place."""
        self.schedule = None
        self.show_outcome("")
        if self.form is None or self._shown is None:
            return
        values, faults = self.form.values()
        if not faults:
            try:
                self.schedule = preset_in(self._store.document, self._shown, values)
                if self.form.show_length(self.schedule.run):
                    self.refresh()
                    return
            except PresetError as error:
                faults = [fault.sentence for fault in error.faults]
                self.form.place(error.faults)
        self._fail("\n".join(faults))
        self.begin_button.setEnabled(self.schedule is not None)
        self.pin_button.setEnabled(self.schedule is not None)
        self.picture.show_schedule(self.schedule)

    def _fail(self, sentences: str) -> None:
        self.fault.setText(sentences)
        self.fault.setVisible(bool(sentences))

    def _press_default(self) -> None:
        for button in (self.begin_button, self.pin_button):
            if button.isDefault():
                button.click()

    def _begin(self) -> None:
        if self.schedule is None or self._shown is None:
            return
        if self._documents.begin(self.schedule, self._shown.name):
            self.accept()

    def _pin(self) -> None:
        if self.schedule is not None and self._shown is not None and self.form is not None:
            changed = [f"{name} {text}" for name, text in self.form.changed().items()]
            self.pinned.emit(", ".join([self._shown.name, *changed]), self.schedule)


def _run_of(design: Schedule) -> tuple[object, ...]:
    """Return the part of a design that a preset is fitted to."""
    return design.run, has_curve(design), design.groups


def taken_words(preset: Preset, taken: dict[str, Any], design: Schedule) -> str:
    """Say what a preset took from the open design, if it took anything or could have."""
    if taken:
        has_rate = "base_lr" in taken and follows_base(preset, taken)
        rate = f" the rate {exact_text(taken['base_lr'])}" if has_rate else ""
        run = " the run" if set(taken) - {"base_lr"} else ""
        both = " and".join(filter(None, (run, rate)))
        return f"From the open design:{both}." if both else ""
    if preset.common.brings_run:
        return "It brings its own run and takes nothing from the open design."
    if has_curve(design) or design.run != Schedule().run:
        return "It does not fit the run of the open design, and begins with another."
    return ""


def unwrapped(text: str) -> str:
    """Join the lines of each paragraph, which the label breaks again."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
