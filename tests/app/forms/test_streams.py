"""A run that is a stream, has its batch in tokens or grows, in the fields of the window."""

from dataclasses import replace
from itertools import product

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.plot.view.time_units import amount_at
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.starter import starter
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import type_into, words_of_history
from tests.app.gestures import pick

STREAM = Run(None, 32_000, epochs=None, total_tokens=10**9, batch_in="tokens")


def colours(widget: QWidget) -> set[str]:
    """Return all colours that a widget is painted in."""
    image = widget.grab().toImage()
    places = product(range(image.width()), range(image.height()))
    return {image.pixelColor(*place).name() for place in places}


def open_run(window: Window, run: Run) -> None:
    window.store.open(replace(starter(), run=run), None)


def test_a_language_model_s_run_is_no_samples_and_tokens_twice(window: Window) -> None:
    open_run(window, Run(samples=5_000, batch_size=50, epochs=3))
    form = window.run_form
    type_into(form.fields["samples"], "")
    assert window.store.schedule.run == Run(None, 50, epochs=None, updates=300)
    pick(form.batch_unit, "tokens")
    type_into(form.fields["batch_size"], "0.5M")
    pick(form.length_unit, "tokens")
    type_into(form.length, "300B")
    run = window.store.schedule.run
    assert run == Run(None, 500_000, epochs=None, total_tokens=300 * 10**9, batch_in="tokens")
    assert run.total_updates == 600_000
    assert form.counts.total.text() == "600,000 updates in all"
    assert form.length_unit.findText("epochs") == -1
    assert not form.drop_last.isEnabled()
    assert words_of_history(window) == ["Change run"] * 5


@pytest.mark.parametrize("way", ["chosen", "typed", "by the batch"])
def test_lengths_in_epochs_become_updates_with_the_run_s_in_one_edit(
    window: Window, way: str
) -> None:
    run = Run(samples=5_000, batch_size=50, epochs=3)
    warmup, *others = starter().segments
    warmup = replace(warmup, span=Span.of_epochs(0.5))
    window.store.open(replace(starter(), segments=(warmup, *others), run=run), None)
    form = window.run_form
    text = form.palette().color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText).name()
    assert text in colours(form.drop_last)
    assert form.drop_last.toolTip() == "What drop_last=True does in a DataLoader"
    if way == "typed":
        type_into(form.fields["samples"], "endless")
    else:
        chosen = {
            "chosen": (form.samples_unit, "endless"),
            "by the batch": (form.batch_unit, "tokens"),
        }
        pick(*chosen[way])
    assert window.store.schedule.run.updates == 300
    assert window.store.schedule.segments[0].span == Span.of_steps(50)
    if way != "by the batch":
        sentence = "A stream has no epochs: lengths in epochs are in updates now"
        assert window.status.hint.text() == sentence
    assert not form.drop_last.isEnabled()
    assert text not in colours(form.drop_last)
    assert form.drop_last.toolTip().startswith("The data are a stream without end: ")
    assert words_of_history(window) == ["Change run"]
    window.store.undo()
    assert window.store.schedule.segments[0].span == Span.of_epochs(0.5)
    assert window.store.schedule.run == run


def test_a_batch_takes_its_unit_and_brings_the_later_ones_along(window: Window) -> None:
    stage = Stage(Span(100, "steps"), 512)
    open_run(
        window, Run(None, 256, epochs=None, updates=900, tokens_per_sample=2048, stages=(stage,))
    )
    field = window.run_form.fields["batch_size"]
    type_into(field, "16M tokens")
    run = window.store.schedule.run
    assert (run.batch_in, run.batch_size, run.stages[0].batch_size) == (
        "tokens",
        16_000_000,
        512 * 2048,
    )
    assert (field.text(), window.run_form.batch_unit.currentText()) == ("16,000,000", "tokens")
    assert words_of_history(window) == ["Change run"]
    type_into(field, "500 samples")
    assert window.store.schedule.run.stages == (stage,)
    assert window.run_form.batch_unit.currentText() == "samples"


@pytest.mark.parametrize("way", ["typed", "chosen"])
def test_a_batch_in_tokens_needs_no_samples(window: Window, way: str) -> None:
    open_run(window, Run(samples=5_000, batch_size=50, epochs=3))
    form = window.run_form
    if way == "typed":
        type_into(form.fields["batch_size"], "16M tokens")
    else:
        pick(form.batch_unit, "tokens")
    size = 16_000_000 if way == "typed" else 50
    assert window.store.schedule.run == Run(None, size, epochs=None, updates=300, batch_in="tokens")
    assert window.status.hint.text().startswith("The data are a stream now: ")
    assert words_of_history(window) == ["Change run"]


def test_samples_whose_tokens_are_known_stay(window: Window) -> None:
    open_run(window, Run(samples=5_000, batch_size=50, epochs=3, tokens_per_sample=2048))
    type_into(window.run_form.fields["batch_size"], "64k tokens")
    assert window.store.schedule.run.samples == 5_000


@pytest.mark.parametrize(
    ("name", "right", "count", "wrong"),
    [
        ("samples", "1,200 samples", 1200, "3 epochs"),
        ("batch_size", "64 samples", 64, "until 10%"),
        ("tokens_per_sample", "2k tokens", 2000, "2 samples"),
    ],
)
def test_every_count_of_the_run_takes_its_word(
    window: Window, name: str, right: str, count: int, wrong: str
) -> None:
    open_run(window, Run(samples=5_000, batch_size=50, epochs=3))
    form = window.run_form
    field = form.tokens if name == "tokens_per_sample" else form.fields[name]
    type_into(field, wrong)
    assert field.fault
    type_into(field, right)
    assert (field.fault, getattr(window.store.schedule.run, name)) == ("", count)


def test_a_stream_is_chosen_where_the_samples_are_and_nothing_shifts(window: Window) -> None:
    run = Run(samples=5_000, batch_size=50, accumulation=2, epochs=3)
    window.store.open(replace(three_segments(), run=run), None)
    window.store.select_segment(1)
    form = window.run_form
    fields = (*form.fields.values(), form.length, form.remainder, form.tokens, form.drop_last)

    def places() -> list[QPoint]:
        for _ in range(3):  # A layout within a layout takes a turn more.
            QApplication.processEvents()
        panel = window.numbers.widget()
        assert panel is not None
        return [field.mapTo(panel, QPoint()) for field in fields]

    before = places()
    pick(form.samples_unit, "endless")
    assert window.store.schedule.run == Run(
        None, 50, accumulation=2, epochs=None, updates=150, drop_last=False
    )
    assert form.fields["samples"].text() == ""
    assert places() == before
    pick(form.samples_unit, "in all")
    assert window.store.schedule.run.samples == 5_000
    type_into(form.fields["samples"], "")
    assert form.samples_unit.currentText() == "endless"
    assert places() == before
    type_into(form.fields["samples"], "8k")
    assert (form.samples_unit.currentText(), window.store.schedule.run.samples) == (
        "in all",
        8_000,
    )


def test_another_unit_of_the_batch_counts_the_same_batches(window: Window) -> None:
    stage = Stage(Span(100, "steps"), 512)
    run = Run(None, 256, epochs=None, updates=900, tokens_per_sample=2048, stages=(stage,))
    open_run(window, run)
    pick(window.run_form.batch_unit, "tokens")
    changed = window.store.schedule.run
    assert changed.batch_size == 256 * 2048
    assert changed.stages == (replace(stage, batch_size=512 * 2048),)
    pick(window.run_form.batch_unit, "samples")
    assert window.store.schedule.run == run


@pytest.mark.parametrize(
    ("typed", "stages", "shown"),
    [
        (
            "64k from 100M tokens; 128k x 2 from update 9k",
            (
                Stage(Span(100_000_000, "tokens"), 64_000),
                Stage(Span(9_000, "steps"), 128_000, 2),
            ),
            "64,000 from 100M tokens; 128,000 × 2 from 9,000 updates",
        ),
        (
            "to 96k by 32k until 30M tokens",
            (
                Stage(Span(15_000_000, "tokens"), 64_000),
                Stage(Span(30_000_000, "tokens"), 96_000),
            ),
            "64,000 from 15M tokens; 96,000 from 30M tokens",
        ),
        ("", (), ""),
    ],
)
def test_stages_are_typed_in_a_line(
    window: Window, typed: str, stages: tuple[Stage, ...], shown: str
) -> None:
    open_run(window, replace(STREAM, stages=(Stage(Span(3, "steps"), 64_000),)))
    field = window.run_form.stages
    type_into(field, typed)
    assert window.store.schedule.run.stages == stages
    assert field.text() == shown
    if shown:
        # What is shown can be typed again.
        type_into(field, f"{shown};")
        assert window.store.schedule.run.stages == stages


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("twice as large", "“twice as large” is no stage such as “512 from 1B tokens”."),
        ("64k from the middle", "“the” is not a unit; there are"),
        (
            "to 100k by 32k until 30M tokens",
            "A batch of 32,000 does not grow to 100,000 by 32,000.",
        ),
    ],
)
def test_what_is_no_stage_is_marked(window: Window, typed: str, sentence: str) -> None:
    open_run(window, STREAM)
    field = window.run_form.stages
    type_into(field, typed)
    assert field.fault.startswith(sentence)
    assert window.store.schedule.run == STREAM


def test_what_is_wrong_about_a_stage_stands_below_the_field(window: Window) -> None:
    open_run(window, STREAM)
    type_into(window.run_form.stages, "64k from 3 epochs")
    note = window.run_form.notes["stages"]
    assert note.isVisible()
    assert note.text() == (
        "Stage 2 must begin at a place in another unit: a stream without end has no epochs."
    )


def test_the_axes_of_a_stream_count_its_tokens(window: Window) -> None:
    stages = (Stage(Span(320_000_000, "tokens"), 64_000),)
    open_run(window, replace(STREAM, total_tokens=1_280_000_000, stages=stages))
    top = window.plot.epoch_axis
    assert window.store.schedule.total_steps == 25_000
    ((_, ticks),) = top.tickValues(0, 25_000, 500)
    words = dict(zip(ticks, top.tickStrings(ticks, 1, 1), strict=True))
    # Ten thousand updates of 32,000 tokens, and then of 64,000.
    for step, text in words.items():
        tokens = amount_at(window.store.schedule, "tokens", step)
        assert text == (f"{tokens / 1e9:.4g}B tokens" if tokens else "0 tokens")
    assert words[25_000.0] == "1.28B tokens"
