"""A page of formatted text that can be read by eye, by keys and by a screen reader."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QTextBrowser

from rampsmith.app.base.appearance import Appearance

_SHEET = """
body, td {{ color: {text}; }}
h2 {{ font-size: 14pt; font-weight: 600; margin: 0 0 4px 0; }}
.heading {{ color: {quiet}; font-size: 8pt; font-weight: 700; margin: 4px 0 3px 0; }}
p {{ margin: 0 0 7px 0; }}
a {{ color: {accent}; text-decoration: none; }}
.quiet {{ color: {quiet}; }}
.key {{ color: {quiet}; white-space: nowrap; }}
.formula {{ color: {text}; background: {sunken}; }}
pre {{ margin: 0 0 7px 0; font-size: 9pt; }}
"""


class Page(QTextBrowser):
    """Shows HTML in the colours of the theme; announces links of its own and opens the web's."""

    followed = Signal(str)
    """A link of the page's own was followed."""

    def __init__(self, name: str, appearance: Appearance) -> None:
        """Make a page that screen readers call ``name``."""
        super().__init__()
        self._html = ""
        self.setObjectName("page")
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        self._appearance = appearance
        appearance.changed.connect(self._recolour)
        self._recolour()

    def _recolour(self) -> None:
        theme = self._appearance.theme
        colours = {name: getattr(theme, name) for name in ("text", "quiet", "accent", "sunken")}
        self.document().setDefaultStyleSheet(_SHEET.format(**colours))
        self.setHtml(self._html)

    def show_html(self, html: str) -> None:
        """Show another text, from its beginning; the same one stays as it is scrolled."""
        if html != self._html:
            self._html = html
            self.setHtml(html)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "https":
            QDesktopServices.openUrl(link)
        else:
            self.followed.emit(link.toString())
