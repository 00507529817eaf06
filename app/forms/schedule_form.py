"""The settings of the schedule as a whole: when it steps, how it counts, what comes after."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import heading
from rampsmith.designer.document.schedule import CountsFrom, Schedule, Stepping
from rampsmith.designer.editing.edits import with_stepping
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.values.numbers import counted, rate_text


class ScheduleForm(QWidget):
    """Three choices below the list of segments."""

    def __init__(self, store: Store) -> None:
        """Show the store's schedule and follow it."""
        super().__init__()
        self._store = store
        self.after = Choice("After the end", [])
        self.stepping = Choice(
            "When scheduler.step() is called",
            [("update", "after every update"), ("epoch", "after every epoch")],
        )
        self.counts_from = Choice(
            "Steps count from",
            [(0, "0: begins at the start"), (1, "1: arrives at the end")],
        )
        self.stepping.setToolTip("Where the training loop calls scheduler.step()")
        self.counts_from.setToolTip(
            "From 0, the first step has the start's level and the end falls "
            "one step after the last.\n"
            "From 1, the first step is already one up and the last step has the end's level."
        )
        layout = spaced(QVBoxLayout(self), spacing=6, margins=(12, 8, 12, 14))
        for words, choice in (
            ("After the end", self.after),
            ("scheduler.step()", self.stepping),
            ("Steps count from", self.counts_from),
        ):
            layout.addWidget(heading(words))
            layout.addWidget(choice)
            layout.addSpacing(4)
        self.after.chosen.connect(
            lambda after: store.edit(lambda s: replace(s, after=after), "Change what comes after")
        )
        self.stepping.chosen.connect(self._step_after)
        self.counts_from.chosen.connect(self._count_from)
        store.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the schedule as it is now."""
        schedule = self._store.schedule
        held = "hold the end value"
        if schedule.tracks:
            # It is about all curves.
            held = "hold the end values"
        elif schedule.segments and schedule.groups:
            last = len(schedule.segments) - 1
            rate = rates_of(schedule).level_arrived(last, self._store.group_index)
            held = f"hold {rate_text(rate)}"
        if schedule.goes_on:
            held = "the last segment goes on"
        endless = any(repeat.times is None for repeat in schedule.repeats)
        self.after.setEnabled(not endless)
        self.after.set_options(
            [("hold", "the cycles go on" if endless else held), ("repeat", "begin again")]
        )
        self.after.show_value(schedule.after)
        self.stepping.show_value(schedule.stepping)
        self.counts_from.show_value(schedule.counts_from)

    def _step_after(self, stepping: Stepping) -> None:
        before = self._store.document
        self._store.edit(lambda s: with_stepping(s, stepping), "Change stepping")
        if before.stepping != stepping:
            self._store.said.emit(stepping_words(before, self._store.document))

    def _count_from(self, first: CountsFrom) -> None:
        self._store.edit(lambda s: replace(s, counts_from=first), "Change first step")


def stepping_words(before: Schedule, after: Schedule) -> str:
    """Say what stepping at another place has changed."""
    calls = f"scheduler.step() is called {counted(after.total_steps, 'time')} in the run"
    stairs = ", and each rate holds for an epoch" if after.stepping == "epoch" else ""
    in_steps = any(segment.span.unit == "steps" for segment in before.segments)
    lengths = "; lengths in steps are in epochs now" if in_steps else ""
    return f"{calls}, not {before.total_steps:,}{stairs}{lengths}"
