"""Plot and code as PNG and SVG files and on the clipboard: what the window shows, and readable."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPolygonF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.theme import DARK, LIGHT
from rampsmith.app.pictures.drawings import FOOT, HEAD, MARGIN, drawn_code, drawn_plot
from rampsmith.app.pictures.picture import SHARP, TooLargeError
from rampsmith.app.plot.items.curve_item import within
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.presets import PRESETS
from tests.app.designs import three_segments
from tests.app.driver import ALT, CONTROL, answers, show

SVG = "{http://www.w3.org/2000/svg}"
SAVE_PLOT = (Qt.Key.Key_P, CONTROL | ALT)
SAVE_CODE = (Qt.Key.Key_K, CONTROL | ALT)


def written(window: Window, path: Path, keys: tuple[Qt.Key, Qt.KeyboardModifier]) -> bytes:
    """Save a picture by its keys, and give what was written."""
    answers(window).write = path
    QTest.keyClick(window.plot, *keys)
    assert window.status.hint.text().endswith(str(path))
    return path.read_bytes()


def words(svg: bytes) -> list[str]:
    """All texts of an SVG file."""
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    return ["".join(each.itertext()).strip() for each in root.iter(f"{SVG}text")]


def corners(svg: bytes) -> list[tuple[float, float]]:
    """The points of all lines that are strokes of curves, in pixels."""
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    found = []
    for group in root.iter(f"{SVG}g"):
        for line in group.findall(f"{SVG}polyline"):
            if group.get("stroke-width") == "2":
                pairs = (pair.split(",") for pair in line.get("points", "").split())
                found += [(float(x), float(y)) for x, y in pairs]
    return found


def test_the_plot_is_saved_sharp_with_its_title(window: Window, tmp_path: Path) -> None:
    show(window, three_segments())
    content = written(window, tmp_path / "plot.png", SAVE_PLOT)
    image = QImage.fromData(content)
    room = window.plot.viewport().size()
    assert image.width() == SHARP * (room.width() + 2 * MARGIN)
    assert image.height() == SHARP * (room.height() + HEAD + FOOT)
    assert image.pixelColor(2, 2) == QColor(LIGHT.ground)
    assert answers(window).asked[-1] == "Save the plot as picture: untitled_plot.png"


def test_an_svg_has_words_lines_and_no_pictures(window: Window, tmp_path: Path) -> None:
    show(window, three_segments())
    content = written(window, tmp_path / "plot.svg", SAVE_PLOT)
    assert b"<image" not in content
    assert {"Untitled", "Warmup", "Hold", "Decay", "1e-3", "updates", "learning rate"} <= set(
        words(content)
    )
    assert b"sans-serif" in content
    assert len(corners(content)) > 50


def test_a_zoomed_view_is_cut_at_its_edges_in_an_svg_too(window: Window, tmp_path: Path) -> None:
    show(window, three_segments())
    window.plot.view_box.zoom(0.3)
    window.plot.view_box.scaleBy(y=0.5)
    QApplication.processEvents()
    view = window.plot.view_box.sceneBoundingRect().translated(MARGIN, HEAD).adjusted(-2, -2, 2, 2)
    points = corners(written(window, tmp_path / "plot.svg", SAVE_PLOT))
    assert points
    assert all(view.contains(QPointF(x, y)) for x, y in points)


def test_what_is_pinned_is_named_and_in_its_colour(window: Window, tmp_path: Path) -> None:
    show(window, three_segments())
    window.comparing.pin("A rival", PRESETS["OneCycleLR"].make())
    window.comparing.pin("A hidden one", PRESETS["OneCycleLR"].make())
    hidden = window.comparing.pins.pins[1]
    window.comparing.pins.change(hidden.number, is_shown=False)
    content = written(window, tmp_path / "plot.svg", SAVE_PLOT)
    assert "A rival" in words(content)
    assert "A hidden one" not in words(content)
    assert window.comparing.pins.pins[0].colour(LIGHT).name().encode() in content


def test_handles_and_picks_are_left_out_and_are_there_again(window: Window, tmp_path: Path) -> None:
    show(window, three_segments())
    window.plot.canvas.picks.pick(window.plot.state.handles[:2])
    window.plot.canvas.show()
    before = window.plot.grab().toImage()
    with_picks = written(window, tmp_path / "one.png", SAVE_PLOT)
    window.plot.canvas.picks.pick(())
    window.plot.canvas.show()
    assert written(window, tmp_path / "two.png", SAVE_PLOT) == with_picks
    window.plot.canvas.picks.pick(window.plot.state.handles[:2])
    window.plot.canvas.show()
    assert window.plot.grab().toImage() == before
    axes = (window.plot.time_axis, window.plot.rate_axis)
    assert all(axis.cacheMode() != axis.CacheMode.NoCache for axis in axes)


def test_the_picture_has_the_theme_of_the_window(window: Window, tmp_path: Path) -> None:
    window.appearance.choose("dark")
    for keys in (SAVE_PLOT, SAVE_CODE):
        image = QImage.fromData(written(window, tmp_path / "dark.png", keys))
        assert image.pixelColor(2, 2) == QColor(DARK.ground)
    window.appearance.choose("light")


def test_the_code_is_saved_in_its_colours(window: Window, tmp_path: Path) -> None:
    content = written(window, tmp_path / "code.svg", SAVE_CODE)
    assert "class" in words(content)
    assert b"#1257a0" in content, "keywords have their colour"
    assert b"monospace" in content
    image = QImage.fromData(written(window, tmp_path / "code.png", SAVE_CODE))
    lines = window.code.view.source.rstrip("\n").count("\n") + 1
    assert image.height() > SHARP * lines * 12


def test_code_that_is_too_long_for_an_image_is_told_and_can_be_an_svg(window: Window) -> None:
    drawn = drawn_code("x = 1\n" * 3000, "Long", window.code.view.font(), window.appearance)
    with pytest.raises(TooLargeError, match="too large for a PNG"):
        drawn.png()
    assert drawn.svg().count(b"<text") >= 3000


def test_a_design_with_errors_has_no_picture_of_its_code(window: Window) -> None:
    window.store.open(Schedule(), None)
    answers(window).asked.clear()
    QTest.keyClick(window.plot, *SAVE_CODE)
    assert answers(window).asked == []
    assert window.message.isVisible()


@pytest.mark.parametrize("name", ["plot.gif", "missing/plot.png"])
def test_what_cannot_be_written_is_told(window: Window, tmp_path: Path, name: str) -> None:
    answers(window).write = tmp_path / name
    QTest.keyClick(window.plot, *SAVE_PLOT)
    assert window.message.isVisible()
    assert not (tmp_path / name).exists()


def test_nothing_is_written_where_no_place_was_chosen(window: Window) -> None:
    answers(window).write = None
    QTest.keyClick(window.plot, *SAVE_PLOT)
    assert not window.message.isVisible()


def test_a_picture_of_the_plot_is_copied(window: Window) -> None:
    show(window, three_segments())
    QTest.keyClick(window.plot, Qt.Key.Key_C, CONTROL | ALT)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert QGuiApplication.clipboard().image().width() > window.plot.width()
    assert "Untitled" in words(bytes(data.data("image/svg+xml").data()))
    QGuiApplication.clipboard().clear()


def test_an_empty_plot_can_be_drawn_too(window: Window) -> None:
    window.store.open(Schedule(), None)
    assert words(drawn_plot(window.plot, ()).svg())[:2] == ["Untitled", "Nothing yet"]


@pytest.mark.parametrize(
    ("points", "parts"),
    [
        ([(1, 1), (9, 9)], [[(1, 1), (9, 9)]]),
        ([(-5, 5), (5, 5), (15, 5)], [[(0, 5), (5, 5), (10, 5)]]),
        ([(-5, 5), (-1, 5)], []),
        (
            [(5, -5), (5, 5), (5, 15), (8, 15), (8, 5)],
            [[(5, 0), (5, 5), (5, 10)], [(8, 10), (8, 5)]],
        ),
        ([(-10, 0), (0, 20)], []),
    ],
)
def test_a_line_is_cut_at_the_edges(
    points: list[tuple[float, float]], parts: list[list[tuple[float, float]]]
) -> None:
    line = QPolygonF([QPointF(x, y) for x, y in points])
    found = within(line, QRectF(0, 0, 10, 10))
    assert [
        [(p.x(), p.y()) for p in (part.at(i) for i in range(part.size()))] for part in found
    ] == parts
