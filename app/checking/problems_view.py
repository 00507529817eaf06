"""The problems as a list, each with its fix."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import paint_event
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.base.theme import Theme
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import quiet
from rampsmith.designer.problems.place_words import place_words
from rampsmith.designer.problems.problem import Fix, Place, Problem

_SEVERITY_WORDS = {"error": "Error", "warning": "Doubtful", "note": "Note"}


class _Dot(QWidget):
    """A severity as a shape and a colour: a square, a disc or a ring."""

    def __init__(self, colour: str, severity: str) -> None:
        super().__init__()
        self._colour = QColor(colour)
        self._severity = severity
        self.setFixedSize(14, 20)

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._colour)
        if self._severity != "note":
            painter.setBrush(self._colour)
        if self._severity == "error":
            painter.drawRect(2, 6, 8, 8)
        else:
            painter.drawEllipse(2, 6, 8, 8)


class ProblemRow(QWidget):
    """One problem: how severe, the sentence, and its fix."""

    def __init__(self, problem: Problem, where: str, theme: Theme) -> None:
        """Show a problem."""
        super().__init__()
        self.setObjectName("problem")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        colour = {"error": theme.error, "warning": theme.warning, "note": theme.quiet}
        words = _SEVERITY_WORDS[problem.severity]
        self.show_button = link_button("Show", "Go to where this is")
        self.show_button.setAccessibleName(f"Show: {problem.sentence}")
        fix = problem.fix
        self.fix_button = QPushButton("" if fix is None else fix.words)
        if fix is not None:
            self.fix_button.setToolTip(tooltip(f"{fix.effect or fix.words}. It can be undone"))
        self.fix_button.setAccessibleName(
            "No fix" if fix is None else f"{fix.words}: {problem.sentence}"
        )
        self.dismiss_button = link_button("Dismiss", "Leave this out, for this design")
        self.dismiss_button.setAccessibleName(f"Dismiss: {problem.sentence}")
        sentence = QLabel(problem.sentence, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        sentence.setAccessibleName(f"{words}: {problem.sentence}")
        place = quiet(f"{words} · {where}")
        place.setTextFormat(Qt.TextFormat.PlainText)
        texts = spaced(QVBoxLayout(), spacing=1)
        texts.addWidget(sentence)
        texts.addWidget(place)
        links = spaced(QHBoxLayout(), spacing=14)
        links.addWidget(self.show_button)
        links.addWidget(self.dismiss_button)
        links.addStretch(1)
        fix_room = spaced(QHBoxLayout())
        fix_room.addWidget(self.fix_button)
        fix_room.addStretch(1)
        layout = spaced(QHBoxLayout(self), spacing=8, margins=(16, 8, 16, 8))
        dot = _Dot(colour[problem.severity], problem.severity)
        layout.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
        self._parts = spaced(QBoxLayout(QBoxLayout.Direction.LeftToRight), spacing=14)
        self._parts.addLayout(texts, 1)
        self._parts.addLayout(links)
        self._parts.addLayout(fix_room)
        layout.addLayout(self._parts, 1)
        # Only now: shown before they have a parent, they would flash up as windows.
        self.show_button.setVisible(problem.place.segment is not None)
        self.fix_button.setVisible(fix is not None)
        self.dismiss_button.setVisible(problem.severity != "error")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the words where there is little room beside them."""
        super().resizeEvent(event)
        is_narrow = self.width() < scaled(NARROW)
        ways = QBoxLayout.Direction
        self._parts.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        self._parts.setSpacing(6 if is_narrow else 14)

    def minimumSizeHint(self) -> QSize:
        """Return the size with the buttons below the words."""
        links = self.show_button.sizeHint().width() + self.dismiss_button.sizeHint().width()
        fix = 0 if self.fix_button.isHidden() else self.fix_button.sizeHint().width()
        return QSize(max(links + 14, fix) + AROUND, super().minimumSizeHint().height())


NARROW = 640
"""The width of a row in pixels below which its buttons stand under the words; a guess."""

AROUND = 54
"""Pixels of a row that are taken by its margins and its sign."""

MOST_ROWS = 50
"""Problems that have a row; a thousand rows would take seconds to make at each edit."""


class ProblemsView(QScrollArea):
    """All problems of the store's schedule, and what the check in torch found."""

    counted = Signal(int)

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self._appearance = appearance
        self._shown: tuple[list[Problem], int] | None = None
        self._findings: tuple[str, ...] = ()
        self.rows: list[ProblemRow] = []
        self.again_button: QPushButton = link_button()
        self.setWidgetResizable(True)
        self.setAccessibleName("Problems")
        store.document_changed.connect(self.refresh)
        store.problems_changed.connect(self.refresh)
        appearance.changed.connect(self._recolour)
        self.refresh()

    def _recolour(self) -> None:
        self._shown = None
        self.refresh()

    def show_findings(self, findings: tuple[str, ...]) -> None:
        """Show what the check in torch found wrong with the exported file."""
        self._findings = findings
        self.refresh()

    def refresh(self) -> None:
        """Show the problems of the document, unless they are those that are shown already."""
        findings = [Problem("error", Place("exported file"), text) for text in self._findings]
        problems = [*findings, *self._store.problems]
        hidden = self._store.hidden_problems
        if (problems, hidden) == self._shown:
            return
        self._shown = (problems, hidden)
        self.rows = [self._row(problem) for problem in problems[:MOST_ROWS]]
        content = QWidget()
        layout = spaced(QVBoxLayout(content))
        for row in self.rows:
            layout.addWidget(row)
        if not self.rows:
            left = "no other doubt" if hidden else "nothing is doubtful"
            none = quiet(f"No problems: nothing is wrong, and {left}.")
            none.setContentsMargins(16, 14, 16, 0)
            layout.addWidget(none)
        if len(problems) > MOST_ROWS:
            more = quiet(f"And {len(problems) - MOST_ROWS:,} more, shown once these are fixed.")
            more.setContentsMargins(16, 8, 16, 8)
            layout.addWidget(more)
        if hidden:
            self.again_button = link_button(f"{hidden} dismissed · Show again", "Show all problems")
            self.again_button.clicked.connect(lambda: self._store.set_dismissed(frozenset()))
            line = spaced(QHBoxLayout(), margins=(12, 6, 16, 6))
            line.addWidget(self.again_button)
            line.addStretch(1)
            layout.addLayout(line)
        layout.addStretch(1)
        old = self.takeWidget()
        self.setWidget(content)
        if old is not None:
            old.deleteLater()
        self.counted.emit(len(problems))

    def _row(self, problem: Problem) -> ProblemRow:
        where = place_words(problem.place, self._store.document)
        row = ProblemRow(problem, where, self._appearance.theme)
        row.dismiss_button.clicked.connect(lambda: self._store.dismiss(problem))
        row.show_button.clicked.connect(lambda: self._store.show_place(problem.place))
        if (fix := problem.fix) is not None:
            row.fix_button.clicked.connect(lambda: self._mend(fix))
        return row

    def _mend(self, fix: Fix) -> None:
        """Take a way out of a problem, and say what that has changed."""
        self._store.edit(fix.change, fix.words)
        self._store.said.emit(fix.effect or f"Done: {fix.words}")
