"""The switch above the segments: which curve is edited, the rates or one beside them."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.store import Focus, Store
from rampsmith.designer.editing.tracks import TrackName, added_track, track_of, with_track

_TIPS: dict[TrackName, str] = {
    "momentum": "The optimizer's momentum, or Adam's beta1, over the same steps",
    "multiplier": "A curve of factors that all rates are multiplied by",
}


class CurveSwitch(QWidget):
    """Three buttons; pressing one of a curve that is not there yet adds it."""

    def __init__(self, store: Store) -> None:
        """Show which curve the store looks at."""
        super().__init__()
        self._store = store
        names: tuple[tuple[Focus, str, str], ...] = (
            ("rates", "Rate", "left"),
            ("momentum", "Momentum", "middle"),
            ("multiplier", "Multiplier", "right"),
        )
        self.buttons: dict[Focus, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(0)
        for focus, text, place in names:
            button = QPushButton(text)
            button.setObjectName(place)
            button.setCheckable(True)
            button.setStyleSheet("padding: 5px 2px; font-size: 9pt;")
            button.setAccessibleName(f"Edit the {text.lower()}")
            button.setToolTip(f"Edit the {text.lower()}")
            button.clicked.connect(lambda _=False, focus=focus: self._choose(focus))
            self.buttons[focus] = button
            row.addWidget(button)
        self.remove_button = QPushButton()
        self.remove_button.setObjectName("link")
        self.remove_button.setToolTip("Remove this curve; the rates stay as they are")
        self.remove_button.clicked.connect(self._remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(11, 10, 11, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.remove_button)
        store.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the curves as they are now."""
        focus, schedule = self._store.focus, self._store.schedule
        for name, button in self.buttons.items():
            button.setChecked(name == focus)
            if name != "rates":
                there = track_of(schedule, name) is not None
                text = name.capitalize()
                button.setText(text if there else f"+ {text}")
                button.setToolTip(_TIPS[name] if there else f"Add: {_TIPS[name].lower()}")
        self.remove_button.setVisible(focus != "rates")
        self.remove_button.setText(f"Remove the {focus} curve")

    def _choose(self, focus: Focus) -> None:
        if focus != "rates" and track_of(self._store.schedule, focus) is None:
            self._store.edit(lambda schedule: added_track(schedule, focus), f"Add {focus}")
        self._store.look_at(focus)
        self.refresh()

    def _remove(self) -> None:
        focus = self._store.focus
        if focus != "rates":
            self._store.edit(lambda schedule: with_track(schedule, focus, None), f"Remove {focus}")
