"""Tab goes through the window as it is read, and comes to what removes something last."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.shell.window import Window
from rampsmith.designer.editing.edits import added_group
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.shapes.expression import Expression
from tests.app.designs import three_segments
from tests.app.driver import show

CONSTANTS = (FormulaConstant("a", 1.0), FormulaConstant("b", 1.0))


def tabbed(window: Window) -> list[QWidget]:
    """Press Tab from the plot until it has the keys again."""
    window.plot.setFocus()
    seen: list[QWidget] = []
    while not seen or not window.plot.hasFocus():
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused not in seen
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return seen


def test_what_removes_comes_last_and_fields_come_as_they_are_read(window: Window) -> None:
    show(window, three_segments())
    for _ in range(2):
        window.store.edit(added_group, "Add group")
        QTest.keyClick(window.plot, Qt.Key.Key_P)
    formula = replace(
        window.store.schedule.segments[2], shape=Expression("a * b * (1 - p)", constants=CONSTANTS)
    )
    window.store.edit(
        lambda design: replace(design, segments=(*design.segments[:2], formula)), "Type formula"
    )
    window.store.select_segment(2)
    QTest.keyClick(window.plot, Qt.Key.Key_R)
    QApplication.processEvents()
    order = tabbed(window)
    form = window.segment_form
    rows = form.bends.of_formula
    for names, removers, before in (
        (window.groups_form.names, window.groups_form.removers, form.shape),
        (rows.names, rows.removers, form.shape),
        (
            [row.name for row in window.comparing.legend.rows.values()],
            [row.remove for row in window.comparing.legend.rows.values()],
            window.comparing.legend.add,
        ),
    ):
        assert order.index(before) < min(map(order.index, names))
        assert max(map(order.index, names)) < min(map(order.index, removers))
    for panel in (window.segment_form, window.repeat_form, window.groups_form, window.run_form):
        inside = [each for each in order if panel.isAncestorOf(each)]
        fields = [each for each in inside if "Remove" not in each.accessibleName()]
        places = [each.mapTo(panel, QPoint(0, each.height() // 2)) for each in fields]
        read = sorted(places, key=lambda place: (round(place.y() / 12), place.x()))
        assert places == read, [
            (each.accessibleName(), place) for each, place in zip(fields, places, strict=True)
        ]
        assert len(fields) > 3
