"""The training loop with the line marked where the walk stands, and the values of every group there."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QLabel, QScrollArea, QTextEdit, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.code.python_text import PythonText
from rampsmith.app.stepping.notation import writers
from rampsmith.app.stepping.walk_player import Passage, WalkPlayer
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.read_text import fixed_font
from rampsmith.designer.document.curves import groups_set, is_one_for_all
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.training_loop.batch_words import batch_words
from rampsmith.designer.training_loop.walk import Line
from rampsmith.designer.values.names import printable
from rampsmith.designer.values.numbers import count_text, digits_text

LEAST_LOOP_HEIGHT = 84
"""Pixels in which the loss's line, the two steps and some before them are seen; the values scroll."""

_LONGEST_NAME = 14
_NUMBER = 11
MOST_LINES = 50
"""Groups that have a line; Qt takes a second to lay out a thousand."""


class LoopView(PythonText):
    """Shows the plain loop of the store's run."""

    def __init__(self, store: Store, player: WalkPlayer, appearance: Appearance) -> None:
        """Show the store's loop and the walk's place, whenever ``refresh`` is called."""
        super().__init__("Training loop", appearance, points=9)
        self._store = store
        self._player = player
        self._numbers: dict[Line, int] = {}
        """The numbers of the lines that a walk stops before."""
        self.setMinimumHeight(scaled(LEAST_LOOP_HEIGHT))
        appearance.changed.connect(self._mark)

    def refresh(self) -> None:
        """Show the loop as it is now, and where the walk stands."""
        # Imported when first needed: it brings Jinja along, which the empty window can do without.
        from rampsmith.exporters.loops.writing import walked_lines

        # Without comments, which would need a column twice as wide.
        lines = walked_lines(self._store.document)
        self._numbers = {line.stop: n for n, line in enumerate(lines) if line.stop is not None}
        text = "\n".join(lines)
        if text != self.toPlainText():
            self.setPlainText(text)
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in view where the walk stands."""
        super().resizeEvent(event)
        self._reveal()

    def _reveal(self) -> None:
        """Scroll to the marked line, and on to the step of the scheduler as far as both have room."""
        marked = self._marked_number()
        if marked is None:
            return
        margins = 2 * round(self.document().documentMargin())
        room = (self.viewport().height() - margins) // self.fontMetrics().lineSpacing()
        last = min(max(self._numbers["scheduler"], marked), marked + max(room, 1) - 1)
        bar = self.verticalScrollBar()
        bar.setValue(min(marked, max(bar.value(), last - max(room, 1) + 1)))

    @property
    def marked(self) -> str:
        """The line where the walk stands; empty where there is no walk."""
        number = self._marked_number()
        return "" if number is None else self.document().findBlockByNumber(number).text().strip()

    def _marked_number(self) -> int | None:
        return None if self._player.walk is None else self._numbers.get(self._player.stop.line)

    def _mark(self) -> None:
        number = self._marked_number()
        if number is None:
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        colour = QColor(self._appearance.theme.accent)
        colour.setAlpha(60)
        mark.format.setBackground(colour)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        cursor = QTextCursor(self.document().findBlockByNumber(number))
        mark.cursor = cursor
        self.setExtraSelections([mark])
        self.setTextCursor(cursor)
        self._reveal()
        self.setAccessibleDescription(f"Next: {self.marked}")


class _Lines(QScrollArea):
    """Lines that are all seen where there is room; Qt remembers how high the first ones were."""

    def sizeHint(self) -> QSize:
        """Be as high as the lines are now."""
        return QSize(super().sizeHint().width(), self.maximumHeight())


class RatesView(QWidget):
    """A line for each value of each group: what the update uses, and what follows."""

    def __init__(self, store: Store, player: WalkPlayer) -> None:
        """Show the walk's place whenever ``refresh`` is called, and when torch has answered."""
        super().__init__()
        self._store = store
        self._player = player
        self.where = ElidedLabel()
        self.where.setObjectName("total")
        self.where.setToolTip("t counts the calls of scheduler.step() that are done")
        self.batch = ElidedLabel()
        self.batch.setObjectName("quiet")
        self.batch.hide()
        self.lines = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lines.setStyleSheet(fixed_font())
        self.lines.setAccessibleName("Values at this place")
        self.source = ElidedLabel()
        self.source.setObjectName("quiet")
        self._scroll = _Lines(widgetResizable=True)
        self._scroll.setAccessibleName("Values now and after the next step")
        self._scroll.setWidget(self.lines)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = spaced(QVBoxLayout(self), spacing=2, margins=(12, 4, 8, 6))
        for widget in (self.where, self.batch, self._scroll, self.source):
            layout.addWidget(widget)
        player.answered.connect(self.refresh)

    def refresh(self) -> None:
        """Show the place and its values as they are now."""
        place, values = self._player.place, self._player.values
        if place is None or values is None:
            self.where.setText(self._player.missing)
            self.batch.hide()
            self.lines.setText("")
            self.source.setText("")
            return
        update = "no update" if place.update is None else f"update {count_text(place.update)}"
        self.where.setText(f"{update} · t = {count_text(place.t)}")
        walk = self._player.walk
        words = "" if walk is None else batch_words(walk.loop, place)
        self.batch.setText(words)
        self.batch.setToolTip(tooltip(words))
        self.batch.setVisible(bool(words))
        text = "\n".join(value_lines(values, self._store.document))
        self.lines.setText(text)
        line = self.lines.fontMetrics().lineSpacing()
        self._scroll.setMinimumHeight(2 * line)
        self._scroll.setMaximumHeight(line * (text.count("\n") + 1) + 4)
        self._scroll.updateGeometry()
        by_torch = "by the exported class in torch"
        source = by_torch if values.from_class else "from the curve; torch has not run it yet"
        self.source.setText(source)
        self.source.setToolTip(tooltip(source))


def value_lines(values: Passage, schedule: Schedule) -> list[str]:
    """Write the values under each other: name, now, and after the next step.

    Where there is more than the rate, the groups stand under the name of what is set.
    """
    rows: list[tuple[str, tuple[str, ...]]] = []
    for key, now in values.now.items():
        after = values.after[key]
        write = writers(schedule).get(key, digits_text)
        pairs = [(write(one), write(two)) for one, two in zip(now, after, strict=True)]
        if len(schedule.groups) == 1 or is_one_for_all(schedule, key.kind):
            rows += [(key.kind.words, pair) for pair in pairs[:MOST_LINES]]
            continue
        if len(values.now) > 1:
            rows.append((key.kind.words, ()))
        names = [schedule.groups[index].name for index in groups_set(schedule, key.kind)]
        rows += zip(names, pairs[:MOST_LINES], strict=False)
    width = min(_LONGEST_NAME, max(len(name) for name, _ in rows))
    written = [_line("", ("now", "after step()"), width)]
    written += [_line(name, pair, width) for name, pair in rows]
    if len(schedule.groups) > MOST_LINES:
        more = len(schedule.groups) - MOST_LINES
        written.append(f"and {more:,} more groups: see the table")
    return written


def _line(name: str, cells: tuple[str, ...], width: int) -> str:
    numbers = "".join(
        f" {cell:>{room}}" for cell, room in zip(cells, (_NUMBER, _NUMBER + 2), strict=False)
    )
    return f"{_shortened(name, width)}{numbers}"


def _shortened(name: str, width: int) -> str:
    plain = printable(name)
    return f"{plain:{width}}" if len(plain) <= width else f"{plain[: width - 1]}…"
