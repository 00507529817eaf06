"""The window's one store: the document with its history, and what is selected in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from rampsmith.app.base.focus import curve_after, group_in_curve, group_of_all
from rampsmith.app.base.open_problems import OpenProblems
from rampsmith.app.base.other_curves import OtherCurves
from rampsmith.app.base.selection import Look, Selection
from rampsmith.designer.document.curves import (
    added_curve,
    common_curve,
    curve_keys,
    curve_of,
    edited_curve,
    followed,
    groups_that_follow,
    with_curve,
)
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey
from rampsmith.designer.document.schedule import Group, Schedule, Segment
from rampsmith.designer.editing.history import History
from rampsmith.designer.editing.segment_names import with_class_kept_true, with_names_kept_true
from rampsmith.designer.evaluation.rates import Rates, rates_of
from rampsmith.designer.files.design_file import DesignFault, length_faults, oversize_faults
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.problems.problem import Place, Problem

Change: TypeAlias = Callable[[Schedule], Schedule]


@dataclass(frozen=True, slots=True)
class _Preview:
    """The document as a gesture under way shows it, and the curve of it that is edited."""

    schedule: Schedule
    curve: Schedule


class Store(QObject):
    """Holds the document; panels show what is here and send their edits here.

    While a gesture is under way, ``schedule`` is its preview; the history knows nothing of it
    until it is committed as one edit.
    """

    changed = Signal()
    """Something that is shown has changed: any of the four that follow."""

    document_changed = Signal()
    """The document has changed: by an edit, undo or redo, or because another took its place."""

    preview_changed = Signal()
    """A gesture goes on or is taken back: what is shown has changed, and the document has not."""

    unchanged = Signal()
    """An edit came to nothing: what was typed is to be shown again as the document has it."""

    selection_changed = Signal()
    """Another curve, group or segment is selected."""

    problems_changed = Signal()
    """A doubt was dismissed, or those that were are shown again."""

    file_changed = Signal()
    """The document is on disk now, somewhere else, or no longer."""

    opened = Signal()
    """Another document has taken the place of the one before it."""

    settled = Signal()
    """Everything that follows a changed document has done so, and can be painted: once for each change."""

    said = Signal(str)
    """There is something to say in the status line."""

    def __init__(self, schedule: Schedule, parent: QObject | None = None) -> None:
        """Open a document that is not on disk."""
        super().__init__(parent)
        self._history = History.begin(schedule)
        self._preview: _Preview | None = None
        self._held: str | None = None
        """The words of the edits that are held, each in the place of the one before it."""
        self._look = Look()
        self._looks: dict[int, Look] = {}
        """What was selected when each document of the history was seen last, by its place."""
        self._other_curves = OtherCurves()
        self._problems = OpenProblems()
        self.path: Path | None = None
        self._was_written = bool(schedule.segments)
        """Whether a file may have the class by its name: it is then called after nothing else any more."""
        for signal in (
            self.document_changed,
            self.preview_changed,
            self.unchanged,
            self.selection_changed,
            self.problems_changed,
        ):
            signal.connect(self.changed)

    @property
    def document(self) -> Schedule:
        """The document as it was edited last; a gesture under way is no part of it."""
        return self._history.schedule

    @property
    def schedule(self) -> Schedule:
        """The document as it is shown, a gesture under way included."""
        return self.document if self._preview is None else self._preview.schedule

    @property
    def curve(self) -> Schedule:
        """The schedule of the curve that is edited: the rates, or another curve alone."""
        if self._preview is not None:
            return self._preview.curve
        return curve_of(self.document, self._look.focus)

    @property
    def focus(self) -> CurveKey:
        """Which curve the plot and the list of segments show and edit."""
        return self._look.focus

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
        curve = self.curve
        # Followed by no group, it is shown as if all did.
        return rates_of(curve if groups_that_follow(curve, RATE_CURVE) else common_curve(curve))

    @property
    def other_curves(self) -> Mapping[CurveKey, Rates]:
        """The values of all curves that are not edited now."""
        return self._other_curves.of(self.schedule, self.focus)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The open problems of the document; those of a gesture's preview wait for its end."""
        return self._problems.of(self.document)

    @property
    def dismissed(self) -> frozenset[str]:
        """The doubts that were dismissed about the document, by their names."""
        return self._problems.dismissed

    @property
    def hidden_problems(self) -> int:
        """How many problems the document has that were dismissed."""
        return self._problems.hidden(self.document)

    def dismiss(self, problem: Problem) -> None:
        """Leave a doubt out for this document; the window's, it is no edit."""
        self._problems.dismiss(problem)
        self.problems_changed.emit()

    def set_dismissed(self, names: frozenset[str]) -> None:
        """Leave out these doubts and no others."""
        if names != self.dismissed:
            self._problems.dismissed = names
            self.problems_changed.emit()

    @property
    def selection(self) -> tuple[int, ...]:
        """The selected segments of the curve that is edited, in order; at least one if it has any."""
        selection = self._look.selection.among(len(self.curve.segments))
        return () if selection is None else selection.indexes

    @property
    def segment_index(self) -> int | None:
        """Which of the selected segments the forms show; None where there is none."""
        selection = self._look.selection.among(len(self.curve.segments))
        return None if selection is None else selection.current

    @property
    def segment(self) -> Segment | None:
        """The segment that the forms show."""
        index = self.segment_index
        return None if index is None else self.curve.segments[index]

    @property
    def group_index(self) -> int:
        """Which of the edited curve's groups has the handles: the chosen one, if it follows the curve."""
        index = self._look.group
        names = [group.name for group in self.schedule.groups[index : index + 1]]
        return group_in_curve(self.curve, next(iter(names), None), index)

    @property
    def chosen_group(self) -> int:
        """The index among all groups of the one that has the handles."""
        name = None if self.group is None else self.group.name
        return group_of_all(self.schedule, name, self._look.group)

    @property
    def group(self) -> Group | None:
        """The parameter group whose curve has the handles."""
        return self.curve.groups[self.group_index] if self.curve.groups else None

    @property
    def curve_problems(self) -> list[Problem]:
        """The problems of the curve that is edited."""
        return [problem for problem in self.problems if problem.place.curve == self._look.focus]

    @property
    def problems_by_segment(self) -> Mapping[int | None, list[Problem]]:
        """The problems of those segments of the edited curve that have any, by their indexes."""
        return self._problems.by_segment(self.document, self._look.focus)

    def problems_of(self, segment: int) -> list[Problem]:
        """The problems of a segment of the curve that is edited."""
        return self.problems_by_segment.get(segment, [])

    def show_place(self, place: Place) -> None:
        """Select the segment that a problem is in, of the curve that the problem is about."""
        if place.curve is not None and place.segment is not None and not self.is_previewing:
            self.edit_curve_of(place.curve)
            self.select_segment(place.segment)

    def edit_curve_of(self, key: CurveKey, *, adds: bool = False) -> None:
        """Show and edit another curve, which may be added where there is none."""
        if adds and key not in curve_keys(self.document):
            self.edit(lambda schedule: added_curve(schedule, key), f"Add {key.words}")
        if key != self._look.focus and not self.is_previewing:
            self._look = Look(key, group=self._look.group)
            self.selection_changed.emit()

    def select_segment(self, index: int) -> None:
        """Select a segment and no other."""
        self._select(Selection.of((), index))

    def select_segments(self, indexes: Iterable[int], current: int) -> None:
        """Select segments, the current one among them."""
        self._select(Selection.of(indexes, current))

    def toggle_segment(self, index: int) -> None:
        """Add a segment to the selection, or remove it; the last one stays."""
        selection = self._look.selection.among(len(self.curve.segments))
        if selection is not None:
            self._select(selection.toggled(index))

    def _select(self, selection: Selection) -> None:
        if selection != self._look.selection:
            self._look = replace(self._look, selection=selection)
            self.selection_changed.emit()

    def edit_next_curve(self, by: int) -> None:
        """Show and edit the curve that stands so many places further on; after the last, the first."""
        keys = curve_keys(self.schedule)
        self.edit_curve_of(keys[(keys.index(self.focus) + by) % len(keys)])

    def select_group(self, index: int) -> None:
        """Put the handles on a parameter group's curve: its own, or the one that it follows."""
        groups = self.schedule.groups[max(0, index) :][:1]
        keys = [followed(self.schedule, self.focus.kind, group.name) for group in groups]
        if index == self._look.group and self.focus in keys:
            return
        self._look = replace(self._look, group=max(0, index))
        key = next(iter(keys), None)
        if key is None or key == self.focus or self.is_previewing:
            self.selection_changed.emit()
        else:
            self.edit_curve_of(key)

    def edit(self, change: Change, words: str) -> None:
        """Change the document by one edit that can be undone, with the words for it.

        An edit after which no file could hold the document is refused.
        """
        changed = change(self.document)
        if not self._was_written:
            changed = with_class_kept_true(self.document, changed)
        faults = _faults(changed)
        if faults and set(faults) - set(_faults(self.document)):
            self.said.emit(faults[0].sentence)
            changed = self.document
        if self._held is not None:
            self._held = words
            self.preview(lambda _: changed)
            return
        history = self._history.edited(changed, words)
        if history is not self._history:
            self._looks[self._history.now] = self._look
            self._show(history)
            self.settled.emit()
        elif not self.cancel():
            self.unchanged.emit()

    def put(self, schedule: Schedule, words: str) -> None:
        """Put a document from elsewhere in the place of this one, as one edit; its class keeps its name."""
        self._was_written = True
        self.edit(lambda _: schedule, words)

    def amend(self, schedule: Schedule) -> None:
        """Show another document in the place of the one that the last edit led to; still one edit."""
        history = self._history.amended(schedule)
        if history is not self._history:
            self._show(history)
            self.settled.emit()

    def drop_edit(self) -> None:
        """Take the last edit back as if it had never been made."""
        self._looks.pop(self._history.now, None)
        self._go_to(self._history.dropped())

    def hold_edits(self, held: bool) -> None:  # noqa: FBT001 - as a signal has it.
        """Only show the edits from now on, each in the place of the one before; or make the last one."""
        words, self._held = self._held, "" if held else None
        if words is not None and not held:
            self.commit(words)

    def fill(self, schedule: Schedule, words: str) -> None:
        """Fill a document that has no curve yet, as one edit.

        Where nobody had done anything to it, and it has no file, there is nothing to lose after it.
        """
        is_work = not self._history.is_saved or self.path is not None
        self.edit(lambda _: schedule, words)
        if not is_work:
            self._history = self._history.marked_saved()
            self.file_changed.emit()

    def edit_curve(self, change: Change, words: str) -> None:
        """Change the curve that is edited, as one edit of the document."""
        key = self._look.focus

        def named(curve: Schedule) -> Schedule:
            return with_names_kept_true(curve, change(curve))

        self.edit(lambda schedule: edited_curve(schedule, key, named), words)

    def preview(self, change: Change) -> None:
        """Show another change to what is shown, which is no edit until it is committed."""
        schedule = change(self.schedule)
        if schedule != self.schedule:
            self._preview = _Preview(schedule, curve_of(schedule, self._look.focus))
            self.preview_changed.emit()

    def preview_curve(self, change: Change) -> bool:
        """Show another change to the curve that is edited; return whether it changes anything."""
        curve = change(self.curve)
        if curve == self.curve:
            return False
        self._preview = _Preview(with_curve(self.document, self._look.focus, curve), curve)
        self.preview_changed.emit()
        return True

    def commit(self, words: str) -> bool:
        """Make the gesture's preview one edit; return whether there is a preview."""
        preview, key = self._preview, self._look.focus
        if preview is None:
            return False
        curve = with_names_kept_true(curve_of(self.document, key), preview.curve)
        unnamed = curve is preview.curve
        schedule = preview.schedule if unnamed else with_curve(preview.schedule, key, curve)
        self.edit(lambda _: schedule, words)
        return True

    def cancel(self) -> bool:
        """Take the gesture's preview back; return whether there is one."""
        had_preview = self._preview is not None
        if had_preview:
            self._preview = None
            self.preview_changed.emit()
        return had_preview

    def undo(self) -> None:
        """Take the last edit back."""
        words = self._history.undo_words
        if words is not None and not self.is_previewing:
            self._go_to(self._history.undone())
            self.said.emit(f"Undone: {words}")

    def redo(self) -> None:
        """Do the edit again that was taken back last."""
        words = self._history.redo_words
        if words is not None and not self.is_previewing:
            self._go_to(self._history.redone())
            self.said.emit(f"Done again: {words}")

    def open(self, schedule: Schedule, path: Path | None) -> None:
        """Put another document in the place of this one."""
        # Should one of them fail, nothing here has been touched yet.
        problems(schedule)
        rates_of(schedule)
        self._look, self._looks = Look(), {}
        self._problems = OpenProblems()
        self.path = path
        self._was_written = path is not None or bool(schedule.segments)
        self._show(History.begin(schedule))
        self.file_changed.emit()
        self.opened.emit()
        self.settled.emit()

    def mark_saved(self, path: Path | None, schedule: Schedule | None = None) -> None:
        """Remember where the document is on disk, as it is now or as it was when it was written.

        Without a path it is in a file that cannot be saved to, such as an exported class.
        """
        self.path = path
        self._was_written = True
        self._history = self._history.marked_saved(schedule)
        self.file_changed.emit()

    def mark_unsaved(self) -> None:
        """Remember that the document is not on disk, or no longer."""
        self._history = self._history.marked_unsaved()
        self.file_changed.emit()

    def _go_to(self, history: History) -> None:
        """Show another document of the history, with what was selected in it."""
        before = self._looks[self._history.now] = self._look
        self._look = self._looks.get(history.now, before)
        self._show(history)
        if self._look != before:
            self.selection_changed.emit()
        self.settled.emit()

    def _show(self, history: History) -> None:
        focus = curve_after(self.document, history.schedule, self._look.focus)
        self._look = replace(self._look, focus=focus)
        self._history = history
        self._preview = self._held = None
        self.document_changed.emit()


def _faults(schedule: Schedule) -> tuple[DesignFault, ...]:
    """Return why no file could hold a document as it is."""
    return (*oversize_faults(schedule), *length_faults(schedule))
