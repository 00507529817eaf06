"""The window's one store: the document with its history, and what is selected in it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from rampsmith.app.selection import Selection
from rampsmith.designer.editing.history import History
from rampsmith.designer.editing.tracks import (
    TrackName,
    as_schedule,
    edited_track,
    put_back,
    track_of,
)
from rampsmith.designer.evaluation.rates import Rates, rates_of
from rampsmith.designer.problems.found import problems
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Group, Schedule, Segment

Focus: TypeAlias = Literal["rates"] | TrackName


class Store(QObject):
    """Holds the document; panels show what is here and send their edits here.

    While a gesture is under way, ``schedule`` is its preview; the history knows nothing of it
    until it is committed as one edit.
    """

    changed = Signal()
    """Something that is shown has changed: the document, the selection, or where it is saved."""

    opened = Signal()
    """Another document has taken the place of the one before it."""

    said = Signal(str)
    """There is something to say in the status line."""

    def __init__(self, schedule: Schedule, parent: QObject | None = None) -> None:
        """Begin with a document that is not on disk."""
        super().__init__(parent)
        self._history = History.begin(schedule)
        self._preview: Schedule | None = None
        self._rates: Rates | None = None
        self._document_rates: Rates | None = None
        self._problems: tuple[Problem, ...] | None = None
        self._problems_in: defaultdict[str, list[Problem]] | None = None
        self._selection = Selection()
        self._group = 0
        self._focus: Focus = "rates"
        self._curve: Schedule | None = None
        self.path: Path | None = None

    @property
    def schedule(self) -> Schedule:
        """The document as it is shown, a gesture under way included."""
        return self._history.schedule if self._preview is None else self._preview

    @property
    def curve(self) -> Schedule:
        """The schedule of the curve that is edited: the rates, or a track beside them alone."""
        if self._focus == "rates":
            return self.schedule
        if self._curve is None:
            self._curve = as_schedule(self.schedule, self._focus)
        return self._curve

    @property
    def focus(self) -> Focus:
        """Which curve the plot and the list of segments show and edit."""
        return self._focus

    @property
    def history(self) -> History:
        """The document's past and future."""
        return self._history

    @property
    def is_previewing(self) -> bool:
        """Whether a gesture is under way."""
        return self._preview is not None

    @property
    def rates(self) -> Rates:
        """The values of the curve that is edited, as it is shown."""
        if self._rates is None:
            self._rates = rates_of(self.curve)
        return self._rates

    @property
    def document_rates(self) -> Rates:
        """The rates of the document, whichever curve is edited."""
        if self._focus == "rates":
            return self.rates
        if self._document_rates is None:
            self._document_rates = rates_of(self.schedule)
        return self._document_rates

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the document; those of a gesture's preview wait for its end."""
        if self._problems is None:
            self._problems = problems(self._history.schedule)
        return self._problems

    @property
    def selection(self) -> tuple[int, ...]:
        """The selected segments of the curve that is edited, in order; at least one if it has any."""
        selection = self._selection.among(len(self.curve.segments))
        return () if selection is None else selection.indexes

    @property
    def segment_index(self) -> int | None:
        """Which of the selected segments the forms show; None where there is none."""
        selection = self._selection.among(len(self.curve.segments))
        return None if selection is None else selection.current

    @property
    def segment(self) -> Segment | None:
        """The segment that the forms show."""
        index = self.segment_index
        return None if index is None else self.curve.segments[index]

    @property
    def group_index(self) -> int:
        """Which parameter group's curve has the handles."""
        return max(0, min(self._group, len(self.curve.groups) - 1))

    @property
    def group(self) -> Group | None:
        """The parameter group whose curve has the handles."""
        return self.curve.groups[self.group_index] if self.curve.groups else None

    def problems_of(self, segment: int) -> list[Problem]:
        """The problems of a segment of the curve that is edited."""
        found = self.problems
        if self._problems_in is None:
            self._problems_in = defaultdict(list)
            for problem in found:
                self._problems_in[problem.place.partition("]")[0]].append(problem)
        prefix = "" if self._focus == "rates" else f"{self._focus}."
        return self._problems_in.get(f"{prefix}segments[{segment}", [])

    def look_at(self, focus: Focus) -> None:
        """Show and edit another curve."""
        if focus != self._focus and not self.is_previewing:
            self._focus = focus
            self._selection = Selection()
            self._rates = None
            self._curve = None
            self.changed.emit()

    def select_segment(self, index: int) -> None:
        """Select a segment and no other."""
        self._select(Selection.of((), index))

    def select_segments(self, indexes: Iterable[int], current: int) -> None:
        """Select segments, the current one among them."""
        self._select(Selection.of(indexes, current))

    def toggle_segment(self, index: int) -> None:
        """Add a segment to the selection, or take it away; the last one stays."""
        selection = self._selection.among(len(self.curve.segments))
        if selection is not None:
            self._select(selection.toggled(index))

    def _select(self, selection: Selection) -> None:
        if selection != self._selection:
            self._selection = selection
            self.changed.emit()

    def select_group(self, index: int) -> None:
        """Give another parameter group's curve the handles."""
        if index != self._group:
            self._group = max(0, index)
            self.changed.emit()

    def edit(self, change: Callable[[Schedule], Schedule], words: str) -> None:
        """Change the document by one edit that can be undone, with the words for it."""
        self._preview = None
        self._show(self._history.edited(change(self._history.schedule), words))

    def edit_curve(self, change: Callable[[Schedule], Schedule], words: str) -> None:
        """Change the curve that is edited, as one edit of the document."""
        focus = self._focus
        if focus == "rates":
            self.edit(change, words)
        else:
            self.edit(lambda schedule: edited_track(schedule, focus, change), words)

    def preview(self, curve: Schedule) -> None:
        """Show what a gesture would do to the curve that is edited, without doing it."""
        if curve == self.curve:
            return
        now = self._history.schedule
        self._preview = curve if self._focus == "rates" else put_back(now, self._focus, curve)
        self._rates = None
        self._document_rates = None
        self._curve = None
        self.changed.emit()

    def commit(self, words: str) -> None:
        """Make the gesture's preview one edit."""
        preview = self._preview
        if preview is None:
            return
        self._preview = None
        self._show(self._history.edited(preview, words))

    def cancel(self) -> None:
        """Take the gesture back."""
        if self._preview is not None:
            self._preview = None
            self._show(self._history)

    def undo(self) -> None:
        """Take the last edit back."""
        words = self._history.undo_words
        if words is not None and not self.is_previewing:
            self._show(self._history.undone())
            self.said.emit(f"Undone: {words}")

    def redo(self) -> None:
        """Do the edit again that was taken back last."""
        words = self._history.redo_words
        if words is not None and not self.is_previewing:
            self._show(self._history.redone())
            self.said.emit(f"Done again: {words}")

    def open(self, schedule: Schedule, path: Path | None) -> None:
        """Put another document in the place of this one."""
        self._selection = Selection()
        self._group = 0
        self._focus = "rates"
        self._preview = None
        self.path = path
        self._show(History.begin(schedule))
        self.opened.emit()

    def mark_saved(self, path: Path, schedule: Schedule | None = None) -> None:
        """Remember where the document is on disk, as it is now or as it was when it was written."""
        self.path = path
        self._history = self._history.marked_saved(schedule)
        self.changed.emit()

    def mark_unsaved(self) -> None:
        """Remember that the document is not on disk, or no longer."""
        self._history = self._history.marked_unsaved()
        self.changed.emit()

    def _show(self, history: History) -> None:
        self._history = history
        if self._focus != "rates" and track_of(history.schedule, self._focus) is None:
            self._focus = "rates"
        self._rates = None
        self._document_rates = None
        self._curve = None
        self._problems = None
        self._problems_in = None
        self.changed.emit()
