"""The list of shapes shows each as a picture, in the colours of the theme."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionComboBox

from rampsmith.app.shell.window import Window
from rampsmith.designer.shapes.registry import SHAPES
from tests.app.designs import three_segments
from tests.app.driver import show


def opened_pictures(window: Window) -> list[int]:
    """Open the list by a click, close it again, and return what its pictures are known by."""
    shape = window.segment_form.shape
    QTest.mouseClick(shape, Qt.MouseButton.LeftButton)
    assert shape.view().isVisible()
    view = shape.view()
    assert view.width() >= view.sizeHintForColumn(0), "no name is cut"
    shape.hidePopup()
    return [shape.itemIcon(row).cacheKey() for row in range(shape.count())]


def test_every_shape_has_a_picture_of_its_own_in_each_theme(window: Window) -> None:
    show(window, three_segments())
    light = opened_pictures(window)
    assert opened_pictures(window) == light, "drawn once"
    images = [
        bytes(window.segment_form.shape.itemIcon(row).pixmap(40, 16).toImage().constBits())
        for row in range(len(SHAPES))
    ]
    # A staircase and a plateau may look alike in so small a picture; few others may.
    assert len(set(images)) >= len(SHAPES) - 3
    window.appearance.choose("dark")
    assert not set(opened_pictures(window)) & set(light)
    window.appearance.choose("light")


def test_the_open_list_stays_in_the_window_and_shows_that_it_scrolls(window: Window) -> None:
    window.resize(1024, 768)
    show(window, three_segments())
    shape = window.segment_form.shape
    QTest.mouseClick(shape, Qt.MouseButton.LeftButton)
    view, edge = shape.view(), window.mapToGlobal(window.rect().topRight()).x()
    assert view.verticalScrollBar().isVisible()
    assert view.viewport().width() >= view.sizeHintForColumn(0), "no name is cut"
    assert view.window().geometry().right() <= edge
    shape.hidePopup()


def test_the_closed_list_shows_words_alone(window: Window) -> None:
    show(window, three_segments())
    opened_pictures(window)
    option = QStyleOptionComboBox()
    window.segment_form.shape.initStyleOption(option)
    assert option.currentIcon.isNull()
    assert option.currentText == "Linear"


def test_the_simple_presets_have_pictures_in_the_menu(window: Window) -> None:
    menu = window.presets.menu
    menu.aboutToShow.emit()
    *presets, _, every = menu.actions()
    assert len(presets) == 6
    assert all(not action.icon().isNull() for action in presets)
    assert every.icon().isNull()
