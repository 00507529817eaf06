"""A number typed during a drag: what is dragged goes there, and no longer follows the mouse."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.controls.drag import Drag
from rampsmith.app.plot.gestures.gesture import Gesture
from rampsmith.app.plot.gestures.typed_place import goes_in_time, typed_meaning, typed_place
from rampsmith.designer.values.numbers import EntryError

Key = Qt.Key
Modifiers = Qt.KeyboardModifier

BEGINS = frozenset("0123456789.")
"""What a number begins with; other keys keep their meaning until then."""

ENDS = (Key.Key_Return, Key.Key_Enter)
FINE = 1e-6
"""The part of a pixel to which a typed value is exact."""


class TypedNumber:
    """The keys of one plot that are digits while something is dragged by the mouse."""

    def __init__(self, canvas: Canvas, drag: Drag) -> None:
        """Belong to the drags of a plot."""
        self._canvas = canvas
        self._drag = drag

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key is a part of the number, or ends it."""
        drag, key, text = self._drag, event.key(), event.text()
        if drag.gesture is None or drag.is_by_keys:
            return False
        if event.modifiers() & (Modifiers.ControlModifier | Modifiers.AltModifier):
            return False
        if drag.typed and (key in ENDS or key == Key.Key_Backspace):
            return True
        return text in BEGINS if not drag.typed else text.isprintable() and bool(text)

    def press(self, event: QKeyEvent) -> None:
        """Add a key to the number, or make the drag an edit."""
        drag, gesture = self._drag, self._drag.gesture
        if gesture is None:
            return
        if event.key() in ENDS:
            if self._bring(gesture):
                drag.end()
            return
        if event.key() == Key.Key_Backspace:
            drag.typed = drag.typed[:-1]
        else:
            drag.typed += event.text()
        if drag.typed:
            self._bring(gesture)
        else:
            drag.follow_keys(event.modifiers())

    def _bring(self, gesture: Gesture) -> bool:
        """Bring what is held to where the number says; a wrong one moves nothing, and is told."""
        drag, view, store = self._drag, self._canvas.view(), self._canvas.store
        in_time = drag.place is not None and goes_in_time(gesture, drag.place, view)
        try:
            place = typed_place(drag.typed, gesture, store.curve, view, in_time=in_time)
        except EntryError as error:
            store.said.emit(f"“{drag.typed}”: {error} · Esc takes it all back")
            return False
        none: frozenset[Any] = frozenset()
        height = FINE * view.height_pixel
        fine = replace(view, time_snaps=none, level_snaps=none, height_pixel=height)
        modes = replace(drag.modes(Modifiers.NoModifier), one_axis=True)
        drag.move_to(*place, modes, fine)
        meaning = typed_meaning(gesture, view, in_time=in_time)
        store.said.emit(f"“{drag.typed}” is {meaning} · Enter sets it · Esc takes it all back")
        return True
