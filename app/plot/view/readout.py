"""The read-out next to the mouse: step, epoch, tokens, and the rates of groups and other curves."""

import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QLabel, QWidget

from rampsmith.app.base.painting import paint_event
from rampsmith.app.base.scaling import scaled
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.span_steps import can_count, counted_at
from rampsmith.designer.values.numbers import count_text, large_count, rate_text

ROW = 17
SWATCH = 13
COLUMN_GAP = 10
POINTS = 9
TEXT = "#f5f7fa"
"""The colour of its text, as in the style sheet; its ground is dark in both themes."""

GAP = 14
SIDE = 14
BELOW = 7
"""The read-out's padding in pixels, as in the style sheet."""

MOST_GROUPS = 5
MOST_CURVES = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """A row about a curve behind the design's: its rate, and how far the design's is above it."""

    name: str
    colour: str
    ground: str
    rate: str
    difference: str
    percent: str

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The texts of its columns."""
        return self.name, self.rate, self.difference, self.percent


class ReadingTable(QWidget):
    """Rows in columns that line up; painted, because rich text takes 18 ms."""

    def __init__(self, parent: QWidget) -> None:
        """Start without rows."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.rows: tuple[Reading, ...] = ()
        self._widths: list[float] = []
        self._font = QFont(self.font())
        self._font.setPointSizeF(POINTS)
        self._bold = QFont(self._font)
        self._bold.setBold(True)

    def show_rows(self, rows: tuple[Reading, ...]) -> None:
        """Show other rows, and be as large as they are."""
        if rows == self.rows:
            return
        self.rows = rows
        usual, bold = QFontMetricsF(self._font), QFontMetricsF(self._bold)
        columns = zip(*(row.cells for row in rows), strict=True)
        self._widths = [
            max((bold if place == 1 else usual).horizontalAdvance(cell) for cell in column)
            for place, column in enumerate(columns)
        ]
        wide = scaled(SWATCH) + 6 + sum(self._widths) + COLUMN_GAP * (len(self._widths) - 1)
        self.resize(round(wide) + 2 if rows else 0, scaled(ROW) * len(rows))
        self.update()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the rows."""
        high, side = scaled(ROW), scaled(SWATCH)
        for number, row in enumerate(self.rows):
            top = high * number
            painter.fillRect(QRectF(0, top + 2, side, side), QColor(row.ground))
            painter.fillRect(QRectF(2, top + 6, side - 4, side - 8), QColor(row.colour))
            painter.setPen(QColor(TEXT))
            left = side + 6.0
            for place, (cell, width) in enumerate(zip(row.cells, self._widths, strict=True)):
                painter.setFont(self._bold if place == 1 else self._font)
                edge = Qt.AlignmentFlag.AlignRight if place == 3 else Qt.AlignmentFlag.AlignLeft
                box = QRectF(left, top, width + 1, high)
                painter.drawText(box, edge | Qt.AlignmentFlag.AlignVCenter, cell)
                left += width + COLUMN_GAP


def readout_text(
    rates: Rates,
    step: int,
    key: CurveKey,
    others: Mapping[CurveKey, Rates],
    *,
    group: int,
    chips: Sequence[str],
    most: int,
) -> str:
    """Describe where a step lies in the run and what each curve has there, as rich text.

    Args:
        rates: the values of the curve that is edited.
        step: the step.
        key: which curve that is.
        others: the other curves; each is named by what it sets and for whom.
        group: the group of the edited curve that has the handles; of many groups, the list begins there.
        chips: what stands before the value of each group, in its colour.
        most: the lines that there is room for.
    """
    schedule = rates.schedule
    parts = [f"{schedule.step_word} {count_text(step)}"]
    if schedule.stepping == "update" and can_count(schedule, "epochs"):
        parts.append(f"epoch {float(counted_at(schedule, 'epochs', step)):,.1f}")
    if can_count(schedule, "tokens"):
        parts.append(f"{large_count(float(counted_at(schedule, 'tokens', step)))} tokens")
    lines = [" · ".join(parts)]
    # The values of the common curve's groups have those of their own curves among them.
    more = [each for each in others.items() if key.group is not None or each[0].kind != key.kind]
    # The common curve of a kind comes before those of single groups.
    more.sort(key=lambda each: each[0].group is not None)
    # Two lines say how many are left out, and one may say that the run is over.
    room = max(2, most - 4)
    curves = max(room // 2, room - MOST_GROUPS) if len(rates.schedule.groups) > 1 else room - 1
    curves = min(curves, MOST_CURVES, len(more))
    told = min(MOST_GROUPS, room - curves)
    lines += _curve_lines(key, rates, step, group=group, chips=chips, most=told)
    for other, values in more[:curves]:
        lines += _curve_lines(other, values, step, names_group=key.group is not None)[:1]
    if len(more) > curves:
        lines.append(f"and {len(more) - curves} more curves")
    if step >= schedule.total_steps:
        lines.append("after the end of the run")
    return "<br>".join(lines)


def chip(colour: str, ground: str) -> str:
    """Return a sample of a line in a colour as it is drawn on a ground, as rich text."""
    return f'<span style="background-color: {ground}; color: {colour}">&nbsp;<b>━</b>&nbsp;</span> '


def _curve_lines(
    key: CurveKey,
    rates: Rates,
    step: int,
    *,
    group: int = 0,
    chips: Sequence[str] = (),
    most: int = MOST_GROUPS,
    names_group: bool = False,
) -> list[str]:
    """Name what a curve sets, with its value for each of its groups where they differ in it.

    The group of common rates that only one follows is named where others have curves of their own.
    """
    values = rates.at(step)
    is_one = len(values) == 1 or (key != RATE_CURVE and len(set(values)) == 1)
    if is_one and not (names_group and key == RATE_CURVE):
        return [f"{html.escape(key.words)} <b>{rate_text(values[0])}</b>"]
    # Of many, those from the one that has the handles on.
    first = max(0, min(group, len(values) - most))
    marks = chips or [""] * len(values)
    named = zip(marks, rates.schedule.groups, values, strict=True)
    lines = [
        f"{mark}{html.escape(key.words)} of “{html.escape(each.name)}” <b>{rate_text(value)}</b>"
        for mark, each, value in islice(named, first, first + most)
    ]
    more = len(values) - most
    return [*lines, f"and {more} more groups"] if more > 0 else lines


class Readout(QLabel):
    """A small dark label that keeps clear of the mouse and inside the plot."""

    def __init__(self, plot: QWidget) -> None:
        """Make a label that is hidden."""
        super().__init__(plot)
        self._plot = plot
        self.setObjectName("readout")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Read-out at the mouse")
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = ReadingTable(self)
        self._measured = ""
        self._text_size = QSize()
        self.hide()

    def lines(self, rows: int) -> int:
        """Return how many lines fit into the plot, above so many rows about pins."""
        room = self._plot.height() - 2 * BELOW - 8 - scaled(ROW) * rows
        return max(3, math.floor(room / self.fontMetrics().lineSpacing()))

    def show_at(self, mouse: QPoint, text: str, rows: tuple[Reading, ...] = ()) -> None:
        """Show a text, and below it rows about pins, next to the mouse."""
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
        """Measure again in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measured = ""

    def _measure(self, text: str) -> None:
        """Find the size of a text as if each of its digits were the widest one.

        The label then keeps its size while digits change, and a drag measures it only once.
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
