"""Python code to be read, in colours."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pygments.token import Comment, Keyword, Name, Number, String, Token
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.theme import Theme

if TYPE_CHECKING:
    from pygments.lexers.python import PythonLexer

MOST_CHARACTERS = 150_000
"""Characters; to find the tokens of more takes longer than anybody wants to wait for colours."""

MOST_KEPT = 8_000
"""Lines whose tokens are remembered: an edit changes few of them, and segments are much alike."""

QUOTES = '"""'
OUTSIDE, INSIDE = 0, 1
"""Whether a line begins in a string that began above it."""


class PythonHighlighter(QSyntaxHighlighter):
    """Colours Python by Pygments, line by line."""

    def __init__(self, document: QTextDocument, appearance: Appearance) -> None:
        """Colour a document, and whatever becomes of it."""
        super().__init__(document)
        self._appearance = appearance
        self._formats = _formats(appearance.theme)
        appearance.changed.connect(self._recolour)

    def _recolour(self) -> None:
        self._formats = _formats(self._appearance.theme)
        self.rehighlight()

    def _format(self, token: Any) -> QTextCharFormat | None:
        while token is not Token:
            if token in self._formats:
                return self._formats[token]
            token = token.parent
        return None

    def highlightBlock(self, text: str) -> None:
        """Colour a line; where there are too many, none."""
        if self.document().characterCount() > MOST_CHARACTERS:
            return
        tokens, ends = _tokens(text, max(OUTSIDE, self.previousBlockState()))
        for begin, length, token in tokens:
            style = self._format(token)
            if style is not None:
                self.setFormat(begin, length, style)
        self.setCurrentBlockState(ends)


@cache
def _lexer() -> "PythonLexer":
    # Made for the first line: that takes as long as painting the plot, which comes before the code.
    from pygments.lexers.python import PythonLexer

    return PythonLexer()


@lru_cache(MOST_KEPT)
def _tokens(line: str, begins: int) -> tuple[tuple[tuple[int, int, Any], ...], int]:
    """Find the place, the length and the kind of each token, and whether a string goes on below."""
    opening = QUOTES if begins == INSIDE else ""
    found: list[tuple[int, int, Any]] = []
    quotes = 0
    for place, token, piece in _lexer().get_tokens_unprocessed(opening + line):
        kinds = token.split()
        if String in kinds and String.Single not in kinds:
            quotes += piece.count(QUOTES)
        begin = max(0, place - len(opening))
        end = place + len(piece) - len(opening)
        if end > begin:
            found.append((begin, end - begin, token))
    return tuple(found), INSIDE if quotes % 2 else OUTSIDE


def _formats(theme: Theme) -> dict[Any, QTextCharFormat]:
    dark = theme.is_dark
    colours = {
        Comment: theme.quiet,
        String: "#8fd18f" if dark else "#2f6f2f",
        Keyword: "#7cb7ff" if dark else "#1257a0",
        Name.Class: "#7cb7ff" if dark else "#1257a0",
        Name.Function: "#e5c07b" if dark else "#7a4b00",
        Name.Builtin: "#c7a6ff" if dark else "#5b3b9a",
        Number: "#f2a97e" if dark else "#a0410d",
    }
    found = {}
    for token, colour in colours.items():
        made = QTextCharFormat()
        made.setForeground(QColor(colour))
        found[token] = made
    return found
