"""Jobs that people come with, done in the window by mouse and keys from an empty start."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.documents.hand_edits import hand_edits_topic
from rampsmith.app.shell.window import Window
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.values.spans import Span
from tests.app.driver import CONTROL, SHIFT, lengths
from tests.app.shell.jobs import SHIFTED, Person, somebody
from tests.app.shell.keyboard_job import keyboard_alone

MOST_ACTIONS = 14
"""Actions in which a usual schedule is to be done, saved and exported."""


def groups_table(window: Window) -> None:
    """Scroll to the groups."""
    window.numbers.ensureWidgetVisible(window.groups_form)
    QApplication.processEvents()


def llama_3(person: Person) -> None:
    """Pre-train Llama 3 405B: 8,000 updates up to 8e-5, then a cosine to 8e-7, in tokens."""
    window, run = person.window, person.window.run_form
    person.click(window.invitation.first)
    person.enter(window.segment_form.length, "8000 updates")
    person.click(window.add_button)
    person.enter(window.segment_form.end, "8e-7 rate")
    person.enter(run.fields["batch_size"], "16M tokens")
    person.enter(run.length, "15.6T tokens")
    groups_table(window)
    person.enter(window.groups_form.rates[0], "8e-5")
    person.enter(window.top_bar.title, "Llama 3")
    design = person.save("llama.ramp")
    assert "class Llama3(" in person.export("llama.py")
    assert person.doubts == []
    assert design.run.total_updates == 975_000
    rates = Rates(design)
    assert lengths(design) == [8000, 967_000]
    assert rates.at(8000)[0] == 8e-5
    assert rates.at(975_000)[0] == 8e-7


def resnet_50(person: Person) -> None:
    """Train ResNet-50: five epochs up, and down by ten after 30, 60 and 80 of 90 epochs."""
    form = person.window.segment_form
    person.begin_preset("resnet-imagenet")
    person.plus(0)
    person.enter(form.length, "5 epochs")
    design = person.save("resnet.ramp")
    assert "class ResnetImagenet(" in person.export("resnet.py")
    assert person.doubts == []
    assert lengths(design) == [5, 25, 30, 30]
    assert [Rates(design).at(t)[0] for t in (0, 5, 29, 30, 60, 89)] == pytest.approx(
        [0.02, 0.1, 0.1, 0.01, 0.001, 0.001]
    )


@pytest.mark.parametrize("job", [llama_3, resnet_50])
def test_a_usual_schedule_takes_few_actions(
    qapp: QApplication, tmp_path: Path, job: Callable[[Person], None]
) -> None:
    with somebody(tmp_path) as person:
        job(person)
        assert person.actions <= MOST_ACTIONS


def rival(person: Person) -> None:
    """1cycle, compared with a lower one that was pinned before."""
    window = person.window
    person.begin_preset("OneCycleLR")
    window.plot.setFocus()
    person.press(Qt.Key.Key_P)
    before = window.store.document
    peak = max(window.plot.state.handles, key=lambda handle: handle.rate)
    place = person.hand.pixel(peak.step, peak.rate)
    person.drag(place, QPoint(0, 60), SHIFT)
    after = window.store.document
    top = [max(Rates(each).of_group(0, range(0, 9000, 50))) for each in (before, after)]
    assert top[1] < top[0]
    assert lengths(before) == lengths(after)
    (pin,) = window.comparing.pins.pins
    assert pin.schedule == before
    person.hand.move(place)
    assert window.plot.readout.isVisible()
    assert [row.name for row in window.plot.readout.table.rows] == [pin.name]


def two_groups(person: Person) -> None:
    """A backbone that learns ten times slower, and a head with a decay of its own."""
    window = person.window
    person.press(Qt.Key.Key_A)
    person.press(Qt.Key.Key_A)
    person.press(Qt.Key.Key_G, SHIFTED)
    QTest.keyClicks(window.groups_form.names[1], "head")
    person.press(Qt.Key.Key_Return)
    groups_table(window)
    person.enter(window.groups_form.names[0], "backbone")
    person.enter(window.groups_form.rates[0], "1e-4")
    person.enter(window.groups_form.rates[1], "1e-3")
    design = person.save("two.ramp")
    assert [(group.name, group.base_lr) for group in design.groups] == [
        ("backbone", 1e-4),
        ("head", 1e-3),
    ]
    assert person.doubts == []
    person.export("two.py")


def plateau(person: Person) -> None:
    """Lower the rate when the validation loss no longer falls."""
    window = person.window
    person.begin_preset("ReduceLROnPlateau")
    person.enter(window.segment_form.bends.fields["plateau", "patience"], "3")
    person.tab(window.metric_editor)
    source = person.export("plateau.py")
    assert "patience: int = 3" in source
    assert "metrics" in source


def restarts(person: Person) -> None:
    """A cosine that restarts three times, each cycle twice as long."""
    window, form = person.window, person.window.repeat_form.fields
    person.press(Qt.Key.Key_A)
    person.choose(window.segment_form.shape, "Cosine")
    person.enter(window.segment_form.start, "1")
    person.enter(window.segment_form.end, "0")
    person.enter(window.segment_form.length, "10 epochs")
    person.click(window.repeat_form.make_button)
    person.enter(form.times, "3")
    person.enter(form.stretch, "2")
    person.enter(window.run_form.length, "70")
    design = person.save("restarts.ramp")
    per_epoch = design.steps_per_epoch
    values = Rates(design).of_group(0, [0, 10 * per_epoch, 30 * per_epoch])
    assert values == pytest.approx([1e-3] * 3)
    assert Rates(design).at(70 * per_epoch - 1)[0] < 1e-8
    person.export("restarts.py")


def formula(person: Person) -> None:
    """A curve that no shape has."""
    window = person.window
    person.press(Qt.Key.Key_A)
    person.choose(window.segment_form.shape, "Expression")
    person.choose(window.segment_form.length_unit, "the rest")
    person.enter(window.segment_form.bends.fields["expression", "text"], "1 / sqrt(1 + t / 100)")
    design = person.save("formula.ramp")
    assert Rates(design).at(300)[0] == pytest.approx(5e-4)
    assert "sqrt" in person.export("formula.py")


def accumulation(person: Person) -> None:
    """Four batches make an update on each of two devices; walk to the first update."""
    window, run = person.window, person.window.run_form
    person.click(window.invitation.first)
    person.press(Qt.Key.Key_A)
    person.enter(run.fields["samples"], "3,200")
    person.enter(run.fields["batch_size"], "16")
    person.enter(run.fields["accumulation"], "4")
    person.enter(run.fields["devices"], "2")
    person.enter(run.length, "10 epochs")
    person.tab(window.stepping.tab)
    for _ in range(4):
        person.press(Qt.Key.Key_F8)
    design = person.save("accumulation.ramp")
    assert design.run.total_updates == 250
    place = window.stepping.player.place
    assert place is not None
    assert (place.batch, place.update) == (4, 1)
    assert person.doubts == []


def hand_edit(person: Person) -> None:
    """Export, change a number in the file, and take it into the design."""
    window = person.window
    person.begin_preset("warmup-cosine")
    window.plot.setFocus()
    person.press(Qt.Key.Key_Home)
    person.card(0)
    person.enter(window.segment_form.length, "235 updates")
    source = person.export("edited.py")
    path = person.folder / "edited.py"
    path.write_text(source.replace("warmup_steps: int = 235", "warmup_steps: int = 500"), "utf-8")
    person.click(person.button("Export"))
    row = window.message.row(hand_edits_topic(path))
    assert row is not None
    use = next(button for button in row.choice_buttons if button.text() == "Use it")
    person.click(use)
    assert window.store.document.segments[0].span == Span.of_steps(500)


def mistakes(person: Person) -> None:
    """Wrong entries, drags that are taken back and keys in the wrong place harm nothing."""
    window, form = person.window, person.window.segment_form
    person.begin_preset("warmup-cosine")
    begun = window.store.document
    for field, text in (
        (form.length, "-3"),
        (form.end, "1e999"),
        (form.name, ""),
        (window.run_form.fields["batch_size"], "0"),
        (window.top_bar.title, "x" * 500),
    ):
        person.enter(field, text)
        assert window.store.document == begun, text
        assert field.property("wrong"), text
        person.press(Qt.Key.Key_Escape)
        assert not field.property("wrong"), text
    window.plot.setFocus()
    peak = max(window.plot.state.handles, key=lambda handle: handle.rate)
    place = person.hand.pixel(peak.step, peak.rate)
    person.hand.take(place)
    person.hand.move(place + QPoint(50, 80))
    person.press(Qt.Key.Key_Escape)
    person.hand.release()
    assert window.store.document == begun
    for key in (Qt.Key.Key_A, Qt.Key.Key_Delete, Qt.Key.Key_R, Qt.Key.Key_Delete):
        person.press(key)
    assert window.store.document != begun
    while window.store.document != begun:
        assert window.store.history.undo_words is not None
        person.press(Qt.Key.Key_Z, CONTROL)
    assert isinstance(begun.segments[1].shape, Cosine)


JOBS = (
    rival,
    two_groups,
    plateau,
    restarts,
    formula,
    accumulation,
    hand_edit,
    keyboard_alone,
    mistakes,
)
"""All but the two that are counted; test_nothing_is_cut.py does them all on six screens."""


@pytest.mark.long
@pytest.mark.parametrize("job", [job for job in JOBS if job is not keyboard_alone])
def test_a_job_goes_through_without_a_wrong_turn(
    qapp: QApplication, tmp_path: Path, job: Callable[[Person], None]
) -> None:
    with somebody(tmp_path) as person:
        job(person)
