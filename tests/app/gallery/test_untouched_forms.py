"""A preset's card, its form, the large picture and the design that begins say one and the same."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from rampsmith.app.gallery.argument_form import ArgumentForm
from rampsmith.app.gallery.preset_dialog import taken_words
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.presets import PRESETS, Preset
from rampsmith.designer.presets.run_arguments import arguments_for_run, begun, preset_in
from rampsmith.designer.values.numbers import EntryError, parsed_number

IN_UPDATES = replace(
    starter(), run=replace(starter().run, samples=9_000, epochs=None, updates=20_000)
)
RUN_FIELDS = ("samples", "batch_size", "devices", "accumulation", "tokens_per_sample")


def untrue(preset: Preset, form: ArgumentForm, made: Schedule) -> Iterator[str]:
    """What an untouched form says otherwise than the design that begins with it."""
    texts = {name: field.text() for name, field in form.fields.items()}
    for name in (*RUN_FIELDS, "epochs", "total_tokens"):
        if name in texts and number(texts[name]) != getattr(made.run, name):
            yield f"{name}: {texts[name]}"
    if number(texts["steps"]) not in (None, made.total_steps):
        yield f"steps: {texts['steps']}"
    if texts["stepping"] != made.stepping:
        yield f"stepping: {texts['stepping']}"
    bases = [group.base_lr for group in made.groups]
    # The groups of fine tuning have shares of it.
    if number(texts["base_lr"]) not in bases and preset.source != "Fine tuning":
        yield f"base_lr: {texts['base_lr']}"


def number(text: str) -> float | None:
    """The number in a field; None where it is left empty."""
    try:
        return parsed_number(text)
    except EntryError:
        return None


@pytest.mark.parametrize(
    "design",
    [
        starter(),
        pytest.param(IN_UPDATES, marks=pytest.mark.long),
        pytest.param(Schedule(), marks=pytest.mark.long),
        pytest.param(Schedule(run=Run(epochs=7)), marks=pytest.mark.long),
    ],
    ids=["starter", "in updates", "empty", "described"],
)
def test_an_untouched_form_has_the_numbers_of_what_begins_and_of_the_card(
    qapp: QApplication, design: Schedule
) -> None:
    for preset in PRESETS.values():
        form = ArgumentForm(preset)
        form.offer(arguments_for_run(preset, design))
        values, faults = form.values()
        made = preset_in(design, preset, values)
        assert faults == []
        assert made == begun(preset, design), preset.name
        form.show_length(made.run)
        values, faults = form.values()
        assert (preset_in(design, preset, values), faults) == (made, []), preset.name
        assert form.changed() == {}, preset.name
        assert list(untrue(preset, form, made)) == [], preset.name
        form.deleteLater()


def test_epochs_come_back_when_the_steps_are_taken_away_again(qapp: QApplication) -> None:
    form = ArgumentForm(PRESETS["warmup-cosine"])
    form.offer(arguments_for_run(form.preset, starter()))
    assert form.fields["epochs"].text() == "20"

    def follow() -> Schedule:
        values, faults = form.values()
        assert faults == []
        made = form.preset.make(**values)
        return follow() if form.show_length(made.run) else made

    form.fields["steps"].setText("500")
    assert follow().total_steps == 500
    assert form.fields["epochs"].text() == ""
    assert follow().total_steps == 500
    form.fields["steps"].setText("")
    assert follow().run.epochs == 20
    assert form.fields["epochs"].text() == "20"
    form.deleteLater()


def test_the_rate_of_the_design_is_told_only_where_the_rates_follow_it() -> None:
    for name, preset in PRESETS.items():
        taken = arguments_for_run(preset, starter())
        if not taken:
            continue
        higher = preset.make(**taken | {"base_lr": 0.5})
        follows = rates_of(higher).at(3) != rates_of(preset.make(**taken)).at(3)
        assert ("the rate 0.01" in taken_words(preset, taken, starter())) == follows, name
    one_cycle = PRESETS["OneCycleLR"]
    assert taken_words(one_cycle, arguments_for_run(one_cycle, starter()), starter())
    stream = replace(starter(), run=Run(samples=None, epochs=None, updates=900))
    stairs = PRESETS["step-decay"]
    assert arguments_for_run(stairs, stream) == {}
    assert "does not fit the run" in taken_words(stairs, {}, stream)
