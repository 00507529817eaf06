"""The keys of the segment list that move the current segment's ends and levels."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from rampsmith.app.plot.snapping import round_number
from rampsmith.app.store import Store
from rampsmith.designer.editing.nudging import nudged_begin, nudged_end, nudged_level
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.numbers import count_text, rate_text
from rampsmith.designer.schedule import Schedule

HELP = (
    "Left and Right move where the segment ends, Page Up and Down the level there; with Alt where "
    "it begins and the level there. Shift moves less, Ctrl more. F2 goes to the numbers."
)

_WAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_RISES: dict[int, int] = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}

NUDGE = 0.01
"""How much of the run, and of the highest level, one press moves by, about."""

COARSER = 10
"""How many times further it goes with Ctrl, and less far with Shift."""


class SegmentKeys:
    """Moves by keys; a key that is held is one edit when it is let go."""

    def __init__(self, store: Store) -> None:
        """Edit the store's current segment."""
        self._store = store
        self._held: int | None = None
        self._words = ""

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; tell whether it asked for anything."""
        key, index = event.key(), self._store.segment_index
        if index is None or (key not in _WAYS and key not in _RISES):
            return False
        if self._held is None and self._store.is_previewing:
            return False
        if self._held != key:
            self.finish()
            self._held = key
        side: Side = "start" if event.modifiers() & Qt.KeyboardModifier.AltModifier else "end"
        reach = _reach(event.modifiers())
        if key in _WAYS:
            self._words = "Move boundary"
            self._show(self._moved(index, side, _WAYS[key] * reach))
            self._say_place(index, side)
        else:
            self._words = "Move level"
            self._show(self._raised(index, side, _RISES[key] * reach))
            self._say_level(index, side)
        return True

    def release(self, event: QKeyEvent) -> bool:
        """End what a held key did; tell whether it did anything."""
        if self._held is None or event.key() != self._held:
            return False
        if not event.isAutoRepeat():
            self.finish()
        return True

    def finish(self) -> None:
        """Make the held key's way one edit; also when another key or the mouse comes first."""
        if self._held is not None:
            self._held = None
            self._store.commit(self._words)

    def _show(self, edit: Callable[[Schedule], Schedule]) -> None:
        self._store.preview(edit(self._store.curve))

    def _moved(self, index: int, side: Side, times: float) -> Callable[[Schedule], Schedule]:
        line = self._store.rates.timeline
        whole = round_number(NUDGE * max(line.end, line.run_steps, 1), whole=True)
        steps = max(1, round(abs(times) * whole)) * (1 if times > 0 else -1)
        move = nudged_begin if side == "start" else nudged_end
        return lambda schedule: move(schedule, index, steps)

    def _raised(self, index: int, side: Side, times: float) -> Callable[[Schedule], Schedule]:
        store, group = self._store, self._store.group_index
        rates = store.rates
        levels = [
            at(segment, group)
            for segment in range(len(store.curve.segments) if store.curve.groups else 0)
            for at in (rates.level_at_start, rates.level_at_end)
        ]
        finite = [level for level in levels if 0 < level < float("inf")]
        by = times * round_number(NUDGE * max(finite, default=1e-3), whole=False)
        return partial(nudged_level, index=index, side=side, by=by, group=group)

    def _say_place(self, index: int, side: Side) -> None:
        line, word = self._store.rates.timeline, self._store.curve.step_word
        name = self._store.curve.segments[index].name
        if side == "start":
            said = f"“{name}” begins at {word} {count_text(line.begins[index])}"
        else:
            said = f"“{name}” ends at {word} {count_text(line.ends[index])}"
        self._store.said.emit(said)

    def _say_level(self, index: int, side: Side) -> None:
        rates, group = self._store.rates, self._store.group_index
        if not self._store.curve.groups:
            return
        name = self._store.curve.segments[index].name
        at = rates.level_at_start if side == "start" else rates.level_at_end
        verb = "begins" if side == "start" else "ends"
        self._store.said.emit(f"“{name}” {verb} at rate {rate_text(at(index, group))}")


def _reach(modifiers: Qt.KeyboardModifier) -> float:
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 1 / COARSER
    return COARSER if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0
