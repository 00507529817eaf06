"""Comparing in the window: pinned by keys, files and drops; drawn behind; read out; listed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.compare.pinned import PinnedCurve
from rampsmith.app.compare.pins import MOST_PINS
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE_CURVE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.run_arguments import arguments_for_run
from rampsmith.designer.values.numbers import rate_text
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.accessibility import unnamed
from tests.app.driver import CONTROL, NO_KEYS, SHIFT, Hand, answers, boundary, type_into

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def gallery(window: Window) -> Iterator[PresetDialog]:
    """Open the gallery to pin from it, by its keys."""
    press(window, Qt.Key.Key_P, SHIFT)
    dialog = window.findChild(PresetDialog)
    assert dialog is not None
    yield dialog
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press(window: Window, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press a key on the plot."""
    QTest.keyClick(window.plot, key, keys)


def names(window: Window) -> list[str]:
    """The names of what is pinned."""
    return [pin.name for pin in window.comparing.pins.pins]


def drop(target: QWidget, paths: list[Path], keys: Qt.KeyboardModifier = NO_KEYS) -> bool:
    """Drop files onto a widget; tell whether it welcomed them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, LEFT, keys)
    QApplication.sendEvent(target, enter)
    event = QDropEvent(QPointF(5, 5), copy, data, LEFT, keys)
    QApplication.sendEvent(target, event)
    return enter.isAccepted()


def drawn(window: Window) -> int:
    """How many lines the layer behind the curve draws."""
    return len(window.plot.behind.lines)


def hover(hand: Hand, step: float) -> tuple[str, ...]:
    """Put the mouse over a step; give what is read out about the first pin there."""
    hand.move(hand.pixel(step, 5e-3))
    rows = hand.plot.readout.table.rows
    return rows[0].cells if rows else ()


def test_a_pinned_version_stays_when_the_design_moves_on(window: Window, hand: Hand) -> None:
    press(window, Qt.Key.Key_P)
    assert names(window) == [starter().title]
    before = window.plot.behind.lines
    place = hand.pixel(boundary(window, 1), 0.01)
    hand.drag(place, place + QPoint(80, 40))
    assert window.store.schedule != starter()
    assert window.comparing.pins.pins[0].schedule == starter()
    press(window, Qt.Key.Key_P)
    assert names(window)[1].startswith(f"{starter().title}, ")
    assert drawn(window) == 2
    assert len(before) == 1


def test_a_version_is_named_after_its_design_and_then_after_its_edits(window: Window) -> None:
    window.store.open(Schedule(), None)
    window.presets.begin("OneCycleLR")
    press(window, Qt.Key.Key_P)
    press(window, Qt.Key.Key_A)
    press(window, Qt.Key.Key_P)
    assert names(window) == ["OneCycleLR", "OneCycleLR, after: Add segment"]


def test_nothing_is_sampled_while_one_drags(
    window: Window, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(window, Qt.Key.Key_P)
    sampled: list[str] = []
    points = PinnedCurve.points

    def counted(self: PinnedCurve, *arguments: object) -> object:
        sampled.append(self.name)
        return points(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(PinnedCurve, "points", counted)
    place = hand.pixel(boundary(window, 1), 0.01)
    hand.take(place)
    for number in range(1, 20):
        hand.move(place + QPoint(3 * number, 0))
    assert window.plot.is_dragging
    assert sampled == []
    press(window, Qt.Key.Key_Escape)
    hand.release()
    hand.wheel(hand.pixel(400, 5e-3), 1)
    assert len(sampled) >= 1


def test_the_difference_is_read_out_at_the_cursor(window: Window, hand: Hand) -> None:
    preset = PRESETS["warmup-linear"].make(base_lr=0.01, steps=900)
    window.comparing.pin("linear", preset)
    name, rate, difference, percent = hover(hand, 300)
    step = round(window.plot.view_box.place(QPointF(window.plot.mapToScene(hand.at)))[0])
    theirs, ours = Rates(preset).at(step)[0], window.store.rates.at(step)[0]
    assert (name, rate) == ("linear", rate_text(theirs))
    assert ours > theirs
    assert difference == f"Δ +{rate_text(ours - theirs)}"
    assert percent.startswith("+")
    assert f"linear, {rate}" in window.plot.readout.accessibleDescription()
    window.comparing.pins.clear()
    assert hover(hand, 301) == ()


@pytest.mark.parametrize("unit", ["steps", "epochs", "percent", "samples"])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_every_axis_lines_it_up_and_reads_it_out(
    window: Window, hand: Hand, unit: str, *, logarithmic: bool
) -> None:
    longer = with_run(starter(), batch_size=16)
    assert longer.total_steps == 2 * starter().total_steps
    window.comparing.pin("twice as long", longer)
    window.plot.change_settings(unit=unit, logarithmic=logarithmic)
    rate = hover(hand, 400)[1]
    pointer = window.plot.state.pointer
    assert pointer is not None
    pinned = pointer.step if unit == "steps" else 2 * pointer.step
    assert rate == rate_text(Rates(longer).at(pinned)[0])
    (line,) = window.plot.behind.lines
    last = window.plot.view_box.viewRange()[0][1]
    assert line.steps[-1] == pytest.approx(last, abs=1.5)
    top = window.plot.state.scale.height(0.01)
    assert max(line.heights) == pytest.approx(top)


def test_a_view_of_all_reaches_up_to_a_pin_but_not_to_one_that_is_far_above(
    window: Window, hand: Hand
) -> None:
    def top() -> float:
        return float(window.plot.view_box.viewRange()[1][1])

    alone = top()
    window.comparing.pin("double", PRESETS["constant"].make(base_lr=0.02, steps=900))
    assert top() == pytest.approx(2 * alone, rel=0.01)
    window.comparing.pin("far above", PRESETS["constant"].make(base_lr=5.0, steps=900))
    assert top() == pytest.approx(2 * alone, rel=0.01)
    assert "Far above the curve: far above." in window.comparing.legend.note.text()
    window.comparing.pins.clear()
    assert top() == pytest.approx(alone)


def test_it_is_drawn_behind_in_its_own_colour_in_both_themes(window: Window) -> None:
    window.comparing.pin("flat", PRESETS["constant"].make(base_lr=5e-3, steps=900))
    (pin,) = window.comparing.pins.pins
    try:
        for choice in ("light", "dark"):
            window.appearance.choose(choice)
            wanted = pin.colour(window.appearance.theme)
            QApplication.processEvents()
            (line,) = window.plot.behind.lines
            assert set(line.heights) == {window.plot.state.scale.height(5e-3)}
            assert line.colour == wanted, choice
    finally:
        window.appearance.choose("light")
    plot = window.plot
    assert plot.behind.zValue() < plot._curves.zValue()


def test_momentum_is_compared_with_momentum_or_with_nothing(window: Window, hand: Hand) -> None:
    window.store.edit(lambda schedule: added_curve(schedule, MOMENTUM_CURVE), "Add momentum")
    window.comparing.pin("plain", starter())
    window.comparing.pin("one cycle", PRESETS["OneCycleLR"].make(total_steps=900))
    assert drawn(window) == 2
    window.store.edit_curve_of(MOMENTUM_CURVE)
    assert drawn(window) == 1
    hand.move(hand.pixel(500, 0.5))
    assert [row.name for row in window.plot.readout.table.rows] == ["one cycle"]
    window.store.edit_curve_of(RATE_CURVE)
    assert drawn(window) == 2


@pytest.mark.parametrize("name", ["CosineAnnealingWarmRestarts", "ReduceLROnPlateau", "CyclicLR"])
def test_repeats_and_plateaus_can_be_pinned(window: Window, hand: Hand, name: str) -> None:
    window.comparing.pin(name, PRESETS[name].make())
    assert drawn(window) == 1
    assert hover(hand, 450)[0] == name
    window.grab()


def test_a_pin_is_hidden_renamed_and_removed_in_the_legend(window: Window) -> None:
    press(window, Qt.Key.Key_P)
    legend = window.comparing.legend
    (row,) = legend.rows.values()
    QTest.mouseClick(row.swatch, LEFT)
    assert drawn(window) == 0
    assert not row.swatch.isChecked()
    QTest.keyClick(row.swatch, Qt.Key.Key_Space)
    assert drawn(window) == 1
    type_into(row.name, "before lunch")
    assert names(window) == ["before lunch"]
    type_into(row.name, " ")
    assert row.name.fault
    QTest.keyClick(row.name, Qt.Key.Key_Escape)
    assert row.name.text() == "before lunch"
    assert unnamed(legend) == []
    QTest.mouseClick(row.remove, LEFT)
    assert names(window) == []
    assert drawn(window) == 0
    assert legend.rows == {}
    assert not legend.note.isVisible()


def test_h_hides_and_shows_all_and_shift_h_removes_them(window: Window) -> None:
    press(window, Qt.Key.Key_H)
    assert "Nothing is pinned" in window.status.hint.text()
    press(window, Qt.Key.Key_P)
    press(window, Qt.Key.Key_P)
    press(window, Qt.Key.Key_H)
    assert drawn(window) == 0
    press(window, Qt.Key.Key_H)
    assert drawn(window) == 2
    window.comparing.pins.change(0, is_shown=False)
    press(window, Qt.Key.Key_H)
    assert drawn(window) == 2
    press(window, Qt.Key.Key_H, SHIFT)
    assert names(window) == []


def test_pins_are_the_window_s_and_no_edit(window: Window) -> None:
    press(window, Qt.Key.Key_P)
    assert window.store.history.is_saved
    assert window.store.history.undo_words is None
    window.store.open(PRESETS["StepLR"].make(), None)
    assert names(window) == [starter().title]
    assert drawn(window) == 1


def test_the_seventh_pin_and_an_empty_one_are_refused_in_a_sentence(window: Window) -> None:
    for _ in range(MOST_PINS + 1):
        press(window, Qt.Key.Key_P)
    assert len(names(window)) == MOST_PINS
    assert "which are the most" in window.status.hint.text()
    press(window, Qt.Key.Key_H, SHIFT)
    window.store.open(Schedule(), None)
    press(window, Qt.Key.Key_P)
    assert names(window) == []
    assert "no curve to compare" in window.status.hint.text()


def test_ctrl_enter_in_the_gallery_pins_with_what_was_typed(
    window: Window, gallery: PresetDialog
) -> None:
    type_into(gallery.presets.search, "OneCycleLR", None)
    assert gallery.form is not None
    type_into(gallery.form.fields["max_lr"], "2e-3", None)
    type_into(gallery.form.fields["total_steps"], "900", Qt.Key.Key_Return)
    assert names(window) == []
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(gallery.form.fields["total_steps"], Qt.Key.Key_Return, control)
    (pin,) = window.comparing.pins.pins
    assert pin.name == "OneCycleLR, max_lr 2e-3, total_steps 900"
    preset = PRESETS["OneCycleLR"]
    typed = {"max_lr": 2e-3, "total_steps": 900}
    assert pin.schedule == preset.make(**(arguments_for_run(preset, starter()) | typed))
    assert pin.schedule.run.samples == starter().run.samples
    assert window.store.schedule == starter()
    assert gallery.isVisible()
    QTest.mouseClick(gallery.pin_button, LEFT)
    assert len(names(window)) == 2
    assert gallery.told.text().startswith("Pinned behind the curve: OneCycleLR, ")
    gallery.presets.search.clear()
    type_into(gallery.presets.search, "StepLR", None)
    assert not gallery.told.isVisible()
    window.commands["from_preset"].trigger()
    assert gallery.begin_button.isDefault()


@pytest.mark.parametrize("suffix", [".ramp", ".py"])
def test_a_design_or_an_exported_class_is_pinned_by_its_name(
    window: Window, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"other{suffix}"
    other = PRESETS["warmup-linear"].make(steps=900)
    if suffix == ".py":
        path.write_text(pytorch_source(other), encoding="utf-8")
    else:
        write_design(other, path)
    answers(window).open = path
    press(window, Qt.Key.Key_O, CONTROL | SHIFT)
    (pin,) = window.comparing.pins.pins
    assert (pin.name, pin.schedule) == (path.name, other)
    assert answers(window).asked[0].startswith("compare in ")


def test_a_file_that_is_no_design_gets_one_sentence_and_the_others_are_pinned(
    window: Window, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "wrong.ramp", tmp_path / "right.ramp"
    wrong.write_text("nothing")
    write_design(starter(), right)
    assert drop(window, [wrong, right], SHIFT)
    assert names(window) == ["right.ramp"]
    assert "wrong.ramp" in window.message.text.text()
    assert window.store.history.is_saved


def test_a_file_is_pinned_where_it_is_dropped_on_the_legend(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "other.ramp"
    write_design(PRESETS["constant"].make(), path)
    assert drop(window.comparing.legend, [path])
    assert names(window) == ["other.ramp"]
    assert window.store.schedule == starter()
    drop(window, [path])
    assert window.store.schedule == PRESETS["constant"].make()


def test_the_legend_says_by_what_the_curves_are_lined_up(window: Window) -> None:
    legend = window.comparing.legend
    press(window, Qt.Key.Key_P)
    assert legend.note.text() == "Lined up by update; Δ is the curve minus the pin."
    window.comparing.pin("longer", with_run(starter(), batch_size=16))
    assert "in % (T) their ends meet" in legend.note.text()
    window.plot.change_settings(unit="percent")
    assert legend.note.text() == "Lined up by percent of each run; Δ is the curve minus the pin."
    window.store.edit(lambda schedule: with_run(schedule, tokens_per_sample=8), "Change run")
    window.plot.change_settings(unit="tokens")
    assert "By update, for want of tokens: digits warmup cosine, longer." in legend.note.text()


def test_the_legend_s_menu_leads_to_every_way_to_pin(window: Window) -> None:
    menu = window.comparing.legend.add.menu()
    assert menu is not None
    named = window.commands
    offered = ("pin", "pin_preset", "pin_file", "open_log", "put_picture")
    assert menu.actions() == [named[name] for name in offered]
