"""A picture behind the curve: put there, lined up by clicks, in step with it, faded, kept, refused."""

import zlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, QSettings, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rampsmith.app.backdrop.axes_dialog import AxesDialog
from rampsmith.app.backdrop.kept_picture import PLACES, keep_picture, kept_picture
from rampsmith.app.backdrop.lined_up_picture import LinedUpPicture, PictureAxis, Place
from rampsmith.app.backdrop.picture import LONGEST_SIDE, read_picture, usable
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_error import DesignError
from tests.app.accessibility import unnamed
from tests.app.backdrop.traced import HIGH, RED, WIDE, lined_up, picture
from tests.app.driver import CONTROL, LEFT, NO_KEYS, Hand, answers, show
from tests.app.gestures import draw, drop


def opened(window: Window, qtbot: QtBot) -> AxesDialog:
    """Wait for the window that asks where a picture lies."""
    qtbot.waitUntil(lambda: window.findChild(AxesDialog) is not None, timeout=10_000)
    dialog = window.findChild(AxesDialog)
    assert dialog is not None
    QApplication.processEvents()
    return dialog


def set_place(dialog: AxesDialog, across: float, down: float, value: str) -> None:
    """Click a place of the picture, type its value, and Enter."""
    place = dialog.view.place()
    at = QPointF(place.left() + across * place.width(), place.top() + down * place.height())
    QTest.mouseClick(dialog.view, LEFT, NO_KEYS, at.toPoint())
    field = dialog.focusWidget()
    assert field in dialog.fields
    QTest.keyClicks(field, value)
    QTest.keyClick(field, Qt.Key.Key_Return)


def set_all(dialog: AxesDialog) -> None:
    """Line the picture up: steps 0 and 900 at its edges, rates 0 and 1e-2 at bottom and top."""
    set_place(dialog, 0.0, 0.3, "0")
    set_place(dialog, 1.0, 0.3, "900")
    set_place(dialog, 0.5, 1.0, "0")
    set_place(dialog, 0.5, 0.0, "1e-2")


def test_a_dropped_picture_is_lined_up_by_four_clicks_and_lies_behind_the_curve(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    show(window, starter())
    path = tmp_path / "curve.png"
    picture().save(str(path))
    before = window.store.document
    drop(window, path)
    dialog = opened(window, qtbot)
    assert dialog.prompt.text().startswith("Click a place on the picture whose step you know")
    assert not dialog.ok_button.isEnabled()
    set_all(dialog)
    assert dialog.prompt.text() == "The picture is lined up."
    assert not unnamed(dialog)
    QTest.mouseClick(dialog.ok_button, LEFT)
    shown = window.backdrop.picture
    assert shown is not None
    for share, step in ((0.0, 0), (0.5, 450), (1.0, 900)):
        assert shown.steps.value(share) == pytest.approx(step, abs=2)
    assert shown.values.value(0.5) == pytest.approx(5e-3, abs=1e-4)
    assert window.backdrop.item.isVisible()
    assert window.backdrop.row.isVisibleTo(window)
    assert window.store.document == before
    assert window.store.history.undo_words is None
    assert not unnamed(window)


def test_it_stays_in_step_with_the_curve_whatever_the_zoom(window: Window) -> None:
    show(window, starter())
    window.backdrop.put(lined_up(picture()))
    item, view = window.backdrop.item, window.plot.view_box
    for _ in range(3):
        QApplication.processEvents()
        corner = view.mapViewToScene(QPointF(0, 1e-2))
        other = view.mapViewToScene(QPointF(900, 0))
        place = item.place(item.sceneTransform())
        assert (place.left(), place.top()) == pytest.approx((corner.x(), corner.y()), abs=0.5)
        assert (place.right(), place.bottom()) == pytest.approx((other.x(), other.y()), abs=0.5)
        view.zoom(0.3)
        view.go_along(0.2, 0.1)


def test_its_line_is_seen_on_the_plot_where_its_rate_is(window: Window) -> None:
    show(window, starter())
    window.backdrop.put(lined_up(picture(curve=0.3)))
    window.backdrop.change(opacity=100)
    QApplication.processEvents()
    image = window.plot.grab().toImage()
    scene = window.plot.view_box.mapViewToScene(QPointF(850, 7e-3))
    at = window.plot.mapFromScene(scene) * image.devicePixelRatio()
    colour = image.pixelColor(at)
    assert colour.red() > 200
    assert colour.green() < 100


@pytest.mark.parametrize("plot_is_logarithmic", [False, True])
@pytest.mark.parametrize("picture_is_logarithmic", [False, True])
def test_a_row_stands_at_its_rate_on_either_axis(
    *, plot_is_logarithmic: bool, picture_is_logarithmic: bool
) -> None:
    found = lined_up(picture(curve=0.25), is_logarithmic=picture_is_logarithmic)
    rate = found.values.value(0.25)
    wanted = 10 ** (-4 + 2 * 0.75) if picture_is_logarithmic else 7.5e-3
    assert rate == pytest.approx(wanted)
    scale = RateScale(plot_is_logarithmic, 1e-5)
    image, covered = found.on(scale)
    share = (scale.height(rate) - covered.top()) / covered.height()
    row = round((1 - share) * image.height())
    assert image.pixelColor(10, min(row, image.height() - 1)) == RED
    assert covered.width() == pytest.approx(900)


def test_a_logarithmic_axis_along_the_run_moves_the_columns() -> None:
    image = picture()
    painter = QPainter(image)
    painter.fillRect(QRectF(WIDE / 2 - 3, 0, 6, HIGH), QColor("blue"))
    painter.end()
    steps = PictureAxis(Place(0.0, 1.0), Place(1.0, 9.0), is_logarithmic=True)
    found = LinedUpPicture("x", image, steps, lined_up(image).values, "rate")
    assert found.steps.value(0.5) == pytest.approx(3)
    moved, covered = found.on(RateScale())
    column = round((3 - covered.left()) / covered.width() * moved.width())
    assert moved.pixelColor(column, 5) == QColor("blue")


def test_the_pencil_traces_it(window: Window, hand: Hand) -> None:
    show(window, starter())
    window.backdrop.put(lined_up(picture(curve=0.3)))
    draw(window, hand, (200, 7e-3), (500, 7e-3), (800, 7e-3))
    rates = window.store.rates.of_group(0, range(210, 790))
    assert rates == pytest.approx([7e-3] * len(rates), rel=0.03)
    assert window.fitting.bar.isVisibleTo(window)


def test_it_is_hidden_shown_faded_and_removed_by_its_row_and_key(window: Window) -> None:
    show(window, starter())
    window.backdrop.put(lined_up(picture()))
    row, item = window.backdrop.row, window.backdrop.item
    QTest.mouseClick(row.check, LEFT, pos=QPoint(8, row.check.height() // 2))
    assert not item.isVisible()
    QTest.keyClick(window.plot, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    assert item.isVisible()
    assert row.check.isChecked()
    row.slider.setFocus()
    QTest.keyClick(row.slider, Qt.Key.Key_Home)
    assert window.backdrop.picture is not None
    assert window.backdrop.picture.opacity == row.slider.minimum()
    QTest.mouseClick(row.remove, LEFT)
    assert not item.isVisible()
    assert not row.isVisibleTo(window)


def test_it_lies_behind_the_kind_of_curve_that_it_was_put_behind(window: Window) -> None:
    show(window, starter())
    window.backdrop.put(lined_up(picture()))
    window.store.edit(lambda design: added_curve(design, MOMENTUM_CURVE), "Add curve")
    window.store.edit_curve_of(MOMENTUM_CURVE)
    assert not window.backdrop.item.isVisible()
    assert "another curve than that of the momentum" in window.backdrop.row.note.text()


def test_a_copied_picture_is_pasted(window: Window, qtbot: QtBot) -> None:
    show(window, starter())
    QGuiApplication.clipboard().setImage(picture())
    QTest.keyClick(window.plot, Qt.Key.Key_V, CONTROL)
    dialog = opened(window, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    QGuiApplication.clipboard().clear()
    assert window.backdrop.picture is None


def test_a_picture_that_is_dragged_without_a_file_is_taken(window: Window, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setImageData(picture())
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), copy, data, LEFT, NO_KEYS))
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, data, LEFT, NO_KEYS))
    opened(window, qtbot).reject()


def test_its_key_asks_for_a_file(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "asked.png"
    picture().save(str(path))
    answers(window).open = path
    window.commands["put_picture"].trigger()
    dialog = opened(window, qtbot)
    assert "asked.png" in dialog.windowTitle()
    dialog.reject()


def test_a_place_is_moved_by_the_mouse_and_by_arrow_keys(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    window.backdrop.put(lined_up(picture()))
    window.backdrop.set_axes()
    dialog = opened(window, qtbot)
    assert [field.text() for field in dialog.fields] == ["0", "900", "0", "0.01"]
    dialog.fields[1].setFocus()
    dialog.view.setFocus()
    QTest.keyClick(dialog.view, Qt.Key.Key_Left)
    assert dialog.view.shares[1] == pytest.approx(1 - 1 / WIDE)
    place = dialog.view.place()
    at = QPoint(round(place.left()), round(place.center().y()))
    QTest.mousePress(dialog.view, LEFT, NO_KEYS, at)
    QTest.mouseMove(dialog.view, at + QPoint(50, 0))
    QTest.mouseRelease(dialog.view, LEFT, NO_KEYS, at + QPoint(50, 0))
    assert dialog.view.shares[0] == pytest.approx(50 / place.width(), abs=0.01)
    dialog.reject()


def test_what_makes_no_sense_is_told_in_a_sentence(window: Window, qtbot: QtBot) -> None:
    window.backdrop.put(lined_up(picture()))
    window.backdrop.set_axes()
    dialog = opened(window, qtbot)
    dialog.logarithmic[1].click()
    assert dialog.prompt.text() == "On a logarithmic axis every rate is above 0."
    assert not dialog.ok_button.isEnabled()
    dialog.logarithmic[1].click()
    field = dialog.fields[1]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.prompt.text().startswith("The two places have the same step")
    field.selectAll()
    QTest.keyClicks(field, "many")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.fault
    assert not dialog.ok_button.isEnabled()
    dialog.reject()


def test_it_is_kept_for_the_next_start_and_nothing_of_it_is_in_the_design(
    window: Window, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    before = lined_up(picture(), is_logarithmic=True)
    keep_picture(settings, before)
    settings.sync()
    again = kept_picture(QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat))
    assert again is not None
    assert again.image == before.image
    assert (again.steps, again.values, again.name) == (before.steps, before.values, before.name)
    settings.setValue(PLACES, '{"name": 3}')
    assert kept_picture(settings) is None
    keep_picture(settings, None)
    assert kept_picture(settings) is None
    window.backdrop.put(before)
    window.backdrop.restore()
    assert window.backdrop.picture is not None


def test_a_photograph_is_kept_small(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 2**32, (1200, 1600), np.uint32)
    image = QImage(noise.data, 1600, 1200, QImage.Format.Format_RGB32).copy()
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    keep_picture(settings, lined_up(usable("noise", image)))
    assert kept_picture(settings) is not None


@pytest.mark.qt_log_ignore("JPEG")
def test_pictures_that_are_wrong_or_huge_are_refused_in_a_sentence(tmp_path: Path) -> None:
    def fault(path: Path) -> str:
        with pytest.raises(DesignError) as raised:
            read_picture(path)
        (sentence,) = raised.value.sentences()
        return sentence

    text = tmp_path / "text.png"
    text.write_text("no picture", encoding="utf-8")
    assert "no picture that can be read" in fault(text)
    assert fault(tmp_path / "missing.png") == "missing.png: There is no such file."
    small = tmp_path / "small.png"
    picture().scaled(3, 3).save(str(small))
    assert "3 × 3 pixels, which are too few" in fault(small)
    huge = tmp_path / "huge.png"
    line = QImage(20_000, 16, QImage.Format.Format_Mono)
    line.fill(0)
    line.save(str(huge))
    data = bytearray(huge.read_bytes())
    data[20:24] = (30_000).to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    huge.write_bytes(data)
    assert "20,000 × 30,000 pixels; a picture may have 40,000,000 at the most" in fault(huge)
    half = tmp_path / "half.jpg"
    picture().save(str(half))
    half.write_bytes(half.read_bytes()[:300])
    assert fault(half)


def test_a_large_picture_is_made_smaller() -> None:
    image = QImage(5_000, 1_000, QImage.Format.Format_RGB32)
    image.fill(0)
    assert usable("x", image).width() == LONGEST_SIDE
