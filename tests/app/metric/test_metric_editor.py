"""The metric of a plateau, drawn with the mouse, typed and loaded, as one undo each."""

import gc
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter

from rampsmith.app.base.store import Store
from rampsmith.app.base.theme import DARK, LIGHT, style_sheet
from rampsmith.app.metric.metric_editor import INVITATION, MetricEditor
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.view.time_units import TimeUnit
from rampsmith.app.widgets.file_dialogs import FileDialog
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.files.metrics import parsed_metric
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from tests.app.driver import Hand, appearance, type_into
from tests.app.leaks import delete_what_is_due

DESIGN = Schedule(
    stepping="epoch",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(10), Level(0.0), Level(1.0)),
        Segment("Plateau", Plateau(factor=0.5, patience=4)),
    ),
    groups=(Group("all", 1e-3), Group("head", 1e-2)),
    run=Run(epochs=60),
)
METRIC = (1.0, 0.8, 0.6, *(0.6,) * 17)


class Pen(Hand):
    """A hand on the mouse over the metric."""

    def __init__(self, editor: MetricEditor) -> None:
        super().__init__(cast("Any", editor.plot))
        self.editor = editor

    def pixel(self, step: float, rate: float) -> QPoint:
        scene = self.editor.plot.view_box.mapViewToScene(QPointF(step, rate))
        return QPoint(self.editor.plot.mapFromScene(scene))


@pytest.fixture(scope="module")
def shared_editor(qapp: QApplication) -> Iterator[MetricEditor]:
    """One editor for all tests: pyqtgraph's own menus go long after their plot."""
    store, theme = Store(DESIGN), appearance("light")
    both = QSplitter(Qt.Orientation.Vertical)
    plot = SchedulePlot(store, theme)
    made = MetricEditor(store, plot, theme)
    both.addWidget(plot)
    both.addWidget(made)
    both.setStyleSheet(style_sheet(LIGHT))
    both.resize(900, 600)
    both.show()
    both.activateWindow()
    qapp.processEvents()
    gc.collect()
    gc.freeze()
    yield made
    gc.unfreeze()
    both.hide()
    both.deleteLater()
    del made, plot, both
    delete_what_is_due()


@pytest.fixture
def editor(shared_editor: MetricEditor, qapp: QApplication) -> Iterator[MetricEditor]:
    """The editor as if it had just been opened, on a plateau of 50 epochs behind a warmup."""
    shared_editor.show()
    shared_editor._store.open(DESIGN, None)
    shared_editor.column.clear()
    shared_editor.plot._appearance.choose("light")
    shared_editor.plot.readout.hide()
    qapp.processEvents()
    yield shared_editor
    shared_editor.plot.cancel_stroke()
    Pen(shared_editor).leave()


@pytest.fixture
def store(editor: MetricEditor) -> Store:
    return editor._store


@pytest.fixture
def said(store: Store) -> Iterator[list[str]]:
    """The sentences of the status line, one by one."""
    sentences: list[str] = []

    def hear(sentence: str) -> None:
        sentences.append(sentence)

    store.said.connect(hear)
    yield sentences
    store.said.disconnect(hear)


@pytest.fixture
def pen(editor: MetricEditor) -> Pen:
    return Pen(editor)


def history(store: Store) -> list[str]:
    """The words of every edit that can be undone."""
    return [moment.words for moment in store.history.moments[1 : store.history.now + 1]]


def show(store: Store, metric: tuple[float, ...], design: Schedule = DESIGN) -> None:
    """Open the design with a metric."""
    store.open(replace(design, metric=metric), None)


def test_a_drag_draws_the_metric_as_one_undo(store: Store, pen: Pen) -> None:
    pen.drag(pen.pixel(11, 1.0), pen.pixel(31, 0.5), moves=7)
    metric = store.schedule.metric
    assert len(metric) == 21
    assert metric[0] == pytest.approx(1.0, abs=0.02)
    assert metric[20] == pytest.approx(0.5, abs=0.02)
    assert list(metric) == sorted(metric, reverse=True), "the stroke is a line without gaps"
    assert history(store) == ["Draw metric"]
    store.undo()
    assert store.schedule == DESIGN


def test_a_stroke_backwards_changes_only_what_it_passes_over(store: Store, pen: Pen) -> None:
    show(store, METRIC)
    pen.drag(pen.pixel(25, 0.3), pen.pixel(20, 0.3))
    metric = store.schedule.metric
    assert (metric[:9], metric[15:]) == (METRIC[:9], METRIC[15:])
    assert metric[9:15] == pytest.approx((0.3,) * 6, abs=0.02)


def test_a_click_sets_one_value(store: Store, pen: Pen) -> None:
    show(store, METRIC)
    pen.click(pen.pixel(16, 0.2))
    metric = store.schedule.metric
    assert (metric[:5], metric[6:]) == (METRIC[:5], METRIC[6:])
    assert metric[5] == pytest.approx(0.2, abs=0.02)
    assert history(store) == ["Draw metric"]


def test_a_stroke_is_seen_while_it_is_drawn_and_escape_takes_it_back(
    editor: MetricEditor, store: Store, pen: Pen
) -> None:
    show(store, METRIC)
    pen.take(pen.pixel(20, 0.2))
    pen.move(pen.pixel(40, 0.2))
    assert store.is_previewing
    assert len(store.schedule.metric) == 30
    QTest.keyClick(editor.plot, Qt.Key.Key_Escape)
    assert store.schedule.metric == METRIC
    pen.move(pen.pixel(30, 0.4))
    pen.release()
    assert store.schedule.metric == METRIC
    assert history(store) == []


def test_a_stroke_stays_within_the_plateau(store: Store, pen: Pen) -> None:
    pen.drag(pen.pixel(59, 0.5), pen.pixel(59, 0.5) + QPoint(400, 0))
    assert len(store.schedule.metric) == 50
    pen.drag(pen.pixel(14, 0.5), QPoint(3, 60))
    assert len(store.schedule.metric) == 50


def test_an_edit_from_elsewhere_ends_the_stroke(store: Store, pen: Pen) -> None:
    pen.take(pen.pixel(20, 0.2))
    store.edit(lambda schedule: replace(schedule, title="Other"), "Rename")
    pen.move(pen.pixel(40, 0.2))
    pen.release()
    assert (store.schedule.title, store.schedule.metric) == ("Other", ())
    assert history(store) == ["Rename"]


def test_a_stroke_whose_release_was_lost_is_kept(
    editor: MetricEditor, store: Store, pen: Pen
) -> None:
    pen.take(pen.pixel(20, 0.2))
    pen.move(pen.pixel(30, 0.4))
    QTest.mouseRelease(editor.entry, Qt.MouseButton.LeftButton)
    editor.plot.view_box.hovered.emit(QPointF(50, 50))
    assert history(store) == ["Draw metric"]
    assert editor.plot.stroke_at is None
    pen.release()


@pytest.mark.parametrize("text", ["1.0, 0.8, 0.79", "exp(-n/50) + 0.1", "1/(n + 1)"])
def test_what_is_typed_becomes_the_metric_and_stays_as_it_was_typed(
    editor: MetricEditor, store: Store, text: str
) -> None:
    type_into(editor.entry, text)
    assert store.schedule.metric == parsed_metric(text, 50)
    assert editor.entry.text() == text
    assert history(store) == ["Type metric"]
    store.undo()
    assert store.schedule.metric == ()
    assert editor.entry.text() == ""
    store.redo()
    assert editor.entry.text() == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1, 2, three", "Value 3, “three”, is not a number."),
        ("1 / n", "The formula has no finite value at n = 0."),
        ("loss * 2", "There is no “loss” here; there are n."),
    ],
)
def test_a_wrong_entry_is_marked_and_changes_nothing(
    editor: MetricEditor, store: Store, said: list[str], text: str, sentence: str
) -> None:
    type_into(editor.entry, text)
    assert (editor.entry.fault, said) == (sentence, [sentence])
    assert history(store) == []
    QTest.keyClick(editor.entry, Qt.Key.Key_Escape)
    assert (editor.entry.fault, editor.entry.text()) == ("", "")


def test_drawing_over_a_formula_shows_the_values(
    editor: MetricEditor, store: Store, pen: Pen
) -> None:
    type_into(editor.entry, "1 - n/100")
    pen.click(pen.pixel(11, 0.9))
    assert editor.entry.text().split(", ")[1] == "0.99"


def test_a_column_is_loaded_from_a_file(
    editor: MetricEditor,
    store: Store,
    said: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,accuracy\n0,1.0,0.1\n1,0.8,0.3\n")
    asked: list[str] = []

    def answer(dialog: FileDialog) -> tuple[str, str]:
        asked.append(dialog.windowTitle())
        return str(path), ""

    monkeypatch.setattr(FileDialog, "asked", answer)
    QTest.mouseClick(editor.load_button, Qt.MouseButton.LeftButton)
    assert store.schedule.metric == (1.0, 0.8)
    type_into(editor.column, "accuracy")
    QTest.mouseClick(editor.load_button, Qt.MouseButton.LeftButton)
    assert store.schedule.metric == (0.1, 0.3)
    assert history(store) == ["Load metric"] * 2
    assert asked == ["Load metric"] * 2
    assert said == [f"Loaded 2 values of “{name}” from log.csv" for name in ("loss", "accuracy")]


def test_a_bad_file_gets_a_sentence_and_changes_nothing(
    editor: MetricEditor, store: Store, said: list[str], tmp_path: Path
) -> None:
    show(store, METRIC)
    path = tmp_path / "log.csv"
    path.write_text("a,b\nx,y\n")
    editor.load(path)
    assert said == ["log.csv: This has no column of numbers."]
    assert editor.count.text() == said[0]
    assert store.schedule.metric == METRIC


def test_giving_no_file_changes_nothing(
    editor: MetricEditor, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileDialog, "asked", lambda _: ("", ""))
    QTest.mouseClick(editor.load_button, Qt.MouseButton.LeftButton)
    assert history(store) == []


def test_every_fall_is_listed_with_its_step_and_reason(editor: MetricEditor, store: Store) -> None:
    show(store, METRIC)
    lines = editor.reasons.toPlainText().splitlines()
    assert lines[0] == (
        "Epoch 18 · For 5 epochs the metric was not below 0.59994 (the best so far is 0.6): "
        "the rate falls from 1e-3 to 5e-4."
    )
    assert [line.split(" · ")[0] for line in lines] == [f"Epoch {t}" for t in range(18, 61, 5)]
    assert editor.count.text() == "20 values for 50 epochs; the last one goes on."
    store.select_group(1)
    assert "from 0.01 to 5e-3" in editor.reasons.toPlainText()


def test_a_fall_is_marked_on_the_plot_and_says_why_under_the_mouse(
    editor: MetricEditor, store: Store, pen: Pen
) -> None:
    show(store, METRIC)
    dotted = Qt.PenStyle.DotLine
    marked = [line.steps[0] for line in editor.plot._curves.lines if line.style == dotted]
    assert marked == list(range(18, 61, 5))
    pen.move(pen.pixel(18, 0.5) + QPoint(3, 0))
    assert editor.plot.readout.isVisible()
    text = editor.plot.readout.text()
    assert "epoch 18" in text
    assert "the rate falls from 1e-3 to 5e-4." in text
    pen.move(pen.pixel(20.5, 0.5))
    assert not editor.plot.readout.isVisible()


def test_zooming_in_shows_every_value_of_a_long_metric(
    editor: MetricEditor, store: Store, pen: Pen
) -> None:
    show(store, tuple(float(n % 7) for n in range(60_000)), replace(DESIGN, run=Run(epochs=70_000)))
    for _ in range(60):
        pen.wheel(pen.pixel(30_000, 3.0), 5)
    left, right = editor.plot.view_box.viewRange()[0]
    assert right - left < 100
    curve = editor.plot._curves.lines[-1]
    inside = [step for step in curve.steps if left <= step <= right]
    assert inside == list(range(math.ceil(left), math.floor(right) + 1))
    assert all(
        height == (step - 11) % 7 for step, height in zip(curve.steps, curve.heights, strict=True)
    )


def test_without_a_metric_the_editor_invites_to_give_one(
    editor: MetricEditor, store: Store
) -> None:
    assert editor.count.text() == INVITATION
    assert editor.reasons.toPlainText() == ""
    assert not editor.clear_button.isEnabled()
    show(store, METRIC)
    QTest.mouseClick(editor.clear_button, Qt.MouseButton.LeftButton)
    assert store.schedule.metric == ()
    assert history(store) == ["Clear metric"]


def test_a_longer_metric_than_the_plateau_is_kept_and_said(
    editor: MetricEditor, store: Store
) -> None:
    show(store, tuple(1 - n / 200 for n in range(70)))
    assert editor.count.text() == "70 values for 50 epochs; the rest is not used."
    assert editor.reasons.toPlainText() == "The rate never falls."


def test_without_a_plateau_nothing_can_be_drawn(
    editor: MetricEditor, store: Store, pen: Pen
) -> None:
    store.open(replace(DESIGN, segments=DESIGN.segments[:1]), None)
    pen.drag(QPoint(200, 80), QPoint(300, 100))
    pen.click(QPoint(200, 80))
    assert history(store) == []
    assert "does not end with a plateau" in editor.reasons.toPlainText()


def test_a_hidden_editor_catches_up_when_it_is_shown(editor: MetricEditor, store: Store) -> None:
    editor.hide()
    show(store, METRIC)
    assert editor.entry.text() == ""
    editor.show()
    assert editor.entry.text().startswith("1, 0.8, 0.6")


def test_the_plot_is_recoloured_by_the_theme(editor: MetricEditor, store: Store) -> None:
    show(store, METRIC)
    light = [line.colour.name() for line in editor.plot._curves.lines]
    editor.plot._appearance.choose("dark")
    dark = [line.colour.name() for line in editor.plot._curves.lines]
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert editor.plot.backgroundBrush().color().name() == DARK.ground


@pytest.mark.parametrize(
    "metric", [(0.0,), (1e300, -1e300), (5.0,) * 50, tuple(float(n % 7) for n in range(60_000))]
)
def test_any_metric_can_be_shown_and_drawn_on(
    editor: MetricEditor, store: Store, pen: Pen, metric: tuple[float, ...]
) -> None:
    show(store, metric, replace(DESIGN, run=Run(epochs=70_000)))
    assert sum(len(line.steps) for line in editor.plot._curves.lines) < 5_000
    QApplication.processEvents()
    pen.drag(QPoint(200, 80), QPoint(300, 100))
    assert history(store) == ["Draw metric"]


@pytest.mark.parametrize("width", [900, 640])
@pytest.mark.parametrize("unit", ["steps", "epochs", "percent"])
def test_the_metric_stands_on_the_ruler_of_the_rate_at_the_same_pixels(
    editor: MetricEditor, store: Store, width: int, unit: TimeUnit
) -> None:
    above, below = editor.plot._above, editor.plot
    editor.window().resize(width, 600)
    above.change_settings(unit=unit)
    show(store, METRIC)
    QApplication.processEvents()
    for low, high in ((-1.0, 62.0), (12.0, 31.0)):
        above.view_box.setXRange(low, high, padding=0)
        QApplication.processEvents()
        for step in (low, 0.5 * (low + high), high):
            assert across(below, step) == pytest.approx(across(above, step), abs=0.51)
        ticks = [axis.tickValues(low, high, width) for axis in (above.time_axis, below.time_axis)]
        assert ticks[0] == ticks[1]
    edges = [plot.view_box.sceneBoundingRect() for plot in (above, below)]
    assert edges[0].left() == pytest.approx(edges[1].left(), abs=1)
    assert edges[0].right() == pytest.approx(edges[1].right(), abs=1)
    editor.window().resize(900, 600)
    above.change_settings(unit="steps")
    above.frame_all()


def across(plot: Any, step: float) -> float:
    """How far from the left of the screen a step is drawn."""
    scene = plot.view_box.mapViewToScene(QPointF(step, 0))
    return float(plot.mapToGlobal(plot.mapFromScene(scene)).x())
