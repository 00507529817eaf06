"""The bar on top: the title, what is used all the time, and how the plot shows."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from rampsmith.app.base.actions import Actions
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.icons import icon
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.view.snapping import LEVEL_SNAPS, TIME_SNAPS, LevelSnap, TimeSnap
from rampsmith.app.plot.view.time_units import TimeUnit, shown_unit, time_units
from rampsmith.app.widgets.buttons import Fold, Folding, button_for, give_menu
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.app.widgets.form import spaced
from rampsmith.designer.document.class_names import retitled
from rampsmith.designer.values.names import parsed_name

_UNITS: tuple[tuple[TimeUnit, str], ...] = (
    ("steps", "Updates"),
    ("epochs", "Epochs"),
    ("percent", "%"),
    ("samples", "Samples"),
    ("tokens", "Tokens"),
)


_SNAP_WORDS: dict[TimeSnap | LevelSnap, str] = {
    "epochs": "epochs",
    "percent": "percent of the run",
    "steps": "round steps",
    "decades": "1-2-5 levels",
    "levels": "levels in use",
}

FILES = ("new", "open", "save", "undo", "redo")
"""The actions that have a button at the left."""

TITLE_WIDTHS = (220, 140)
"""The width of the title's place in pixels, with room and without; it gets half of what room is
left, up to twice its width."""

LEAVE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
"""The keys that end with the title."""


class TitleField(Field):
    """The title, which Enter and Esc leave: letters are shortcuts again after them."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the title once it is entered or taken back."""
        key = event.key()
        super().keyPressEvent(event)
        if key in LEAVE and not self.fault:
            event.accept()
            self.left.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select all of the title, not one of its words: it is replaced more often than mended."""
        super().mouseDoubleClickEvent(event)
        self.selectAll()


class TopBar(QWidget):
    """The title and the buttons."""

    def __init__(
        self, store: Store, plot: SchedulePlot, actions: Actions, appearance: Appearance
    ) -> None:
        """Show the store's title and the plot's settings."""
        super().__init__()
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._store = store
        self._plot = plot
        self._appearance = appearance
        self.title = TitleField("Title of the design", lambda text: parsed_name(text, "A title"))
        self.title_fault = FaultLine(self.title)
        self.title_fault.setContentsMargins(12, 0, 12, 6)
        self.title.setObjectName("title")
        self.title.setToolTip("The design's title; click to change it")
        self.edited = QLabel("edited")
        self.edited.setObjectName("edited")
        self._title_place = QWidget()
        self._title_place.setFixedWidth(scaled(TITLE_WIDTHS[0]))
        self.linear = self._toggle("Linear", "left", "Show the values on a linear axis (L)")
        self.log = self._toggle("Log", "right", "Show the values on a log axis (L)")
        self.units = {unit: self._unit_button(unit, text) for unit, text in _UNITS}
        self.snap_time = self._toggle("Snap: time", "", "")
        self.snap_level = self._toggle("Snap: level", "", "")
        self._snaps = {
            self.snap_time: ("Snap: time", "snap_time"),
            self.snap_level: ("Snap: level", "snap_rate"),
        }
        self.unit = QPushButton()
        self.unit.setAccessibleName("Unit of time")
        self.unit.setToolTip("Show time in another unit (T)")
        give_menu(self.unit, QMenu(self.unit))
        self._units_menu = {unit: self._unit_action(unit, text) for unit, text in _UNITS}
        self.unit.hide()
        self._fitted = -1
        self._has_words = True
        self._folds_snaps = False
        self._least = 0
        # The words of the title begin where those of the columns below do.
        self._layout = spaced(QHBoxLayout(self), margins=(6, 8, 14, 8))
        self._fill(actions)
        self.folding = self._folding()
        self._connect()
        self.refresh()

    def _fill(self, actions: Actions) -> None:
        layout = self._layout
        place = spaced(QHBoxLayout(self._title_place), spacing=4)
        place.addWidget(self.title, 1)
        place.addWidget(self.edited)
        layout.addWidget(self._title_place)
        layout.addSpacing(10)
        self._actions = [actions[name] for name in FILES]
        self.files = [button_for(action) for action in self._actions]
        for button, action in zip(self.files, self._actions, strict=True):
            # After the button itself, which would show its icon too.
            action.changed.connect(self._show_files)
            layout.addWidget(button)
            layout.addSpacing(6)
        layout.addSpacing(8)
        layout.addStretch(1)
        for group in (
            (self.linear, self.log),
            (*self.units.values(), self.unit),
            (self.snap_time,),
            (self.snap_level,),
        ):
            for button in group:
                layout.addWidget(button)
            layout.addSpacing(8)
        layout.addStretch(1)
        for button, names in ((self.snap_time, TIME_SNAPS), (self.snap_level, LEVEL_SNAPS)):
            button.addActions([actions[f"snap_{name}"] for name in names])
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.search = button_for(actions["commands"])
        self.search.setText("")
        layout.addWidget(self.search)
        layout.addSpacing(8)
        export = button_for(actions["export"])
        export.setObjectName("primary")
        layout.addWidget(export)

    def _folding(self) -> Folding:
        """Prepare what is left out where the bar is narrow, the words of files and steps first."""
        return Folding(
            (
                Fold(lambda: self._fold_files(folded=True), lambda: self._fold_files(folded=False)),
                Fold(lambda: self._fold_snaps(folded=True), lambda: self._fold_snaps(folded=False)),
                Fold(lambda: self._show_units(folded=True), lambda: self._show_units(folded=False)),
                Fold(
                    lambda: self._title_place.setFixedWidth(scaled(TITLE_WIDTHS[1])),
                    lambda: self._title_place.setFixedWidth(scaled(TITLE_WIDTHS[0])),
                ),
            ),
            lambda: self._layout.minimumSize().width(),
        )

    def _fold_files(self, *, folded: bool) -> None:
        self._has_words = not folded
        self._show_files()

    def _show_files(self) -> None:
        """Show words, or icons where there is no room for them."""
        for button, action in zip(self.files, self._actions, strict=True):
            button.setText(action.iconText() if self._has_words else "")
            button.setIcon(QIcon() if self._has_words else action.icon())

    def _fold_snaps(self, *, folded: bool) -> None:
        self._folds_snaps = folded
        self._show_snaps()

    def _show_snaps(self) -> None:
        """Show words, or icons where there is no room for them; nothing moves for another theme."""
        for button, (words, name) in self._snaps.items():
            button.setText("" if self._folds_snaps else words)
            button.setIcon(icon(name, self._appearance.theme) if self._folds_snaps else QIcon())

    def _show_units(self, *, folded: bool) -> None:
        self.unit.setVisible(folded)
        for button in self.units.values():
            button.setVisible(not folded)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the bar with everything folded, which is how narrow the window can be."""
        hint = super().minimumSizeHint()
        # Before it is folded for the first time it must not widen the window.
        return QSize(min(hint.width(), self._least), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold and unfold for another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Fold what has to be, unless nothing has changed that counts."""
        if self.width() == self._fitted or not self.isVisible():
            return
        self._fitted = self.width()
        self._least = self.folding.least()
        self.folding.fit(self.width())
        spare = self.width() - self._layout.minimumSize().width()
        title = self._title_place.minimumWidth()
        self._title_place.setFixedWidth(title + max(0, min(spare // 2, title)))

    def _widen(self) -> None:
        """Keep room for every word that the button may have, so that it moves no other."""
        self.unit.ensurePolished()
        now, widths = self.unit.text(), []
        for _, text in _UNITS:
            self.unit.setText(text)
            widths.append(self.unit.sizeHint().width())
        self.unit.setText(now)
        self.unit.setMinimumWidth(max(widths))

    def _unit_action(self, unit: TimeUnit, text: str) -> QAction:
        action = self.unit.menu().addAction(text)
        action.setCheckable(True)
        action.triggered.connect(lambda: self._plot.change_settings(unit=unit))
        return action

    def _toggle(self, text: str, place: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setObjectName(place)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        return button

    def _unit_button(self, unit: TimeUnit, text: str) -> QPushButton:
        places = {"steps": "left", "tokens": "right"}
        button = self._toggle(text, places.get(unit, "middle"), f"Show time as {text.lower()}")
        button.setAccessibleName(f"Time in {text.lower() if text.isalpha() else unit}")
        return button

    def _connect(self) -> None:
        plot = self._plot
        self.linear.clicked.connect(lambda: plot.change_settings(logarithmic=False))
        self.log.clicked.connect(lambda: plot.change_settings(logarithmic=True))
        for unit, button in self.units.items():
            button.clicked.connect(lambda _=False, unit=unit: plot.change_settings(unit=unit))
        self.snap_time.clicked.connect(lambda on: plot.change_settings(snaps_time=on))
        self.snap_level.clicked.connect(lambda on: plot.change_settings(snaps_level=on))
        self.title.committed.connect(self._rename)
        self.title.refused.connect(self._store.said)
        self.title.left.connect(plot.setFocus)
        plot.settings_changed.connect(self.refresh)
        self._appearance.changed.connect(self._show_snaps)
        store = self._store
        for signal in (store.document_changed, store.unchanged, store.file_changed):
            signal.connect(self.refresh)

    def _rename(self, title: str) -> None:
        self._store.edit(lambda schedule: retitled(schedule, title), "Rename design")

    def showEvent(self, event: QShowEvent) -> None:
        """Measure again: the window's style sheet has given the words their font only now."""
        super().showEvent(event)
        self._widen()
        self._fit()

    def refresh(self) -> None:
        """Show title and settings as they are now."""
        schedule = self._store.schedule
        self.title.show_text(schedule.title)
        self.edited.setVisible(not self._store.history.is_saved)
        settings = self._plot.settings
        self.linear.setChecked(not settings.logarithmic)
        self.log.setChecked(settings.logarithmic)
        shown, known = shown_unit(schedule, settings.unit), time_units(schedule)
        for unit, button in self.units.items():
            button.setChecked(unit == shown)
            button.setEnabled(unit in known)
            action = self._units_menu[unit]
            action.setText(button.text())
            action.setChecked(button.isChecked())
            action.setEnabled(button.isEnabled())
        self.unit.setText(self.units[shown].text())
        self.units["tokens"].setToolTip(
            "Show time as tokens"
            if self.units["tokens"].isEnabled()
            else "Show time as tokens: say under Run how many each sample has"
        )
        for button, snaps, key, kinds, chosen in (
            (self.snap_time, settings.snaps_time, "S", TIME_SNAPS, settings.time_snaps),
            (self.snap_level, settings.snaps_level, "Shift+S", LEVEL_SNAPS, settings.level_snaps),
        ):
            button.setChecked(snaps)
            on = ", ".join(_SNAP_WORDS[kind] for kind in kinds if kind in chosen)
            button.setToolTip(
                f"{self._snaps[button][0]} is {'on' if snaps else 'off'} ({key}) and catches on "
                f"{on or 'nothing'}; right-click to choose"
            )
        self._fit()
