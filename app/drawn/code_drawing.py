"""The exported file in its colours, as a picture."""

from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontInfo,
    QPainter,
    QPalette,
    QTextDocument,
)

from rampsmith.app.drawn.drawn import Drawn
from rampsmith.app.panels.highlighter import PythonHighlighter
from rampsmith.app.theme import Theme

MARGIN = 24


def drawn_code(source: str, title: str, font: QFont, theme: Theme) -> Drawn:
    """Make a picture of source code, as wide as its longest line."""
    document = QTextDocument()
    document.setDocumentMargin(MARGIN)
    # Letters as wide as they are designed stand where they stand, in whatever size they are seen.
    exact = QFont(font)
    exact.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    document.setDefaultFont(exact)
    document.setUseDesignMetrics(True)
    document.setPlainText(source.rstrip("\n"))
    highlighter = PythonHighlighter(document, theme)
    highlighter.rehighlight()
    size = document.size()
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor(theme.text))
    context.palette = palette

    def paint(painter: QPainter) -> None:
        document.documentLayout().draw(painter, context)

    family = QFontInfo(font).family()
    ground = QColor(theme.ground)
    return Drawn(title, _whole(size), ground, f"{family}, monospace", paint)


def _whole(size: QSizeF) -> QSize:
    return QSize(int(size.width()) + 1, int(size.height()) + 1)
