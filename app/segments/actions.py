"""The actions on the selected segments."""

from collections.abc import Callable

from rampsmith.app.base.actions import Actions, ActionSpec, Menu
from rampsmith.app.base.clipboard import copied_text, put_segments, taken_segments
from rampsmith.app.base.store import Change, Store
from rampsmith.app.plot.controls.handle_selection import remove_boundaries
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import added_segment
from rampsmith.designer.editing.milestones import moved_words
from rampsmith.designer.editing.repeats import unreached_fault
from rampsmith.designer.editing.segment_blocks import (
    copied_segments,
    duplicated_segments,
    moved_segments,
    pasted_segments,
    removed_segments,
)
from rampsmith.designer.editing.splitting import split_fault, split_segment
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.values.limits import MOST_SEGMENTS


class SegmentActions:
    """The actions on the segments of the curve that is edited."""

    def __init__(
        self,
        store: Store,
        *,
        repeat: Callable[[], object],
        remove_boundaries: Callable[[], bool],
        rename: Callable[[], None],
        add_group: Callable[[], None],
        split_under_mouse: Callable[[], bool],
        take_text: Callable[[str], bool],
    ) -> None:
        """Edit what a store has selected.

        Args:
            store: the store.
            repeat: makes a repeat of the selected segments.
            add_group: adds a parameter group.
            rename: gives the keys to the name of the selected segment.
            remove_boundaries: removes the boundaries that are picked; returns whether any are.
            take_text: reads a design from code or a configuration; returns whether it is any.
            split_under_mouse: cuts a segment where the mouse rests; returns whether it rests there.
        """
        self._store = store
        self._repeat = repeat
        self._remove_boundaries = remove_boundaries
        self._rename = rename
        self._add_group = add_group
        self._split_under_mouse = split_under_mouse
        self._take_text = take_text

    def edit_specs(self) -> tuple[ActionSpec, ...]:
        """List what stands in the Edit menu."""
        return (
            ActionSpec("cut", Menu.EDIT, "Cu&t", ("Ctrl+X",), self.cut, rule=True),
            ActionSpec("copy", Menu.EDIT, "C&opy", ("Ctrl+C",), self.copy),
            ActionSpec("paste", Menu.EDIT, "&Paste", ("Ctrl+V",), self.paste),
            ActionSpec("select_all", Menu.EDIT, "Select &all", ("Ctrl+A",), self.select_all),
        )

    def specs(self) -> tuple[ActionSpec, ...]:
        """List what stands in the Segment menu."""
        return (
            ActionSpec("add", Menu.SEGMENT, "&Add", ("A",), self.add, "Add segment", icon="add"),
            ActionSpec("duplicate", Menu.SEGMENT, "&Duplicate", ("Ctrl+D",), self.duplicate),
            ActionSpec("rename", Menu.SEGMENT, "Re&name", ("F2",), self._rename),
            ActionSpec(
                "split",
                Menu.SEGMENT,
                "&Split",
                ("M",),
                self.split,
                tip="Split where the mouse is on the plot, else in the middle; nothing moves",
            ),
            ActionSpec(
                "join",
                Menu.SEGMENT,
                "&Join",
                ("J",),
                self.join,
                tip="Make one segment of those that are selected, or of this one and the next",
            ),
            ActionSpec("remove", Menu.SEGMENT, "&Remove", ("Del",), self.remove),
            ActionSpec("repeat", Menu.SEGMENT, "Re&peat", ("R",), self._repeat),
            ActionSpec(
                "up", Menu.SEGMENT, "Move &up", ("Alt+Up",), lambda: self.move(-1), rule=True
            ),
            ActionSpec("down", Menu.SEGMENT, "Move d&own", ("Alt+Down",), lambda: self.move(1)),
            ActionSpec(
                "add_group",
                Menu.SEGMENT,
                "Add &group",
                ("Ctrl+Shift+G",),
                self._add_group,
                rule=True,
            ),
        )

    def follow(self, actions: Actions) -> None:
        """Enable what can be done with what is selected."""
        selection, count = self._store.selection, len(self._store.curve.segments)
        for name in ("cut", "copy", "duplicate", "rename", "split", "remove", "select_all"):
            actions[name].setEnabled(bool(selection))
        actions["join"].setEnabled(bool(selection) and count > 1)
        size = len(selection)
        actions["up"].setEnabled(selection != tuple(range(size)))
        actions["down"].setEnabled(selection != tuple(range(count - size, count)))

    def add(self) -> None:
        """Add a segment after the current one, and select it."""
        index, count = self._store.segment_index, len(self._store.curve.segments)
        self.add_at(count if index is None else index + 1)

    def add_at(self, index: int) -> None:
        """Add a segment before the one at an index, and select it."""
        store, before = self._store, self._store.curve
        if is_unreachable(store, lambda schedule: added_segment(schedule, index)):
            return
        store.edit_curve(lambda schedule: added_segment(schedule, index), "Add segment")
        store.select_segment(index)
        self._say_what_moved(before, index)

    def duplicate(self) -> None:
        """Duplicate the selected segments, and select the copies."""
        selection = self._store.selection
        if not selection or self._is_too_much(len(selection), "duplicated"):
            return
        before = self._store.curve
        if is_unreachable(self._store, lambda schedule: duplicated_segments(schedule, selection)):
            return
        self._store.edit_curve(
            lambda schedule: duplicated_segments(schedule, selection),
            _words("Duplicate", selection),
        )
        self._select(selection[-1] + 1, len(selection))
        self._say_what_moved(before, selection[-1] + 1)

    def remove(self) -> None:
        """Remove the picked boundaries, or else the selected segments."""
        if not self._remove_boundaries():
            self._remove("Remove")

    def cut(self) -> None:
        """Move the selected segments to the clipboard."""
        if self._store.selection:
            self.copy()
            self._remove("Cut")

    def copy(self) -> None:
        """Put the selected segments on the clipboard."""
        selection = self._store.selection
        if selection:
            put_segments(copied_segments(self._store.curve, selection))
            self._store.said.emit(f"On the clipboard: {_names(self._store.curve, selection)}")

    def paste(self) -> None:
        """Put the segments that are on the clipboard after the selected ones; or read code there."""
        try:
            copied = taken_segments()
        except DesignError as error:
            if self._take_text(copied_text()):
                return
            self._store.said.emit(f"Nothing was pasted. {_first_fault(error)}")
            return
        before = self._store.curve
        if not self._is_too_much(len(copied.segments), "pasted") and self._paste(copied):
            names = f"Pasted: {_names(self._store.curve, self._store.selection)}"
            self._store.said.emit(names)
            self._say_what_moved(before, self._store.selection[0], f"{names}; ")

    def select_all(self) -> None:
        """Select all segments."""
        current = self._store.segment_index
        if current is not None:
            self._store.select_segments(range(len(self._store.curve.segments)), current)

    def split(self) -> None:
        """Cut a segment where the mouse is over the plot, or else the current one in two halves."""
        if self._split_under_mouse():
            return
        index = self._store.segment_index
        if index is None:
            return
        line = timeline(self._store.curve)
        middle = (line.begins[index] + line.ends[index]) / 2
        fault = split_fault(self._store.curve, index, middle)
        if fault is not None:
            self._store.said.emit(fault)
        else:
            self._store.edit_curve(
                lambda schedule: split_segment(schedule, index, middle), "Split segment"
            )

    def join(self) -> None:
        """Make one segment of the selected ones that are neighbours; of one alone and the next."""
        selection, count = self._store.selection, len(self._store.curve.segments)
        inner = [index for index in selection[1:] if index - 1 in selection]
        if len(selection) == 1:
            inner = [min(selection[0] + 1, count - 1)]
        remove_boundaries(self._store, inner)

    def move(self, by: int) -> None:
        """Move the selected segments up or down in the order."""
        selection = self._store.selection
        if selection:
            to = selection[0] - 1 if by < 0 else selection[-1] + 2 - len(selection)
            move_segments(self._store, selection, to)

    def _remove(self, verb: str) -> None:
        selection = self._store.selection
        if selection:
            self._store.edit_curve(
                lambda schedule: removed_segments(schedule, selection), _words(verb, selection)
            )
            self._store.select_segment(max(0, selection[-1] + 1 - len(selection)))

    def _paste(self, copied: Schedule) -> bool:
        selection, count = self._store.selection, len(copied.segments)
        index = selection[-1] + 1 if selection else 0

        def pasted(schedule: Schedule) -> Schedule:
            return pasted_segments(schedule, index, copied)

        if is_unreachable(self._store, pasted):
            return False
        self._store.edit_curve(pasted, _words("Paste", range(count)))
        self._select(index, count)
        return True

    def _say_what_moved(self, before: Schedule, index: int, done: str = "") -> None:
        words = moved_words(before, self._store.curve, index)
        if words:
            self._store.said.emit(f"{done}{words}")

    def _select(self, first: int, count: int) -> None:
        self._store.select_segments(range(first, first + count), first)

    def _is_too_much(self, more: int, done: str) -> bool:
        count = len(self._store.curve.segments) + more
        if count <= MOST_SEGMENTS:
            return False
        self._store.said.emit(
            f"Nothing was {done}. There would be {count:,} segments; {MOST_SEGMENTS:,} are the most."
        )
        return True


def is_unreachable(store: Store, change: Change) -> bool:
    """Whether an edit puts a segment where the run never comes to, which is said then."""
    fault = unreached_fault(change(store.curve))
    if fault is None or fault == unreached_fault(store.curve):
        return False
    store.said.emit(fault)
    return True


def move_segments(store: Store, selection: tuple[int, ...], to: int) -> None:
    """Move segments to another place and keep them selected, the current one too."""
    count, size, current = len(store.curve.segments), len(selection), store.segment_index
    to = max(0, min(to, count - size))
    if selection == tuple(range(to, to + size)):
        return
    if is_unreachable(store, lambda schedule: moved_segments(schedule, selection, to)):
        return
    words = "Reorder segments"
    store.edit_curve(lambda schedule: moved_segments(schedule, selection, to), words)
    place = selection.index(current) if current in selection else 0
    store.select_segments(range(to, to + size), to + place)


def _words(verb: str, segments: tuple[int, ...] | range) -> str:
    return f"{verb} segment" if len(segments) == 1 else f"{verb} {len(segments)} segments"


def _names(schedule: Schedule, selection: tuple[int, ...]) -> str:
    if len(selection) > 1:
        return f"{len(selection)} segments"
    return f"“{schedule.segments[selection[0]].name}”"


def _first_fault(error: DesignError) -> str:
    fault = error.faults[0]
    more = len(error.faults) - 1 + error.more
    said = f"{fault.place}: {fault.sentence}" if fault.place else fault.sentence
    return f"{said} (and {more:,} more)" if more else said
