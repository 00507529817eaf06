"""The question about unsaved work: its buttons have letters, and no icons of another set."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QMessageBox

from rampsmith.app.documents.dialogs import Answer, Dialogs
from rampsmith.app.shell.window import Window


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (Qt.Key.Key_S, "save"),
        (Qt.Key.Key_D, "discard"),
        (Qt.Key.Key_C, "cancel"),
        (Qt.Key.Key_Escape, "cancel"),
    ],
)
@pytest.mark.parametrize("ask", ["about_closing", "about_replacing"])
def test_a_letter_answers_the_question(
    window: Window, key: Qt.Key, answer: Answer, ask: str
) -> None:
    looks: list[bool] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        looks.append(box.icon() == QMessageBox.Icon.NoIcon)
        looks.extend(button.icon().isNull() for button in box.buttons())
        labels = [label for label in box.findChildren(QLabel) if label.isVisible()]
        edges = {part.x() for part in (*labels, *box.findChildren(QDialogButtonBox))}
        looks.append(len(edges) == 1)
        QTest.keyClick(box, key)

    QTimer.singleShot(0, press)
    assert getattr(Dialogs(window), ask)("Untitled") == answer
    assert len(looks) >= 5
    assert all(looks)
