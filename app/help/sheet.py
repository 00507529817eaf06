"""The sheet of all shortcuts and gestures, in a window beside that of the design."""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from rampsmith.app.actions import ActionSpec
from rampsmith.app.help.commands import Native, plain
from rampsmith.app.help.gestures import GESTURES
from rampsmith.app.help.page import Page
from rampsmith.app.theme import Theme

COLUMN = 320
"""Pixels that a column needs at the least."""

MOST_COLUMNS = 4
SIZE = (1330, 700)

Group = tuple[str, tuple[tuple[str, str], ...]]


class ShortcutSheet(QDialog):
    """Every action with its keys, by menu, and what mouse and keys do beside that."""

    def __init__(
        self,
        specs: Iterable[ActionSpec],
        actions: dict[str, QAction],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        """List the actions of a window."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWindowTitle("Keys and gestures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.groups: tuple[Group, ...] = (*action_groups(specs, actions), *GESTURES)
        self.page = Page("Keys and gestures", theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 8, 8)
        layout.addWidget(self.page)
        room = parent.screen().availableSize()
        self.resize(min(SIZE[0], room.width() - 30), min(SIZE[1], room.height() - 60))
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        """Recolour the sheet."""
        self.page.set_theme(theme)

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


def action_groups(specs: Iterable[ActionSpec], actions: dict[str, QAction]) -> tuple[Group, ...]:
    """Give the actions by their menus, each with its words and all its keys."""
    menus: dict[str, list[tuple[str, str]]] = {}
    for spec in specs:
        # Not the action's own words, which say for undo and redo what it would be now.
        words = spec.words or plain(spec.text).rstrip("…")
        keys = " or ".join(keys.toString(Native) for keys in actions[spec.name].shortcuts())
        menus.setdefault(plain(spec.menu), []).append((words, keys))
    return tuple((menu, tuple(rows)) for menu, rows in menus.items())


def in_columns(groups: tuple[Group, ...], count: int) -> tuple[tuple[Group, ...], ...]:
    """Part groups, in their order, into so many columns, the highest of which is as low as can be."""
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
        f'<tr><td style="font-size: 9pt">{escape(words)}</td>'
        f'<td align="right" class="key" style="font-size: 9pt">{escape(keys)}</td></tr>'
        for words, keys in rows
    )
    heading = f'<p class="heading">{escape(title.upper())}</p>'
    return f'{heading}<table width="100%" style="margin-bottom: 12px">{lines}</table>'
