"""The sheet of all shortcuts and gestures, in a window next to that of the design."""

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from rampsmith.app.base.actions import Actions, Menu, Native, plain
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.widgets.on_screen import open_on_screen
from rampsmith.app.widgets.page import Page

GESTURES = {
    "Mouse on the plot": {
        "Select what is there": "Click",
        "Select it too, or no longer": "Shift or Ctrl + click",
        "Select with a rubber band": "Drag from nothing",
        "Move boundary and level": "Drag a handle",
        "Move a boundary": "Drag its line",
        "Move a segment": "Drag its curve",
        "Move it in time alone": "Drag its name",
        "Bend a segment": "B or Alt + drag its curve",
        "Scale several points": "Drag their box",
        "Split a segment": "Double-click",
        "Choose what catches": "Right-click on Snap",
        "Walk to a step": "Click or drag a ruler",
        "Rename a segment": "Double-click its name",
        "See what can be done": "Right-click",
    },
    "While dragging": {
        "Push all that follows": "Ctrl",
        "Stretch the rest of the run": "Alt",
        "Next of these ways": "Space",
        "Keep to one axis": "Shift",
        "Snap to nothing": "N",
        "Bring it to a number": "Type it, Enter",
        "Take it back": "Esc",
    },
    "View of the plot": {
        "Zoom along the run": "Wheel, or pinch",
        "Zoom the values": "Shift + wheel",
        "Go along the run": "Ctrl + wheel",
        "Move the view": "Space + drag",
        "Move and zoom on a trackpad": "Two fingers",
        "Zoom both axes": "Right drag",
    },
    "Keys on the plot": {
        "Move handles, or the view": "Arrow keys",
        "In smaller or larger steps": "Shift, or Ctrl + arrow",
        "Scale the picked handles": "Ctrl + Shift + arrow",
        "Draw the curve": "P + drag",
        "Let go of the handles": "Esc",
        "Edit the curve before or after": "Ctrl + Up or Down",
    },
    "Keys in the list of segments": {
        "Select a segment": "Up, Down",
        "Select several": "Shift or Ctrl + these",
        "Move where it ends": "Left, Right",
        "Move its end's level": "Page Up, Page Down",
        "The same at its start": "Alt + these",
        "In smaller or larger steps": "Shift, or Ctrl + these",
        "Type its numbers": "F2 or Enter",
        "Change the order": "Drag a card",
        "Add between two": "Click the plus there",
    },
    "Fields": {
        "Enter what was typed": "Enter or Tab",
        "Take it back": "Esc",
        "Change a number": "Up, Down",
        "Change it by the mouse": "Drag its caption",
        "Finer, or coarser": "Shift, or Ctrl + these",
        "Units and arithmetic": "3 epochs, 10 %, 2*8k",
    },
    "Files": {
        "Open them": "Drop on the window",
        "Pin them to compare": "Shift + drop",
    },
}
"""What mouse and keys do that stands in no menu, in the groups of the sheet."""

COLUMN = 320
"""Pixels that a column needs at the least."""

MOST_COLUMNS = 4
SIZE = QSize(1330, 700)

Group = tuple[str, tuple[tuple[str, str], ...]]


class ShortcutSheet(QDialog):
    """Every action with its keys, by menu, and what else mouse and keys do."""

    def __init__(self, actions: Actions, appearance: Appearance, parent: QWidget) -> None:
        """List the actions of a window."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWindowTitle("Keys and gestures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        gestures = ((title, tuple(rows.items())) for title, rows in GESTURES.items())
        self.groups: tuple[Group, ...] = (*action_groups(actions), *gestures)
        self.page = Page("Keys and gestures", appearance)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 8, 8, 6)
        layout.addWidget(self.page)
        open_on_screen(self, SIZE)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as there is room for."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        count = max(1, min(MOST_COLUMNS, self.width() // COLUMN))
        columns = in_columns(self.groups, count)
        cells = "".join(
            f'<td width="{100 // count}%" style="padding-right: 22px">'
            f"{''.join(map(_group_html, column))}</td>"
            for column in columns
        )
        self.page.show_html(f'<table width="100%"><tr>{cells}</tr></table>')


def action_groups(actions: Actions) -> tuple[Group, ...]:
    """Group the actions by their menus, each with its words and all its keys."""
    menus: dict[Menu, list[tuple[str, str]]] = {}
    for spec, action in actions:
        # Not the action's own words: those of Undo and Redo name an edit.
        words = spec.words or spec.plain_text
        keys = " or ".join(keys.toString(Native) for keys in action.shortcuts())
        menus.setdefault(spec.menu, []).append((words, keys))
    return tuple((plain(menu.value), tuple(rows)) for menu, rows in menus.items())


def in_columns(groups: tuple[Group, ...], count: int) -> tuple[tuple[Group, ...], ...]:
    """Lay groups out in columns, in their order, so that the highest column is as low as possible."""
    heights = [len(rows) + 2 for _, rows in groups]
    limit = max(*heights, -(-sum(heights) // count))
    while True:
        columns: list[list[Group]] = [[]]
        height = 0
        for group, own in zip(groups, heights, strict=True):
            if height + own > limit and columns[-1]:
                columns.append([])
                height = 0
            columns[-1].append(group)
            height += own
        if len(columns) <= count:
            return tuple(map(tuple, columns))
        limit += 1


def _group_html(group: Group) -> str:
    title, rows = group
    lines = "".join(
        f'<tr><td style="font-size: 8.5pt">{escape(words)}</td>'
        f'<td align="right" class="key" style="font-size: 8.5pt">{escape(keys)}</td></tr>'
        for words, keys in rows
    )
    # With the margins of other pages, a small screen would not hold all of it.
    heading = f'<p class="heading" style="margin: 4px 0 2px 0">{escape(title.upper())}</p>'
    return f'{heading}<table width="100%" cellspacing="1">{lines}</table>'
