"""After an edit, what it has changed is painted, and nothing else."""

from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from tests.app.driver import PaintedParts, type_into


def test_another_length_of_the_run_paints_the_plot_once_and_no_menu_bar(
    window: Window, qapp: QApplication
) -> None:
    window.run_form.length.setFocus()
    qapp.processEvents()
    painted = PaintedParts(qapp)
    type_into(window.run_form.length, "33")
    qapp.processEvents()
    qapp.removeEventFilter(painted)
    assert painted.parts.count(window.run_form.length) > 0
    assert painted.parts.count(window.plot.viewport()) == 1
    assert window.menuBar() not in painted.parts
    assert window.top_bar.search not in painted.parts
