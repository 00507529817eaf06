"""The read-out beside the mouse: step, epoch, tokens and the rate of every group."""

import html
import re

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from rampsmith.app.plot.axes import large_count
from rampsmith.app.plot.pin_table import PinReading, PinTable
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import count_text, rate_text

GAP = 14
SIDE = 14
BELOW = 7
"""Pixels beside and below what stands in the read-out; as in the style sheet."""

MOST_GROUPS = 5


def readout_text(rates: Rates, step: int) -> str:
    """Say where a step lies in the run and which rates it has, as rich text."""
    schedule = rates.schedule
    parts = [f"{schedule.step_word} {count_text(step)}"]
    if schedule.stepping == "update" and schedule.steps_per_epoch > 0:
        parts.append(f"epoch {step / schedule.steps_per_epoch:,.1f}")
    per_epoch = max(1, schedule.steps_per_epoch)
    tokens = schedule.run.tokens(step * schedule.run.updates_per_epoch / per_epoch)
    if tokens is not None:
        parts.append(f"{large_count(tokens)} tokens")
    lines = [" · ".join(parts)]
    named = list(zip(schedule.groups, rates.at(step), strict=True))
    if len(named) == 1:
        lines.append(f"rate <b>{rate_text(named[0][1])}</b>")
    for group, rate in named[:MOST_GROUPS] if len(named) > 1 else ():
        lines.append(f"{html.escape(group.name)} <b>{rate_text(rate)}</b>")
    if len(named) > MOST_GROUPS:
        lines.append(f"and {len(named) - MOST_GROUPS} more groups")
    if step >= schedule.total_steps:
        lines.append("after the end of the run")
    return "<br>".join(lines)


class Readout(QLabel):
    """A small dark label that keeps clear of the mouse and inside the plot."""

    def __init__(self, plot: QWidget) -> None:
        """Begin hidden."""
        super().__init__(plot)
        self._plot = plot
        self.setObjectName("readout")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Read-out at the mouse")
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = PinTable(self)
        self._measured = ""
        self._text_size = QSize()
        self.hide()

    def show_at(self, mouse: QPoint, text: str, rows: tuple[PinReading, ...] = ()) -> None:
        """Show a text, and below it rows about pins, beside the mouse."""
        if text != self.text() or rows != self.table.rows:
            self._measure(text)
            self.setText(text)
            self.table.show_rows(rows)
            self._fit()
        room = self._plot.size()
        x = mouse.x() + GAP
        if x + self.width() > room.width() - 4:
            x = mouse.x() - GAP - self.width()
        y = mouse.y() - GAP - self.height()
        if y < 4:
            y = mouse.y() + GAP
        self.move(max(4, x), min(y, room.height() - self.height() - 4))
        if not self.isVisible():
            self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measured = ""

    def _measure(self, text: str) -> None:
        """Find the size of a text as if each of its digits were the widest one.

        So the label does not tremble with the digits, and is not measured again for each frame of
        a drag, of which that would take a tenth.
        """
        widest = re.sub(r"(&#?\w+;)|\d", lambda match: match[1] or "0", text)
        if widest == self._measured:
            return
        self.ensurePolished()
        self.setText(widest)
        self._measured, self._text_size = widest, self.sizeHint()

    def _fit(self) -> None:
        """Be as large as the text and the table below it."""
        hint, table = self._text_size, self.table
        wide = max(hint.width(), table.width() + 2 * SIDE if table.rows else 0)
        self.resize(wide, hint.height() + (table.height() if table.rows else 0))
        table.move(SIDE, hint.height() - BELOW)
        table.setVisible(bool(table.rows))
        described = (", ".join(filter(None, row.cells)) for row in table.rows)
        self.setAccessibleDescription("; ".join(described))
