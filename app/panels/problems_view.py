"""The problems as a list, each with its way out."""

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

from rampsmith.app.panels.fields import quiet
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.problems.problem import Problem

_SEVERITY_WORDS = {"error": "Error", "warning": "Doubtful", "note": "Note"}


class _Dot(QWidget):
    """A severity as a shape and a colour: a square, a triangle's worth of warning, a ring."""

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
        self.show_button = QPushButton("Show")
        self.show_button.setToolTip("Go to where this is")
        self.show_button.setObjectName("link")
        self.show_button.setAccessibleName(f"Show: {problem.sentence}")
        self.fix_button = QPushButton(problem.fix.words if problem.fix is not None else "")
        self.fix_button.setToolTip("Mend this; it can be undone")
        self.fix_button.setAccessibleName(
            f"{problem.fix.words}: {problem.sentence}" if problem.fix is not None else "No fix"
        )
        sentence = QLabel(problem.sentence)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setWordWrap(True)
        sentence.setAccessibleName(f"{words}: {problem.sentence}")
        place = quiet(f"{words} · {problem.place}")
        place.setTextFormat(Qt.TextFormat.PlainText)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(sentence)
        texts.addWidget(place)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(
            _Dot(colour[problem.severity], problem.severity), 0, Qt.AlignmentFlag.AlignTop
        )
        layout.addLayout(texts, 1)
        layout.addWidget(self.show_button)
        layout.addWidget(self.fix_button)
        # Only now: shown before they have a parent, they would flash up as windows.
        self.show_button.setVisible(problem.segment is not None)
        self.fix_button.setVisible(problem.fix is not None)


MOST_ROWS = 50
"""Problems that have a row; a thousand rows would take seconds to make at each edit."""


class ProblemsView(QScrollArea):
    """All problems of the store's schedule, and what the check in torch found."""

    counted = Signal(int)

    def __init__(self, store: Store, theme: Theme) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self._theme = theme
        self._shown: list[Problem] | None = None
        self._findings: tuple[str, ...] = ()
        self.rows: list[ProblemRow] = []
        self.setWidgetResizable(True)
        self.setAccessibleName("Problems")
        store.changed.connect(self.refresh)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Recolour the rows."""
        self._theme = theme
        self._shown = None
        self.refresh()

    def show_findings(self, findings: tuple[str, ...]) -> None:
        """Show what the check in torch found wrong with the exported file."""
        self._findings = findings
        self.refresh()

    def refresh(self) -> None:
        """Show the problems as they are now; a drag under way waits."""
        if self._store.is_previewing:
            return
        findings = [Problem("error", "exported file", text) for text in self._findings]
        problems = [*findings, *self._store.problems]
        if problems == self._shown:
            return
        self._shown = problems
        self.rows = [self._row(problem) for problem in problems[:MOST_ROWS]]
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for row in self.rows:
            layout.addWidget(row)
        if not self.rows:
            none = quiet("No problems: nothing is wrong, and nothing is doubtful.")
            none.setContentsMargins(16, 14, 16, 0)
            layout.addWidget(none)
        if len(problems) > MOST_ROWS:
            more = quiet(f"And {len(problems) - MOST_ROWS:,} more, shown once these are mended.")
            more.setContentsMargins(16, 8, 16, 8)
            layout.addWidget(more)
        layout.addStretch(1)
        old = self.takeWidget()
        self.setWidget(content)
        if old is not None:
            old.deleteLater()
        self.counted.emit(len(problems))

    def _row(self, problem: Problem) -> ProblemRow:
        row = ProblemRow(problem, self._theme)
        row.show_button.clicked.connect(lambda: self._show_segment(problem))
        row.fix_button.clicked.connect(lambda: self._fix(problem))
        return row

    def _show_segment(self, problem: Problem) -> None:
        if problem.segment is not None:
            self._store.select_segment(problem.segment)

    def _fix(self, problem: Problem) -> None:
        fix = problem.fix
        if fix is not None:
            self._store.edit(fix.change, fix.words)
