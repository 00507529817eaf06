"""What each kind of curve does for one parameter group: followed, a curve of its own, or left alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.buttons import ElidedLink
from rampsmith.designer.document.curves import followed, left_alone, track_of, without_curve
from rampsmith.designer.document.kinds import KINDS, RATE, CurveKey, CurveKind
from rampsmith.designer.document.schedule import Schedule

Way: TypeAlias = Literal["follow", "own", "alone"]


@dataclass(frozen=True, slots=True)
class CurveChoice:
    """One thing that a kind of curve can do for a group.

    Attributes:
        key: the kind and the group.
        way: whether the group follows the common curve, has its own, or is left alone.
        words: what it is called.
        is_on: whether it is so now.
        do: makes it so.
    """

    key: CurveKey
    way: Way
    words: str
    is_on: bool
    do: Callable[[], object] = field(compare=False)


def curve_choices(store: Store, key: CurveKey) -> list[CurveChoice]:
    """List what a kind of curve can do for a group, the common one first."""
    schedule = store.schedule
    track = track_of(schedule, key)
    has_common = key.kind == RATE or track_of(schedule, CurveKey(key.kind)) is not None
    has_own = track is not None and not track.left_alone
    what = key.kind.words
    follows = f"Follow the common {what}" if has_common else f"Have no curve of the {what}"
    own = f"Edit its own {what} curve" if has_own else f"Give a {what} curve of its own"
    found = [
        CurveChoice(key, "follow", follows, track is None, partial(_follow, store, key)),
        CurveChoice(key, "own", own, has_own, partial(store.edit_curve_of, key, adds=True)),
    ]
    if has_common:
        is_alone = track is not None and track.left_alone
        leave = partial(_leave, store, key)
        found.append(CurveChoice(key, "alone", f"Leave the {what} alone", is_alone, leave))
    return found


def _follow(store: Store, key: CurveKey) -> None:
    words = f"Let “{key.group}” follow the common {key.kind.words}"
    store.edit(lambda s: without_curve(s, key), words)
    _edit_followed(store, key)


def _leave(store: Store, key: CurveKey) -> None:
    store.edit(lambda s: left_alone(s, key), f"Leave the {key.words} alone")
    _edit_followed(store, key)


def _edit_followed(store: Store, key: CurveKey) -> None:
    """Go to the curve that the group follows now, where there is one."""
    now = followed(store.schedule, key.kind, key.group or "")
    if now is not None:
        store.edit_curve_of(now)


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
    return "; ".join(parts) or "common curves"


class GroupCurves:
    """The button below a group's name, and its menu."""

    def __init__(self, store: Store) -> None:
        """Begin for no group."""
        self._store = store
        self._name = ""
        self.button = ElidedLink("Choose which curves this group has of its own")
        self.button.setStyleSheet("text-align: left; font-size: 9pt;")
        self.button.clicked.connect(self._open)

    def refresh(self, name: str) -> None:
        """Show the curves of the group of a name."""
        self._name = name
        schedule = self._store.schedule
        self.button.show_words(group_words(schedule, name))
        self.button.setAccessibleName(f"Curves of {name}")
        # A single group and no other curve than its rate: there is nothing to choose.
        self.button.setVisible(len(schedule.groups) > 1 or bool(schedule.tracks))

    def _open(self) -> None:
        menu = self.menu()
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """List the choices for each kind, the present one ticked; closing the menu deletes it."""
        menu = QMenu(self.button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        present = kinds_of(self._store.schedule)
        for kind in present:
            menu.addSeparator()
            for choice in curve_choices(self._store, CurveKey(kind, self._name)):
                action = menu.addAction(choice.words)
                action.setCheckable(True)
                action.setChecked(choice.is_on)
                action.triggered.connect(lambda _=False, do=choice.do: do())
        others = menu.addMenu("Give a curve of another number")
        for kind in KINDS:
            if kind not in present:
                key = CurveKey(kind, self._name)
                give = others.addAction(kind.title)
                give.triggered.connect(
                    lambda _=False, key=key: self._store.edit_curve_of(key, adds=True)
                )
        return menu
