"""The guide in a window next to that of the design, without its pictures, which show that window."""

import re
from importlib.resources import files

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.widgets.on_screen import open_on_screen
from rampsmith.app.widgets.page import Page

SIZE = QSize(760, 780)

_LEFT_OUT = re.compile(r"^(<picture>.*</picture>|- \[[^\]]*\]\(#.*\))\n", re.MULTILINE)
"""Pictures, and the contents, whose links lead to headings that Qt does not name."""


class GuideWindow(QDialog):
    """The guide to read; it can stay open while one works."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        """Show the guide from its beginning."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWindowTitle("Guide")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = Page("Guide", appearance)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 8, 8)
        layout.addWidget(self.page)
        document = QTextDocument()
        document.setDefaultFont(self.page.font())
        document.setMarkdown(_LEFT_OUT.sub("", guide_text()))
        self.page.show_html(document.toHtml())
        open_on_screen(self, SIZE)


def guide_text() -> str:
    """Return the guide as Markdown."""
    return files("rampsmith.app.help").joinpath("guide.md").read_text(encoding="utf-8")
