"""Parts of the window that are made when they are first seen."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from rampsmith.app.widgets.form import put_in_order


class LateWidget(QWidget):
    """A widget whose parts are made before it is first shown, so that no window waits for unseen ones.

    What it uses of other modules can be imported where the parts are made.
    """

    made = Signal()
    """The parts are there, and can be connected and filled; nobody has seen them yet."""

    def __init__(self) -> None:
        """Make it without its parts."""
        super().__init__()
        self.is_made = False

    def make(self) -> None:
        """Make the parts, unless they are there."""
        if self.is_made:
            return
        self.make_parts()
        self.is_made = True
        self.made.emit()
        # They are the newest of their window, and Tab would come to them last.
        parts = filter(self._takes_tab, self.findChildren(QWidget))
        put_in_order([*self._before(), *parts])

    def _before(self) -> Iterator[QWidget]:
        """Find what Tab comes to before this, if there is anything."""
        before = self.previousInFocusChain()
        while before is not None and before is not self:
            if self._takes_tab(before):
                yield before
                return
            before = before.previousInFocusChain()

    def _takes_tab(self, part: QWidget) -> bool:
        """Whether Tab comes to a part of the window; to lists that open above it, it does not."""
        takes = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return takes and part.window() is self.window()

    def make_parts(self) -> None:
        """Make the parts and lay them out."""
        raise NotImplementedError

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 - as Qt has it.
        """Make the parts before they are seen, so that nobody sees them find their places."""
        if visible:
            self.make()
        super().setVisible(visible)
