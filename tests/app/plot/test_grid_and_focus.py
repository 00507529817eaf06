"""The grid lies under the curves, and the plot shows when keys go to it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from rampsmith.app.base.theme import LIGHT
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.palette import FAMILY_COLOURS
from rampsmith.designer.values.spans import Span
from tests.app.designs import RUN, three_segments
from tests.app.driver import Hand, show

FLAT = QColor(FAMILY_COLOURS["flat"])


def seen(window: Window, place: QPoint) -> QColor:
    picture = window.plot.grab().toImage()
    return QColor(picture.pixelColor(place * picture.devicePixelRatio()))


def near(one: QColor, other: QColor, within: int = 16) -> bool:
    """Whether two colours differ by smoothing alone."""
    parts = (one.red() - other.red(), one.green() - other.green(), one.blue() - other.blue())
    return max(map(abs, parts)) < within


def test_a_curve_on_a_line_of_the_grid_keeps_its_colour(window: Window, hand: Hand) -> None:
    flat = Segment("Flat", Constant(), Span.of_steps(1000), Level(0.4))
    show(window, Schedule(segments=(flat,), groups=(Group("all", 1.0),), run=RUN))
    hand.leave()
    (_, ticks), *_ = window.plot.rate_axis.tickValues(0, 1, 400)
    assert 0.4 in [round(tick, 9) for tick in ticks]
    rows = [QPoint(0, y) for y in (-2, -1, 0, 1, 2)]
    between = [seen(window, hand.pixel(430, 0.4) + row) for row in rows]
    crossing = [seen(window, hand.pixel(400, 0.4) + row) for row in rows]
    drawn = [index for index, at in enumerate(between) if near(at, FLAT, 6)]
    assert drawn
    assert all(near(crossing[index], between[index], 5) for index in drawn)


def test_a_line_of_the_grid_is_seen_on_the_tint(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.leave()
    on_line = hand.pixel(400, 2e-4)
    beside = on_line + QPoint(5, 4)
    rows = [on_line + QPoint(5, y) for y in (-1, 0, 1)]
    assert min(seen(window, row).lightness() for row in rows) < seen(window, beside).lightness()


def test_the_plot_shows_that_keys_go_to_it(window: Window) -> None:
    edge = QPoint(window.plot.mapFromScene(window.plot.view_box.sceneBoundingRect().topLeft()))
    edge += QPoint(0, 60)
    window.plot.setFocus()
    assert near(seen(window, edge), QColor(LIGHT.accent))
    window.segment_form.name.setFocus()
    assert not near(seen(window, edge), QColor(LIGHT.accent))
    QTest.keyClick(window.segment_form.name, Qt.Key.Key_Escape)
    assert window.plot.hasFocus()
