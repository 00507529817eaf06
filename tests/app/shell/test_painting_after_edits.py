"""After an edit, what it has changed is painted, and nothing else."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from tests.app.driver import type_into


class Painted(QObject):
    """Notes all that is painted."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.parts: list[QObject] = []
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name.
        if event.type() == QEvent.Type.Paint:
            self.parts.append(watched)
        return False


def test_another_length_of_the_run_paints_the_plot_once_and_no_menu_bar(
    window: Window, qapp: QApplication
) -> None:
    window.run_form.length.setFocus()
    qapp.processEvents()
    painted = Painted(qapp)
    type_into(window.run_form.length, "33")
    qapp.processEvents()
    qapp.removeEventFilter(painted)
    assert painted.parts.count(window.run_form.length) > 0
    assert painted.parts.count(window.plot.viewport()) == 1
    assert window.menuBar() not in painted.parts
    assert window.top_bar.search not in painted.parts
