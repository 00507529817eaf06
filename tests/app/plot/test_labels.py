"""Labels on the plot: clear of handles, curves and each other, whole, and at their own places."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPicture
from PySide6.QtWidgets import QApplication, QLabel

from rampsmith.app.base.painting import elided
from rampsmith.app.plot.items.labels import LabelRoom, Labels, floor_place, placed_labels
from rampsmith.app.plot.items.plot_state import Mark
from rampsmith.app.plot.items.repeat_drawing import bracket_words
from rampsmith.app.plot.items.tints import BRACKET_HEIGHT, LABEL_HEIGHT
from rampsmith.app.shell.empty_window import SIZE
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import KINDS, RATE_CURVE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Repeat
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.values.spans import Span
from tests.app.designs import four_segments, three_segments, zigzag
from tests.app.driver import show, walk_through
from tests.app.texts import painted_texts

HANDLE = 5.5
"""The radius of a handle."""

DESIGNS = {
    "three": three_segments(),
    "four": four_segments(),
    "zigzag": zigzag(segments=12),
    "two curves": added_curve(three_segments(), CurveKey(KINDS[1])),
    "high end": replace(
        three_segments(), segments=(three_segments().segments[0], three_segments().segments[1])
    ),
}


def placed(window: Window, marks: tuple[Mark, ...] = ()) -> tuple[Labels, QRectF]:
    """Return the labels as they are painted, with some marks, and the view in pixels."""
    plot = window.plot
    if marks:
        plot.canvas.take(marks=marks)
    to_pixels = plot.view_box.childTransform() * plot.view_box.sceneTransform()
    seen = plot.view_box.sceneBoundingRect()
    font = plot.font()
    font.setPointSizeF(8.5)
    return placed_labels(plot.state, to_pixels, QRectF(seen), QFontMetricsF(font)), QRectF(seen)


def pixel(window: Window, step: float, rate: float) -> QPointF:
    height = window.plot.state.scale.height(rate)
    return QPointF(window.plot.view_box.mapViewToScene(QPointF(step, height)))


def rectangles(labels: Labels) -> list[QRectF]:
    found = [mark.words for mark in labels.marks if mark.words is not None]
    return [*found, *(each for each in (labels.last, labels.title) if each is not None)]


MARKS = tuple(
    Mark(step, f"The rate jumps from 1e-3 to 5e-4 ({step})", severe=False)
    for step in (0, 200, 203, 999)
)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("width", [SIZE.width(), 1024])
def test_no_label_covers_a_handle_a_curve_another_label_or_an_edge(
    window: Window, name: str, logarithmic: bool, width: int
) -> None:
    show(window, DESIGNS[name])
    window.resize(width, 768)
    QApplication.processEvents()
    window.plot.change_settings(logarithmic=logarithmic)
    labels, seen = placed(window, MARKS)
    found = rectangles(labels)
    # Between twelve zigzags there is no room for words.
    assert found or name == "zigzag"
    rates, state = window.store.rates, window.plot.state
    for number, label in enumerate(found):
        assert seen.contains(label)
        assert not any(label.intersects(other) for other in found[:number])
        for handle in state.handles:
            dot = pixel(window, handle.step, handle.rate)
            assert not label.adjusted(-HANDLE, -HANDLE, HANDLE, HANDLE).contains(dot)
        for step in range(0, rates.timeline.run_steps, 5):
            assert not label.contains(pixel(window, step, rates.at(step)[0]))


def test_a_mark_stands_at_its_own_step_and_not_at_the_edge_when_that_is_out_of_view(
    window: Window,
) -> None:
    show(window, three_segments())
    window.plot.view_box.setXRange(100, 400, padding=0)
    labels, seen = placed(window, MARKS)
    assert [placed.mark.step for placed in labels.marks] == [200, 203]
    for each in labels.marks:
        assert each.tip.x() == pytest.approx(pixel(window, each.mark.step, 0).x())
    assert labels.last is None
    assert len({round(each.tip.y()) for each in labels.marks}) == 2
    assert seen.width() > 100


def test_the_last_value_is_whole_or_left_out_however_far_one_zooms(window: Window) -> None:
    show(window, three_segments())
    for begin in (997, 998.4, 998.99, 999.5):
        window.plot.view_box.setXRange(begin, begin + 3, padding=0)
        labels, seen = placed(window)
        assert labels.last is None or seen.contains(labels.last)
    window.plot.frame_all()
    assert placed(window)[0].last is not None


@pytest.mark.parametrize("key", [CurveKey(kind) for kind in KINDS], ids=str)
def test_marks_of_the_rate_stand_on_its_own_plot_alone(window: Window, key: CurveKey) -> None:
    jumps = with_segment(three_segments(), 2, start=Level(0.3))
    show(window, added_curve(jumps, key))
    assert [mark.words for mark in window.plot.state.marks]
    window.store.edit_curve_of(key)
    about = bool(window.plot.state.marks)
    assert window.plot.state.title == key.words or key == RATE_CURVE
    assert about == (key == RATE_CURVE)


def test_time_labels_are_whole_at_the_edge_and_clear_of_each_other(window: Window) -> None:
    run = Run(epochs=None, updates=1_000_000)
    show(window, replace(three_segments(), run=run))
    axes, moved = (window.plot.time_axis, window.plot.epoch_axis), 0
    for begin in range(0, 40_000, 2_500):
        window.plot.view_box.setXRange(900_000 + begin, 977_500 + begin, padding=0)
        QApplication.processEvents()
        for axis in axes:
            picture = QPicture()
            painter = QPainter(picture)
            _, _, specs = axis.generateDrawSpecs(painter)
            metrics = painter.fontMetrics()
            labels = axis.inside(specs, metrics)
            painter.end()
            halves = [metrics.horizontalAdvance(text) / 2 for _, text in labels]
            moved += labels[-1][0] not in [rect for rect, _, _ in specs]
            middles = [place.center().x() for place, _ in labels]
            ends = [(x - half, x + half) for x, half in zip(middles, halves, strict=True)]
            assert all(right <= axis.size().width() for _, right in ends)
            assert all(before[1] < after[0] for before, after in pairwise(ends))
    assert moved


@pytest.mark.usefixtures("qapp")
def test_a_cut_text_ends_with_a_word_and_an_ellipsis() -> None:
    words = bracket_words(Repeat("Restarts", 0, 0, 3, 2.0))
    metrics = QFontMetricsF(QApplication.font())
    for width in range(20, 260, 3):
        shown = elided(words, metrics, width)
        assert shown == words or (shown.endswith("…") and not shown.endswith((",…", " …")))


def test_the_hint_and_the_verdict_are_cut_with_an_ellipsis_and_whole_in_a_tooltip(
    window: Window,
) -> None:
    window.resize(1024, 768)
    window.store.said.emit("A sentence that is far too long for the line, " * 6)
    QApplication.processEvents()
    for label in (window.status.hint, window.status.verdict):
        assert isinstance(label, ElidedLabel)
        room = label.contentsRect().width()
        assert label.fontMetrics().horizontalAdvance(label.shown) <= room
    assert window.status.hint.shown.endswith("…")
    assert window.status.hint.toolTip() == window.status.hint.text()


def test_no_plain_label_of_the_window_is_cut(window: Window) -> None:
    show(window, four_segments())
    for width in (1440, 1366, 1024):
        window.resize(width, 768)
        window.tabs.setCurrentWidget(window.stepping.tab)
        QApplication.processEvents()
        for label in window.findChildren(QLabel):
            if isinstance(label, ElidedLabel) or not label.isVisible() or not label.text():
                continue
            if label.wordWrap():
                assert label.heightForWidth(label.width()) <= label.height() + 1, label.text()
            elif label.visibleRegion().boundingRect().size() == label.size():
                assert label.sizeHint().width() <= label.width() + 1, label.text()


def test_the_room_for_labels_ends_at_the_names_of_the_segments(window: Window) -> None:
    show(window, three_segments())
    plot = window.plot
    seen = QRectF(plot.view_box.sceneBoundingRect())
    to_pixels = plot.view_box.childTransform() * plot.view_box.sceneTransform()
    room = LabelRoom(plot.state, to_pixels, seen)
    assert not room.is_free(QRectF(seen.center().x(), seen.top() + 4, 40, 12))


def test_the_curve_is_named_on_the_plot_where_there_are_others(window: Window) -> None:
    show(window, three_segments())
    assert window.plot.state.title == ""
    assert placed(window)[0].title is None
    key = CurveKey(KINDS[1])
    window.store.edit_curve_of(key, adds=True)
    assert window.plot.state.title == key.words
    title, seen = placed(window)[0].title, placed(window)[1]
    assert title is not None
    end = window.plot.mapFromScene(
        window.plot.view_box.mapViewToScene(QPointF(window.store.schedule.total_steps, 0))
    ).x()
    assert not title.left() < end < title.right(), "the line at the end of the run crosses it"
    assert seen.contains(title)


def test_no_label_lies_on_a_pinned_curve(window: Window) -> None:
    design = three_segments()
    show(window, design)
    plot, (alone, seen) = window.plot, placed(window)
    assert alone.last is not None
    to_pixels = plot.view_box.childTransform() * plot.view_box.sceneTransform()
    assert LabelRoom(plot.state, to_pixels, seen).is_free(alone.last)
    # It passes in the middle of where the label of the last rate was.
    rate = plot.view_box.mapSceneToView(alone.last.center()).y()
    flat = with_segment(design, 2, shape=Constant(), start=Level(rate / 1e-3), end=None)
    window.comparing.pin("rival", flat)
    QApplication.processEvents()
    assert placed(window)[1] == seen
    assert not LabelRoom(plot.state, to_pixels, seen).is_free(alone.last)
    assert placed(window)[0].last != alone.last
    window.comparing.pins.clear()
    QApplication.processEvents()
    assert placed(window)[0].last == alone.last


def test_the_line_at_the_end_of_the_run_does_not_cross_the_last_value(window: Window) -> None:
    window.resize(SIZE)
    for design in (starter(), three_segments()):
        show(window, design)
        QApplication.processEvents()
        labels, _ = placed(window)
        end = pixel(window, design.total_steps, 0).x()
        assert labels.last is not None
        assert not labels.last.left() < end < labels.last.right()


@pytest.mark.parametrize("wide", [SIZE.width(), 1024])
def test_no_label_lies_on_the_bracket_of_a_repeat_or_on_the_words_of_a_log_axis(
    window: Window, wide: int
) -> None:
    size = window.size()
    window.resize(wide, 740)
    for name in ("CyclicLR", "sgdr", "warmup-cosine", "OneCycleLR"):
        show(window, PRESETS[name].make())
        for logarithmic in (False, True):
            window.plot.change_settings(logarithmic=logarithmic)
            window.plot.frame_all()
            QApplication.processEvents()
            labels, seen = placed(window)
            state, view = window.plot.state, window.plot.view_box
            to_pixels = view.childTransform() * view.sceneTransform()
            font = window.plot.font()
            font.setPointSizeF(8.5)
            metrics = QFontMetricsF(font)
            own = [each for each in (labels.title, labels.last) if each is not None]
            foot = floor_place(state.scale, to_pixels, seen, metrics)
            for label in own:
                assert foot is None or not foot.intersects(label), name
                for each in state.brackets:
                    begin, end = (pixel(window, step, 0).x() for step in (each.begin, each.end))
                    strip = QRectF(begin, seen.top() + LABEL_HEIGHT, end - begin, BRACKET_HEIGHT)
                    assert not strip.intersects(label), name
            assert bool(state.brackets) == (name in ("CyclicLR", "sgdr"))
    window.resize(size)


def names_painted(window: Window) -> list[str]:
    """The names of segments that the plot paints, whole or cut."""
    names = [each.name for each in window.store.curve.segments]
    texts = [each.text for each in painted_texts(window.plot)]
    return [text for text in texts if any(n.startswith(text.removesuffix("…")) for n in names)]


def test_a_name_is_cut_to_three_letters_or_left_out(window: Window) -> None:
    for percent in range(2, 30):
        warmup = replace(three_segments().segments[0], name="Warmup", span=Span.of_percent(percent))
        rest = replace(three_segments().segments[-1], name="x", span=Span.of_the_rest())
        show(window, replace(three_segments(), segments=(warmup, rest)))
        for text in names_painted(window):
            assert text == "x" or len(text.removesuffix("…")) >= 3
    assert "Warmup" in names_painted(window)


def test_the_playhead_goes_below_the_name_and_not_through_it(window: Window) -> None:
    walk_through(window, four_segments())
    window.stepping.player.go_to(2, 20)
    assert names_painted(window).count("Hold") == 2
    window.stepping.player.go_to(3, 90)
    assert names_painted(window).count("Hold") == 1


def test_a_curve_that_passes_through_a_name_leaves_it_readable(window: Window) -> None:
    show(window, starter())
    plot = window.plot
    first = plot.state.ranges[0]
    ink = plot.state.theme.shade_text(first.shade)
    left, right = (pixel(window, step, 0).x() for step in (first.begin, first.end))
    top = QRectF(plot.view_box.sceneBoundingRect()).top()

    def inked() -> int:
        """Count the pixels of the letters, whose edges are smoothed."""
        QApplication.processEvents()
        shown = plot.grab().toImage()
        found = (
            shown.pixelColor(x, y)
            for x in range(round(left), round(right))
            for y in range(round(top), round(top + LABEL_HEIGHT + 4))
        )
        return sum(
            abs(each.red() - ink.red()) + abs(each.green() - ink.green()) < 60
            and abs(each.blue() - ink.blue()) < 60
            for each in found
        )

    alone = inked()
    assert alone > 20
    high = PRESETS["OneCycleLR"].make(max_lr=0.1, total_steps=900)
    window.comparing.pin("high", high)
    below, above = (rates_of(high).at(step)[0] for step in (30, 60))
    assert below < 0.01
    assert above > 0.0115, "it goes through the names, and out of the view"
    assert inked() == alone
