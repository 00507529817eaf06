"""The rates of every group where the walk stands: the update's own, and those behind the next step."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from rampsmith.app.panels.fields import quiet
from rampsmith.app.stepping.walking import Values, Walking
from rampsmith.app.store import Store
from rampsmith.designer.numbers import count_text, digits_text

_LONGEST_NAME = 14
_NUMBER = 11
MOST_LINES = 50
"""Groups that have a line; Qt takes a second to lay out a thousand."""


class RatesView(QWidget):
    """A line for each group: what the update uses, and what follows."""

    def __init__(self, store: Store, walking: Walking) -> None:
        """Show the walk's place whenever ``refresh`` is called, and when torch has answered."""
        super().__init__()
        self._store = store
        self._walking = walking
        self.where = quiet()
        self.where.setObjectName("total")
        self.lines = QLabel()
        self.lines.setTextFormat(Qt.TextFormat.PlainText)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.lines.setStyleSheet(f"font-family: '{font.family()}'; font-size: 9.5pt;")
        self.lines.setAccessibleName("Rates at this place")
        self.source = quiet()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.lines)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 6)
        layout.setSpacing(2)
        for widget in (self.where, scroll, self.source):
            layout.addWidget(widget)
        walking.answered.connect(self.refresh)

    def refresh(self) -> None:
        """Show the place and its rates as they are now."""
        place, values = self._walking.place, self._walking.values
        if place is None or values is None:
            self.where.setText("The run has no batch to step through.")
            self.lines.setText("")
            self.source.setText("")
            return
        update = "none" if place.update is None else count_text(place.update)
        self.where.setText(f"update {update} · t = {count_text(place.t)}")
        text = "\n".join(rate_lines(values, [group.name for group in self._store.schedule.groups]))
        self.lines.setText(text)
        height = self.lines.fontMetrics().lineSpacing() * (text.count("\n") + 1) + 4
        self._scroll.setMaximumHeight(height)
        self.source.setText(
            "by the exported class in torch"
            if values.from_class
            else "by the designer, not yet torch"
        )


def rate_lines(values: Values, names: list[str]) -> list[str]:
    """Write the values under each other: name, now, and behind the next step."""
    rows = list(zip(names[:MOST_LINES], values.rates, values.after, strict=False))
    more = len(names) - len(rows)
    if values.momentum is not None and values.momentum_after is not None:
        rows.append(("momentum", values.momentum, values.momentum_after))
    width = min(_LONGEST_NAME, max(len(name) for name, _, _ in rows))
    head = f"{'':{width}} {'now':>{_NUMBER}} {'after step()':>{_NUMBER + 2}}"
    return [
        head,
        *(
            f"{_shortened(name, width)} {digits_text(now):>{_NUMBER}} {digits_text(after):>{_NUMBER + 2}}"
            for name, now, after in rows
        ),
        *([f"and {more:,} more groups: see the table"] if more > 0 else []),
    ]


def _shortened(name: str, width: int) -> str:
    plain = "".join(c if c.isprintable() else " " for c in name)
    return f"{plain:{width}}" if len(plain) <= width else f"{plain[: width - 1]}…"
