"""What holds letters grows with them."""

import pytest
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rampsmith.app.base.scaling import scaled
from rampsmith.app.plot.lane import shared_heights
from rampsmith.app.plot.view.readout import Reading, ReadingTable


@pytest.mark.parametrize(("dots", "pixels"), [(96.0, 20), (144.0, 30), (72.0, 20)])
def test_pixels_grow_with_the_letters_and_never_shrink(
    monkeypatch: pytest.MonkeyPatch, qapp: QGuiApplication, dots: float, pixels: int
) -> None:
    monkeypatch.setattr(QScreen, "logicalDotsPerInch", lambda _: dots)
    assert scaled(20) == pixels


def test_lanes_and_the_rows_of_the_read_out_have_room_for_larger_letters(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    plot = QWidget()
    qtbot.addWidget(plot)
    table = ReadingTable(plot)
    reading = Reading("pin", "#000000", "#ffffff", "1e-3", "the same", "")

    def heights() -> list[int]:
        table.show_rows(())
        table.show_rows((reading, reading))
        lanes = shared_heights(("rate", "loss"), 2_000, folded={"rate"}, wanted=())
        return [table.height(), *lanes.values()]

    usual = heights()
    monkeypatch.setattr(QScreen, "logicalDotsPerInch", lambda _: 192.0)
    assert heights() == [2 * each for each in usual]
