"""What a bar leaves out, little by little, where there is no room for all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QPushButton


@dataclass(frozen=True, slots=True)
class Fold:
    """One thing that a bar can do to need less room.

    Attributes:
        fold: does it.
        unfold: takes it back.
    """

    fold: Callable[[], object]
    unfold: Callable[[], object]


class Folding:
    """Folds as few things as are needed, the first ones first."""

    def __init__(self, folds: Sequence[Fold], needed: Callable[[], int]) -> None:
        """Begin unfolded.

        Args:
            folds: what can be done, in this order.
            needed: how wide the bar has to be as it is now.
        """
        self._folds = tuple(folds)
        self._needed = needed
        self.level = 0
        """How many of them are folded."""

    def fit(self, width: int) -> None:
        """Fold for a width what has to be."""
        self._go_to(0)
        while self.level < len(self._folds) and self._needed() > width:
            self._go_to(self.level + 1)

    def least(self) -> int:
        """Tell how wide the bar has to be with everything folded, which it is then."""
        self._go_to(len(self._folds))
        return self._needed()

    def _go_to(self, level: int) -> None:
        while self.level < level:
            self._folds[self.level].fold()
            self.level += 1
        while self.level > level:
            self.level -= 1
            self._folds[self.level].unfold()


def words_fold(buttons: Sequence[QPushButton]) -> Fold:
    """Make the fold that takes the words from buttons that have icons; tooltips still say them."""

    def fold() -> None:
        for button in buttons:
            button.setProperty("words", button.text())
            button.setText("")

    def unfold() -> None:
        for button in buttons:
            button.setText(str(button.property("words")))

    return Fold(fold, unfold)
