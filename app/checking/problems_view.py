"""The problems as a list, each with its fix."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.base.theme import Theme
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.fields import quiet
from rampsmith.app.widgets.form import spaced
from rampsmith.designer.problems.problem import Place, Problem

_SEVERITY_WORDS = {"error": "Error", "warning": "Doubtful", "note": "Note"}


class _Dot(QWidget):
    """A severity as a shape and a colour: a square, a disc or a ring."""

    def __init__(self, colour: str, severity: str) -> None:
        super().__init__()
        self._colour = QColor(colour)
        self._severity = severity
        self.setFixedSize(14, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
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

    def __init__(self, problem: Problem, theme: Theme) -> None:
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
        self.fix_button.setToolTip("Fix this; it can be undone")
        self.fix_button.setAccessibleName(
            "No fix" if fix is None else f"{fix.words}: {problem.sentence}"
        )
        sentence = QLabel(problem.sentence, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        sentence.setAccessibleName(f"{words}: {problem.sentence}")
        place = quiet(f"{words} · {problem.place}")
        place.setTextFormat(Qt.TextFormat.PlainText)
        texts = spaced(QVBoxLayout(), spacing=1)
        texts.addWidget(sentence)
        texts.addWidget(place)
        layout = spaced(QHBoxLayout(self), spacing=8, margins=(16, 8, 16, 8))
        dot = _Dot(colour[problem.severity], problem.severity)
        layout.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)
        layout.addWidget(self.show_button)
        layout.addWidget(self.fix_button)
        # Only now: shown before they have a parent, they would flash up as windows.
        self.show_button.setVisible(problem.place.segment is not None)
        self.fix_button.setVisible(fix is not None)


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
        self._shown: list[Problem] | None = None
        self._findings: tuple[str, ...] = ()
        self.rows: list[ProblemRow] = []
        self.setWidgetResizable(True)
        self.setAccessibleName("Problems")
        store.document_changed.connect(self.refresh)
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
        if problems == self._shown:
            return
        self._shown = problems
        self.rows = [self._row(problem) for problem in problems[:MOST_ROWS]]
        content = QWidget()
        layout = spaced(QVBoxLayout(content))
        for row in self.rows:
            layout.addWidget(row)
        if not self.rows:
            none = quiet("No problems: nothing is wrong, and nothing is doubtful.")
            none.setContentsMargins(16, 14, 16, 0)
            layout.addWidget(none)
        if len(problems) > MOST_ROWS:
            more = quiet(f"And {len(problems) - MOST_ROWS:,} more, shown once these are fixed.")
            more.setContentsMargins(16, 8, 16, 8)
            layout.addWidget(more)
        layout.addStretch(1)
        old = self.takeWidget()
        self.setWidget(content)
        if old is not None:
            old.deleteLater()
        self.counted.emit(len(problems))

    def _row(self, problem: Problem) -> ProblemRow:
        row = ProblemRow(problem, self._appearance.theme)
        row.show_button.clicked.connect(lambda: self._store.show_place(problem.place))
        if (fix := problem.fix) is not None:
            row.fix_button.clicked.connect(lambda: self._store.edit(fix.change, fix.words))
        return row
