"""The drag under way on one plot: a gesture, which ends as one edit or none, or a rubber band."""

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QApplication

from rampsmith.app.plot.controls.canvas import Canvas
from rampsmith.app.plot.gestures.banding import Band
from rampsmith.app.plot.gestures.gesture import MODES, DragModes, Gesture, Mode, View

Modifiers = Qt.KeyboardModifier


class Drag(QObject):
    """Shows at every move the result of the gesture under way."""

    committed = Signal(object)
    """A gesture has become an edit."""

    def __init__(self, canvas: Canvas) -> None:
        """Start with nothing to drag."""
        super().__init__(canvas)
        self._canvas = canvas
        self._store = canvas.store
        self._mode: Mode | None = None
        self._at: QPointF | None = None
        self.gesture: Gesture | None = None
        self.typed = ""
        """The number that is typed meanwhile; the mouse then moves nothing."""
        self.is_by_keys = False
        """Whether a held key moves things, not the mouse."""
        # Something else has changed the document: the gesture would undo that unseen.
        self._store.document_changed.connect(self._let_go)

    def begin(self, gesture: Gesture, *, by_keys: bool = False) -> None:
        """Start a gesture on the document as it is now."""
        self.gesture = gesture
        self.is_by_keys = by_keys
        self._mode = None

    def begin_band(self, step: float, height: float) -> None:
        """Start a rubber band."""
        self._canvas.take(band=Band((step, height), (step, height)))

    def move(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Bring what is dragged to the mouse."""
        canvas, band = self._canvas, self._canvas.state.band
        place = self._place_of(scene)
        if band is not None:
            canvas.take(band=Band(band.begin, place))
            canvas.show()
        elif self.gesture is not None and not self.typed:
            self._at = canvas.mouse = scene
            self.move_to(*place, self.modes(modifiers), canvas.view())

    @property
    def place(self) -> tuple[float, float] | None:
        """The step and the height that the mouse has come to; None before it has moved."""
        return None if self._at is None else self._place_of(self._at)

    def _place_of(self, scene: QPointF) -> tuple[float, float]:
        """Stay at the edge with what is dragged out of the view, where it can be seen; the view goes along."""
        view_box = self._canvas.view_box
        return view_box.place(view_box.nearest(scene))

    def move_to(self, step: float, height: float, modes: DragModes, view: View) -> None:
        """Show and describe the result of the gesture at a place."""
        if self.gesture is None:
            return
        outcome = self.gesture.moved(step, height, view, modes)
        self._canvas.held = outcome.held
        self._canvas.take(guides=outcome.guides)
        if not self._store.preview_curve(lambda _: outcome.schedule):
            self._canvas.show()
        self._store.said.emit(outcome.sentence)

    def modes(self, modifiers: Qt.KeyboardModifier) -> DragModes:
        """Return the modes that some keys ask for, or the one that was chosen in their place."""
        mode: Mode = "roll"
        if self._mode is not None:
            mode = self._mode
        elif modifiers & Modifiers.AltModifier:
            mode = "stretch"
        elif modifiers & Modifiers.ControlModifier:
            mode = "push"
        return DragModes(mode, bool(modifiers & Modifiers.ShiftModifier))

    def follow_keys(self, modifiers: Qt.KeyboardModifier) -> None:
        """Move the drag again with other keys, while the mouse stands still."""
        if self._at is not None:
            self.move(self._at, modifiers)

    def next_mode(self, modifiers: Qt.KeyboardModifier) -> None:
        """Go on to the next mode of moving a boundary, without its key."""
        now = self.modes(modifiers).mode
        self._mode = MODES[(MODES.index(now) + 1) % len(MODES)]
        self.follow_keys(modifiers)

    def end(self) -> None:
        """Make the gesture one edit, with its words."""
        gesture = self.gesture
        self._let_go()
        before = self._store.history
        if gesture is None or not self._store.commit(gesture.words):
            self._canvas.show()
        if gesture is not None:
            self._store.said.emit("")
            if self._store.history is not before:
                self.committed.emit(gesture)

    def end_what_was_lost(self) -> None:
        """End a drag whose release was lost, as when another window took the mouse away."""
        buttons = QApplication.mouseButtons()
        if self.gesture is not None and not self.is_by_keys and buttons == Qt.MouseButton.NoButton:
            self.end()

    def cancel(self) -> bool:
        """Take what is dragged back; return whether there was anything."""
        gesture, band = self.gesture, self._canvas.state.band
        self._let_go()
        if gesture is None or not self._store.cancel():
            self._canvas.show()
        if gesture is not None:
            self._store.said.emit("Taken back")
        return gesture is not None or band is not None

    def _let_go(self) -> None:
        self.gesture = self._at = self._canvas.held = None
        self.typed = ""
        self._canvas.take(guides=(), band=None)
