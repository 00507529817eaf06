"""Python code in colours."""

from typing import Any

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String, Token
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from rampsmith.app.theme import Theme

LONGEST = 150_000
"""Characters; to find the tokens of more takes longer than anybody wants to wait for colours."""


class PythonHighlighter(QSyntaxHighlighter):
    """Colours Python by Pygments, a whole document at a time."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        """Colour a document whose text is given to ``read`` first."""
        super().__init__(document)
        self._lexer = PythonLexer()
        self._lines: list[list[tuple[int, int, Any]]] = []
        self._formats: dict[Any, QTextCharFormat] = {}
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours; what is shown is coloured anew by ``rehighlight``."""
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
        self._formats = {}
        for token, colour in colours.items():
            made = QTextCharFormat()
            made.setForeground(QColor(colour))
            self._formats[token] = made

    def read(self, text: str) -> None:
        """Find the tokens of every line; strings may run over many. Too long a text has none."""
        self._lines = [[]]
        if len(text) > LONGEST:
            return
        for token, piece in self._lexer.get_tokens(text):
            for number, part in enumerate(piece.split("\n")):
                if number:
                    self._lines.append([])
                line = self._lines[-1]
                begin = line[-1][0] + line[-1][1] if line else 0
                line.append((begin, len(part), self._format(token)))

    def _format(self, token: Any) -> QTextCharFormat | None:
        while token is not Token:
            if token in self._formats:
                return self._formats[token]
            token = token.parent
        return None

    def highlightBlock(self, text: str) -> None:
        """Colour a line."""
        number = self.currentBlock().blockNumber()
        if number < len(self._lines):
            for begin, length, style in self._lines[number]:
                if style is not None:
                    self.setFormat(begin, length, style)
