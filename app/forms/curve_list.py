"""The curves of the design above the segments: one is edited, others are added or removed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.widgets.buttons import give_menu, link_button
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import heading
from rampsmith.designer.document.curves import curve_keys, track_of, without_curve
from rampsmith.designer.document.kinds import (
    KINDS,
    RATE_CURVE,
    CurveKey,
    CurveKind,
    own_kind,
    own_name_fault,
)
from rampsmith.designer.values.numbers import EntryError

MOST_ROWS = 6
"""Rows that are seen at once; the others are scrolled to."""

ROW = 28
"""Pixels that a row is high."""

KEY = Qt.ItemDataRole.UserRole


class CurveList(QWidget):
    """A row for each curve, in the order of the lanes; those of single groups stand further in."""

    def __init__(self, store: Store) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self.rows = QListWidget()
        self.rows.setObjectName("curves")
        self.rows.setAccessibleName("Curves")
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.rows.currentItemChanged.connect(self._choose)
        self.add_button = link_button("+  Add curve", "Add a curve of another number")
        self.adders = QMenu(self.add_button)
        self.adders.setToolTipsVisible(True)
        self.adders.aboutToShow.connect(self.fill_adders)
        give_menu(self.add_button, self.adders)
        self.remove_button = link_button()
        self.remove_button.clicked.connect(self._remove)
        self.own_name = Field("Name of the value", _parsed_own_name)
        self.own_name.setPlaceholderText("its name, such as temperature")
        self.own_name.committed.connect(self._add_own)
        self.own_name.refused.connect(store.said)
        self.own_name.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addStretch(1)
        buttons.addWidget(self.remove_button)
        layout = spaced(QVBoxLayout(self), spacing=3, margins=(12, 14, 12, 0))
        title = heading("Curves")
        title.setContentsMargins(0, 0, 0, 2)
        layout.addWidget(title)
        layout.addWidget(self.rows)
        layout.addWidget(self.own_name)
        layout.addWidget(FaultLine(self.own_name))
        layout.addLayout(buttons)
        store.document_changed.connect(self.refresh)
        store.selection_changed.connect(self.refresh)
        self.refresh()

    def keys(self) -> list[CurveKey]:
        """Return the curves of all rows, with those of groups that are left alone."""
        schedule = self._store.schedule
        left_alone = [track.key for track in schedule.tracks if track.left_alone]
        found = [*curve_keys(schedule), *left_alone]
        kinds = list(dict.fromkeys(key.kind for key in found))
        return sorted(found, key=lambda key: (kinds.index(key.kind), key.group is not None))

    def refresh(self) -> None:
        """Show the curves as they are now."""
        keys, focus = self.keys(), self._store.focus
        if [self._key(row) for row in range(self.rows.count())] != keys:
            self._fill(keys)
        self.rows.blockSignals(True)
        self.rows.setCurrentRow(keys.index(focus) if focus in keys else -1)
        self.rows.blockSignals(False)
        self.remove_button.setVisible(focus != RATE_CURVE)
        self.remove_button.setText("Remove")
        self.remove_button.setToolTip(tooltip(f"Remove the {focus.words}"))
        self.remove_button.setAccessibleName(f"Remove the {focus.words}")

    def _fill(self, keys: list[CurveKey]) -> None:
        self.rows.blockSignals(True)
        self.rows.clear()
        for key in keys:
            words = self._words(key)
            item = QListWidgetItem(words if key.group is None else f"      {words}")
            item.setData(KEY, key)
            item.setSizeHint(QSize(0, scaled(ROW)))
            item.setToolTip(tooltip(words))
            track = track_of(self._store.schedule, key)
            if track is not None and track.left_alone:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.rows.addItem(item)
        self.rows.setFixedHeight(scaled(ROW) * min(len(keys), MOST_ROWS) + 4)
        self.rows.blockSignals(False)

    def _words(self, key: CurveKey) -> str:
        if key.group is None:
            return key.kind.title
        track = track_of(self._store.schedule, key)
        alone = " left alone" if track is not None and track.left_alone else ""
        # The group comes first: it tells the rows apart where their ends are cut.
        return f"{key.group}: {key.kind.words}{alone}"

    def _key(self, row: int) -> CurveKey | None:
        key = self.rows.item(row).data(KEY)
        return key if isinstance(key, CurveKey) else None

    def choose(self, key: CurveKey) -> None:
        """Choose a curve as a click on its row does."""
        self.rows.setCurrentRow(self.keys().index(key))

    def _choose(self, item: QListWidgetItem | None) -> None:
        key = None if item is None else item.data(KEY)
        if isinstance(key, CurveKey):
            self._store.edit_curve_of(key)

    def fill_adders(self) -> None:
        """List the kinds that have no common curve yet."""
        self.adders.clear()
        there = curve_keys(self._store.schedule)
        for kind in KINDS:
            if CurveKey(kind) not in there:
                action = self.adders.addAction(kind.title)
                action.setToolTip(kind.tip)
                action.triggered.connect(lambda _=False, kind=kind: self.add(kind))
        self.adders.addSeparator()
        own = self.adders.addAction("A value of your own…")
        own.setToolTip("A number that the training loop reads from each group by its name")
        own.triggered.connect(self.ask_for_name)

    def add(self, kind: CurveKind) -> None:
        """Add the common curve of a kind, and edit it."""
        self._store.edit_curve_of(CurveKey(kind), adds=True)

    def ask_for_name(self) -> None:
        """Ask what a value of the person's own is called."""
        self.own_name.show_text("")
        self.own_name.show()
        self.own_name.setFocus()

    def _add_own(self, name: str) -> None:
        self.own_name.hide()
        self.own_name.show_text("")
        self.add(own_kind(name))

    def _remove(self) -> None:
        key = self._store.focus
        if key != RATE_CURVE:
            self._store.edit(lambda schedule: without_curve(schedule, key), f"Remove {key.words}")
            common = CurveKey(key.kind)
            if key.group is not None and common in curve_keys(self._store.schedule):
                self._store.edit_curve_of(common)
            self.rows.setFocus()


class CurveLine(ElidedLabel):
    """The line above the segments that says whose they are; cut where there is no room."""

    def __init__(self, store: Store) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self.setObjectName("quiet")
        self.setContentsMargins(12, 0, 12, 4)
        store.document_changed.connect(self.refresh)
        store.selection_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Name the curve, where there is more than one."""
        key = self._store.focus
        self.setText(f"of the {key.words}")
        self.setToolTip(tooltip(f"The segments of the {key.words}"))
        self.setVisible(len(curve_keys(self._store.schedule)) > 1)


def _parsed_own_name(text: str) -> str:
    name = text.strip().replace(" ", "_")
    fault = own_name_fault(name)
    if fault is not None:
        raise EntryError(fault)
    return name
