"""Python in colours, line by line as if the whole were read at once."""

from pathlib import Path

import pytest
from pygments.lexers.python import PythonLexer
from pygments.token import Name, String
from PySide6.QtGui import QColor, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.theme import DARK, LIGHT
from rampsmith.app.code.highlighter import MOST_CHARACTERS, PythonHighlighter
from tests.app.driver import appearance

FILES = sorted((Path(__file__).parents[2] / "golden" / "files").glob("*.py"))


def shown(text: str) -> tuple[QTextDocument, PythonHighlighter]:
    document = QTextDocument()
    document.setPlainText(text)
    document.documentLayout()  # As in a view; without one, a document does not tell of edits.
    highlighter = PythonHighlighter(document, appearance("light"))
    QApplication.processEvents()
    return document, highlighter


def colours(document: QTextDocument) -> list[str]:
    """The colour of every character, line by line; nothing is coloured where it is empty."""
    found = [""] * document.characterCount()
    block = document.begin()
    while block.isValid():
        for part in block.layout().formats():
            begin = block.position() + part.start
            for place in range(begin, begin + part.length):
                found[place] = part.format.foreground().color().name()
        block = block.next()
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_exported_files_have_the_colours_of_their_tokens(qapp: QApplication, path: Path) -> None:
    text = path.read_text(encoding="utf-8").rstrip("\n")
    document, highlighter = shown(text)
    found = colours(document)
    for place, token, piece in PythonLexer().get_tokens_unprocessed(text):
        style = highlighter._format(token)
        wanted = "" if style is None else style.foreground().color().name()
        places = range(place, place + len(piece))
        assert {found[each] for each in places if text[each] != "\n"} <= {wanted}, (token, piece)


def test_the_end_of_a_string_is_looked_for_below(qapp: QApplication) -> None:
    document, highlighter = shown('"""One\nclass\n"""\n# a """ in a comment\nclass A: pass')
    string, name = (highlighter._format(token) for token in (String, Name.Class))
    assert string is not None
    assert name is not None
    found = colours(document)
    text = document.toPlainText()
    assert found[text.index("class")] == string.foreground().color().name()
    assert found[text.index("A:")] == name.foreground().color().name()
    cursor = QTextCursor(document.lastBlock())
    cursor.insertText('"""')
    assert (
        colours(document)[document.toPlainText().index("A:")] == string.foreground().color().name()
    )


def test_other_colours_are_taken_at_once(qapp: QApplication) -> None:
    document, highlighter = shown("# quiet")
    assert colours(document)[0] == QColor(LIGHT.quiet).name()
    highlighter._appearance.choose("dark")
    assert colours(document)[0] == QColor(DARK.quiet).name()


def test_code_of_great_length_is_shown_without_colours(qapp: QApplication) -> None:
    few, _one = shown("# x\n")
    assert colours(few)[0]
    many, _another = shown("# x\n" * (MOST_CHARACTERS // 4 + 1))
    assert set(colours(many)) == {""}
