"""The table of a run: any number of rows, which can be walked, chosen, copied and saved."""

import csv
import errno
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem

from rampsmith.app.shell.window import Window
from rampsmith.app.stepping.table_model import heads, texts
from rampsmith.app.stepping.table_panel import TablePanel
from rampsmith.app.stepping.table_view import RowsTable
from rampsmith.designer.document.kinds import RATE_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.training_loop.rows import Rows
from rampsmith.designer.values.spans import Span
from tests.app.designs import UNEVEN
from tests.app.driver import answers, closed, made_window, walk_through
from tests.designer.designs import OWN_CURVES

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ENDLESS = replace(
    starter(), run=Run(samples=50_000, batch_size=1, epochs=None, updates=6_000_000_000)
)


@pytest.fixture
def panel(window: Window) -> Iterator[TablePanel]:
    walk_through(window, UNEVEN)
    window.stepping.tab.show_view(0)
    QApplication.processEvents()
    yield window.stepping.tab.table
    window.stepping.tab.table.saving.cancel()


def cell(table: RowsTable, line: int, column: int) -> str:
    return str(table.model.index(line, column).data())


def line_of(table: RowsTable, line: int) -> QPoint:
    return table.cells.visualRect(table.model.index(line, 0)).center()


def click(table: RowsTable, line: int, keys: Qt.KeyboardModifier | None = None) -> None:
    held = keys or Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.cells.viewport(), LEFT, held, line_of(table, line))


def test_the_rows_are_those_of_the_run(window: Window, panel: TablePanel) -> None:
    table = panel.table
    panel.by.chosen.emit("batch")
    rows = Rows(UNEVEN, "batch").read(0, table.model.rowCount())
    for line, row in enumerate(rows):
        texts = [cell(table, line, column) for column in range(table.model.columnCount())]
        assert texts[:4] == [str(row.epoch), str(row.batch), str(row.update), str(row.t)]
        assert list(map(float, texts[4:])) == pytest.approx(
            [row.rates[0], row.after[RATE_CURVE][0]], rel=1e-5
        )
    assert panel.count.text() == "28 batches"
    panel.by.chosen.emit("epoch")
    assert table.model.rowCount() == 4
    panel.by.chosen.emit("update")


@pytest.mark.parametrize(
    ("end", "written"),
    [(0.05, {False}), (0.001, {False}), (1e-4, {True})],
)
def test_the_rates_of_a_table_are_written_in_one_way(
    window: Window, panel: TablePanel, end: float, written: set[bool]
) -> None:
    flat = Segment("Flat", Constant(), Span.of_steps(4), Level(1.0))
    fall = Segment("Fall", Linear(), Span.of_the_rest(), None, Level(end / 0.1))
    run = Run(samples=40, batch_size=4, epochs=2)
    design = Schedule(segments=(flat, fall), groups=(Group("all", 0.1),), run=run)
    player = walk_through(window, design)
    rows = [texts(design, row) for row in Rows(design, "step").read(0, 20)]
    cells = {text for row in rows for text in row[4:] if text != "0"}
    assert {"e" in text for text in cells} == written
    shown = window.stepping.tab.rates.lines.text().split("\n")[-1].split()[1:]
    assert shown == list(rows[0][4:])
    assert player.place is not None


def test_every_group_has_its_columns(window: Window, panel: TablePanel) -> None:
    walk_through(window, replace(UNEVEN, groups=(Group("body", 0.1), Group("head", 1.0))))
    model = panel.table.model
    heads = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    assert heads[4:] == ["rate body", "rate head", "get_last_lr() body", "get_last_lr() head"]


def test_every_kind_has_columns_for_the_groups_that_it_is_set_for() -> None:
    names = heads(OWN_CURVES)
    assert names[10:] == (
        *("momentum body", "momentum head", "momentum body after", "momentum head after"),
        *("weight decay body", "weight decay head", "weight decay adam"),
        *("weight decay body after", "weight decay head after", "weight decay adam after"),
        *("temperature head", "temperature head after"),
    )
    first, second = (texts(OWN_CURVES, row) for row in Rows(OWN_CURVES, "step").read(0, 2))
    assert len(first) == len(names)
    place, after = names.index("weight decay body"), names.index("weight decay body after")
    assert first[place] == "0.05"
    assert first[after] == second[place] == "0.049375"


def test_a_click_goes_there_and_the_row_of_the_walk_is_marked(
    window: Window, panel: TablePanel
) -> None:
    click(panel.table, 2)
    assert window.stepping.player.place is not None
    assert window.stepping.player.place.update == 2
    assert panel.table.model.here == 2
    QTest.keyClick(panel.table.cells, Qt.Key.Key_Down)
    assert window.stepping.player.place.update == 3
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert panel.table.model.here == window.stepping.player.place.update


@pytest.mark.parametrize("by", ["batch", "update", "epoch"])
def test_a_run_of_billions_of_rows_is_gone_through_to_its_end(
    window: Window, panel: TablePanel, by: str
) -> None:
    walk_through(window, ENDLESS)
    panel.by.chosen.emit(by)
    table = panel.table
    total = 6_000_000_000 if by != "epoch" else 120_000
    assert table.model.total == total
    assert table.model.rowCount() < 100
    QTest.keyClick(table.cells, Qt.Key.Key_End)
    place = window.stepping.player.place
    assert place is not None
    assert table.model.chosen == range(total - 1, total)
    assert table.model.first == total - table.model.height
    assert table.bar.value() == table.bar.maximum()
    QTest.keyClick(table.cells, Qt.Key.Key_PageUp)
    assert table.model.chosen.start < total - 1
    table.bar.setValue(table.bar.maximum() // 2)
    assert abs(table.model.first / total - 0.5) < 1e-3
    table.bar.setValue(0)
    assert cell(table, 0, 0) == "0"
    window.stepping.player.go_to(119_999, 49_999)
    assert table.model.here == total - 1
    assert table.model.first == total - table.model.height
    panel.by.chosen.emit("update")


def test_no_run_is_too_long_for_the_table(window: Window, panel: TablePanel) -> None:
    run = Run(samples=10**15, batch_size=1, epochs=10**6)
    player = walk_through(window, replace(starter(), run=run))
    for by in ("batch", "update"):
        panel.by.chosen.emit(by)
        assert panel.table.model.total == 10**21
        QTest.keyClick(panel.table.cells, Qt.Key.Key_End)
        assert player.stop.index == 10**21 - 1
        panel.table.bar.setValue(panel.table.bar.maximum() // 2)
        assert 0 < panel.table.model.first < 10**21
    assert panel.table.cells.grab().width() > 0


def test_the_rows_that_are_chosen_are_copied(window: Window, panel: TablePanel) -> None:
    click(panel.table, 1)
    click(panel.table, 3, SHIFT)
    assert panel.table.model.chosen == range(1, 4)
    QTest.keyClick(panel.table.cells, Qt.Key.Key_C, CONTROL)
    lines = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert lines[0] == ["epoch", "batch", "update", "t", "rate", "get_last_lr() after"]
    assert [line[2] for line in lines[1:]] == ["1", "2", "3"]
    assert float(lines[1][4]) == pytest.approx(window.store.rates.at(1)[0], rel=1e-5)
    assert window.status.hint.text() == "3 rows copied"


def test_too_many_rows_are_not_copied(window: Window, panel: TablePanel) -> None:
    walk_through(window, ENDLESS)
    QApplication.clipboard().setText("before")
    QTest.keyClick(panel.table.cells, Qt.Key.Key_Home)
    QTest.keyClick(panel.table.cells, Qt.Key.Key_End, SHIFT)
    QTest.keyClick(panel.table.cells, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "before"
    assert "at the most" in window.status.hint.text()


def test_the_table_is_saved_whole(window: Window, panel: TablePanel, tmp_path: Path) -> None:
    answers(window).write = tmp_path / "table"
    QTest.mouseClick(panel.save_button, LEFT)
    assert answers(window).asked[-1] == "Save the table: digits_warmup_cosine_update.csv"
    while panel.saving.is_saving:
        QApplication.processEvents()
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert float(rows[5]["rate all"]) == window.store.rates.at(5)[0]
    assert float(rows[5]["get_last_lr all"]) == window.store.rates.at(6)[0]
    assert list(tmp_path.iterdir()) == [tmp_path / "table.csv"]
    assert window.status.hint.text() == f"Saved {tmp_path / 'table.csv'}"


def test_saving_a_long_table_can_be_given_up(
    window: Window, panel: TablePanel, tmp_path: Path
) -> None:
    walk_through(window, ENDLESS)
    (tmp_path / "long.csv").write_text("old", encoding="utf-8")
    answers(window).write = tmp_path / "long.csv"
    QTest.mouseClick(panel.save_button, LEFT)
    assert panel.save_button.text() == "Cancel"
    for _ in range(3):
        QApplication.processEvents()
    assert panel.count.text() == "saving: 0% of 6,000,000,000 rows"
    QTest.mouseClick(panel.save_button, LEFT)
    assert not panel.saving.is_saving
    assert panel.save_button.text() == "Save as CSV…"
    assert [path.name for path in tmp_path.iterdir()] == ["long.csv"]
    assert (tmp_path / "long.csv").read_text(encoding="utf-8") == "old"


def test_a_table_that_cannot_be_written_is_said(
    window: Window, panel: TablePanel, tmp_path: Path
) -> None:
    answers(window).write = tmp_path / "no" / "folder.csv"
    QTest.mouseClick(panel.save_button, LEFT)
    assert "folder.csv: This cannot be written: there is no folder" in window.status.hint.text()
    assert panel.save_button.text() == "Save as CSV…"


def test_a_number_at_the_edge_is_painted_within_what_is_seen(
    window: Window, panel: TablePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There it is whole or has an ellipsis; cut at the edge, 5e-10 would read as 5e-1."""
    window.store.open(PRESETS["nanochat"].make(), None)
    cells, places = panel.table.cells, list[QRect]()

    def paint(_delegate: object, _painter: object, option: QStyleOptionViewItem, _: object) -> None:
        places.append(QRect(option.rect))

    monkeypatch.setattr(QStyledItemDelegate, "paint", paint)
    for width in range(260, 420, 16):
        cells.resize(width, 200)
        cells.horizontalScrollBar().setValue(width % 3)
        cells.grab()
        seen = cells.viewport().rect()
        assert places
        assert all(seen.left() <= each.left() and each.right() <= seen.right() for each in places)
        places.clear()


def test_a_table_that_fills_the_disk_is_said_and_leaves_nothing(
    window: Window, panel: TablePanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, _data: object, /) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def opened(path: Path, mode: str = "r", **_: str) -> IO[Any]:
        raw = io.BufferedWriter(Full(path, mode.removesuffix("b")))
        return raw if "b" in mode else io.TextIOWrapper(raw)

    (tmp_path / "table.csv").write_text("old", encoding="utf-8")
    answers(window).write = tmp_path / "table.csv"
    with monkeypatch.context() as full:
        full.setattr(Path, "open", opened)
        QTest.mouseClick(panel.save_button, LEFT)
        while panel.saving.is_saving:
            QApplication.processEvents()
    assert window.status.hint.text() == (
        f"{tmp_path / 'table.csv'}: This cannot be written: no space left on device."
    )
    assert panel.save_button.text() == "Save as CSV…"
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == "old"


def test_a_table_takes_the_place_of_a_linked_file_and_of_no_other(
    window: Window, panel: TablePanel, tmp_path: Path
) -> None:
    (tmp_path / "real.csv").write_text("old", encoding="utf-8")
    (tmp_path / "table.csv").symlink_to(tmp_path / "real.csv")
    (tmp_path / "table.csv.part").write_text("mine", encoding="utf-8")
    answers(window).write = tmp_path / "table.csv"
    QTest.mouseClick(panel.save_button, LEFT)
    while panel.saving.is_saving:
        QApplication.processEvents()
    assert (tmp_path / "table.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8").startswith("t,epoch,")
    assert (tmp_path / "table.csv.part").read_text(encoding="utf-8") == "mine"


def test_a_window_that_closes_leaves_nothing_of_a_table_that_is_being_saved(
    qapp: QApplication, tmp_path: Path
) -> None:
    window = made_window(starter(), tmp_path / "settings")
    walk_through(window, ENDLESS)
    folder = tmp_path / "tables"
    folder.mkdir()
    answers(window).write = folder / "long.csv"
    window.stepping.tab.table.save()
    QApplication.processEvents()
    assert window.stepping.tab.table.saving.is_saving
    assert len([*folder.iterdir()]) == 1
    window.close()
    assert [*folder.iterdir()] == []
    closed(window)
