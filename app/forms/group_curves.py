"""What each kind of curve does for one parameter group: followed, a curve of its own, or left alone."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.buttons import link_button
from rampsmith.designer.document.curves import (
    curve_keys,
    followed,
    left_alone,
    track_of,
    without_curve,
)
from rampsmith.designer.document.kinds import KINDS, RATE, CurveKey, CurveKind
from rampsmith.designer.document.schedule import Schedule


def kinds_of(schedule: Schedule) -> list[CurveKind]:
    """List the kinds of all curves in a design, the rate first."""
    return list(dict.fromkeys([RATE, *(track.key.kind for track in schedule.tracks)]))


def group_words(schedule: Schedule, name: str) -> str:
    """Say in a few words how a group differs from what the common curves set."""
    own: list[str] = []
    alone: list[str] = []
    for kind in kinds_of(schedule):
        track = track_of(schedule, CurveKey(kind, name))
        if track is not None:
            (alone if track.left_alone else own).append(kind.words)
    parts = [f"own {', '.join(own)}"] if own else []
    parts += [f"{', '.join(alone)} left alone"] if alone else []
    return "; ".join(parts) or "follows the common curves"


class GroupCurves:
    """The button below a group's name, and its menu."""

    def __init__(self, store: Store) -> None:
        """Begin for no group."""
        self._store = store
        self._name = ""
        self.button: QPushButton = link_button(tip="Choose which curves this group has of its own")
        self.button.setStyleSheet("text-align: left; font-size: 9pt;")
        self.button.clicked.connect(self._open)

    def refresh(self, name: str) -> None:
        """Show the curves of the group of a name."""
        self._name = name
        schedule = self._store.schedule
        self.button.setText(group_words(schedule, name))
        self.button.setAccessibleName(f"Curves of {name}")
        # A single group and no other curve than its rate: there is nothing to choose.
        self.button.setVisible(len(schedule.groups) > 1 or bool(schedule.tracks))

    def _open(self) -> None:
        menu = self.menu()
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """List for each kind what can be chosen; what holds now is ticked. It ends when it is closed."""
        menu = QMenu(self.button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        schedule = self._store.schedule
        present = kinds_of(schedule)
        for kind in present:
            menu.addSection(kind.title)
            self._list_choices(menu, schedule, kind)
        others = menu.addMenu("Give a curve of another number")
        for kind in KINDS:
            if kind not in present:
                key = CurveKey(kind, self._name)
                give = others.addAction(kind.title)
                give.triggered.connect(lambda _=False, key=key: self._give(key))
        return menu

    def _list_choices(self, menu: QMenu, schedule: Schedule, kind: CurveKind) -> None:
        """List what a kind of curve can do for the group."""
        key = CurveKey(kind, self._name)
        track = track_of(schedule, key)
        has_common = CurveKey(kind) in curve_keys(schedule)
        follows = f"Follow the common {kind.words}" if has_common else "Have no such curve"
        _add(menu, follows, partial(self._follow, key), is_on=track is None)
        has_own = track is not None and not track.left_alone
        words = "Edit its own curve" if has_own else "Give a curve of its own"
        _add(menu, words, partial(self._give, key), is_on=has_own)
        if has_common:
            is_alone = track is not None and track.left_alone
            _add(menu, "Leave alone", partial(self._leave, key), is_on=is_alone)

    def _follow(self, key: CurveKey) -> None:
        words = f"Let “{key.group}” follow the common {key.kind.words}"
        self._store.edit(lambda s: without_curve(s, key), words)
        self._edit_followed(key)

    def _give(self, key: CurveKey) -> None:
        self._store.edit_curve_of(key, adds=True)

    def _leave(self, key: CurveKey) -> None:
        self._store.edit(lambda s: left_alone(s, key), f"Leave the {key.words} alone")
        self._edit_followed(key)

    def _edit_followed(self, key: CurveKey) -> None:
        """Go to the curve that the group follows now, where there is one."""
        now = followed(self._store.schedule, key.kind, key.group or "")
        if now is not None:
            self._store.edit_curve_of(now)


def _add(menu: QMenu, words: str, do: Callable[[], None], *, is_on: bool) -> None:
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(is_on)
    action.triggered.connect(lambda _=False: do())
