"""Names that look like HTML are shown as they are: nothing in a label or a tooltip is interpreted."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.starter import starter
from tests.app.logs.dropped import drop

TAG = "<img src=x><b>big</b>"


@pytest.mark.parametrize("text", [TAG, f"a\n{TAG}", "a < b", "<a href='x'>y</a>", "&amp; <", "x"])
def test_a_tooltip_shows_a_text_as_it_is(qapp: QApplication, text: str) -> None:
    document = QTextDocument()
    document.setHtml(tooltip(text).replace("\n", "<br>"))
    assert document.toPlainText() == text
    assert tooltip("no tag") == "no tag"


def test_names_that_look_like_html_are_words(window: Window, tmp_path: Path) -> None:
    schedule = starter()
    segments = tuple(replace(each, name=TAG) for each in schedule.segments)
    groups = tuple(replace(each, name=TAG) for each in schedule.groups)
    window.store.open(replace(schedule, title=TAG, segments=segments, groups=groups), None)
    window.comparing.pin_version()
    window.store.edit(lambda now: replace(now, title=f"{TAG} 2"), f"Rename {TAG}")
    window.message.tell(f"{TAG} went wrong")
    window.status.say(f"{TAG} was said")
    drop(window, tmp_path / f"{TAG.replace('/', '')}.ramp")
    QApplication.processEvents()
    for label in window.findChildren(QLabel):
        guesses = label.textFormat() == Qt.TextFormat.AutoText
        assert not (guesses and "<img" in label.text()), label.text()
    parts: list[QWidget | QAction] = [*window.findChildren(QWidget), *window.findChildren(QAction)]
    for part in parts:
        assert "<img" not in part.toolTip(), part
        assert "<b>big" not in part.toolTip(), part
