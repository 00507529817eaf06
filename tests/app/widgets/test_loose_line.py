"""A line of words that no layout above it has to know of."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.entry_note import EntryNote
from rampsmith.app.widgets.loose_line import LooseLine


class LayoutRequests(QObject):
    """Counts how often a widget is to lay out what is in it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - as Qt has it.
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def panel(qtbot: QtBot) -> QWidget:
    panel = QWidget()
    qtbot.addWidget(panel)
    QVBoxLayout(panel)
    panel.resize(300, 60)
    return panel


def in_layout(panel: QWidget, line: LooseLine) -> LayoutRequests:
    layout = panel.layout()
    assert layout is not None
    layout.addWidget(line)
    panel.show()
    QApplication.processEvents()
    return LayoutRequests(panel)


def test_other_words_are_shown_without_another_layout_of_what_is_above(panel: QWidget) -> None:
    words = ElidedLabel("12 steps")
    requests = in_layout(panel, LooseLine(words))
    words.setText("12,345 steps")
    QApplication.processEvents()
    assert requests.count == 0
    assert words.shown == "12,345 steps"


def test_an_offer_stands_right_after_the_words(panel: QWidget) -> None:
    note = EntryNote()
    in_layout(panel, note)
    note.say("= 8e-8", "the rate 8e-5?")
    QApplication.processEvents()
    assert note.words.shown == "= 8e-8"
    assert 0 < note.offer.x() - note.words.geometry().right() < 10
    note.say("= 8e-8 " * 40, "the rate 8e-5?")
    QApplication.processEvents()
    assert note.words.shown.endswith("…")
    assert note.offer.geometry().right() < note.width()


def test_the_first_offer_is_seen_whole(panel: QWidget, qtbot: QtBot) -> None:
    note = EntryNote()
    in_layout(panel, note)
    note.say("= 8e-8")
    QApplication.processEvents()
    note.say("= 8e-8", "the rate 8e-5?")
    qtbot.waitUntil(lambda: note.height() >= note.offer.sizeHint().height())
