"""The editor of a plateau's metric: drawn, typed or loaded, with the falls of the rate."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.app.widgets.file_dialogs import file_to_open
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.late import LateWidget
from rampsmith.app.widgets.read_text import ReadText
from rampsmith.app.widgets.words import quiet
from rampsmith.designer.evaluation.plateau_falls import Fall, plateau_of
from rampsmith.designer.files.metrics import metric_text, parsed_metric
from rampsmith.designer.files.places import size_of
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.values.numbers import EntryError, count_text, counted

if TYPE_CHECKING:
    from rampsmith.designer.logs.metric_column import MetricColumn

TO_LOAD = "Training logs (*.csv *.tsv *.txt *.json *.jsonl *.log *.gz *tfevents*);;All files (*)"

EDGE = 4
"""Pixels around the reasons."""

LINES = 2
"""Lines of reasons seen at once; without any the field is as high, so that nothing moves during a stroke."""

INVITATION = (
    "Draw the metric with the mouse, type it, or load it from a training log; "
    "then this shows where the rate falls, and why."
)


LARGE_FILE = 500_000
"""Bytes of a log that takes a tenth of a second or more to read."""


class MetricEditor(LateWidget):
    """The tab for the metric of a plateau at the end of the schedule."""

    def __init__(self, store: Store, plot: SchedulePlot, appearance: Appearance) -> None:
        """Follow the store; the metric is drawn on the ruler of the plot above."""
        super().__init__()
        self._store, self._plot_above, self._appearance = store, plot, appearance
        self.jobs = BackgroundJobs(self)
        self._typed: tuple[str, tuple[float, ...]] = ("", ())

    def make_parts(self) -> None:
        """Make the plot, the fields and the words."""
        from rampsmith.app.metric.metric_plot import MetricPlot

        self.plot = MetricPlot(self._store, self._plot_above, self._appearance)
        self.entry = Field("Metric: a list, or a formula in n", self._parsed)
        self.entry.setPlaceholderText("1.0, 0.8, 0.79 … or exp(-n/50) + 0.1")
        self.entry.setMaxLength(32_000)
        self.column = Field("Column of the log", str.strip)
        self.column.setPlaceholderText("any column")
        self.column.setToolTip(
            "The column to load; else the loss of a validation, a loss, or a metric"
        )
        self.column.setMinimumWidth(scaled(76))
        self.column.setMaximumWidth(scaled(130))
        self.entry.setMinimumWidth(scaled(64))
        self.load_button = QPushButton("Load log…")
        self.load_button.setToolTip(
            "Load the metric from a training log of any form, one value for each step"
        )
        self.clear_button = QPushButton("Clear")
        self.clear_button.setToolTip("Show the plateau without a metric: the rate never falls")
        self.count = quiet()
        self.reasons = ReadText("Where the rate falls, and why")
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        caption = quiet("Metric", wraps=False)
        caption.setBuddy(self.entry)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (caption, self.entry, self.column, self.load_button, self.clear_button):
            row.addWidget(widget, 1 if widget is self.entry else 0)
        words = spaced(QVBoxLayout(), spacing=8, margins=(16, 10, 16, 4))
        words.addLayout(row)
        words.addWidget(FaultLine(self.entry))
        words.addWidget(self.count)
        # As wide as the tab, as the plot above is: both have one ruler.
        layout = spaced(QVBoxLayout(self))
        layout.addLayout(words)
        layout.addWidget(self.plot, 1)
        self.reasons.document().setDocumentMargin(EDGE)
        line = self.reasons.fontMetrics().lineSpacing()
        self.reasons.setFixedHeight(LINES * line + 2 * EDGE)
        beside = spaced(QHBoxLayout(), margins=(16 - EDGE, 0, 0, 0))
        beside.addWidget(self.reasons)
        layout.addLayout(beside)

    def _connect(self) -> None:
        self.entry.committed.connect(self._type)
        self.entry.refused.connect(self._store.said)
        self.load_button.clicked.connect(self._ask)
        self.clear_button.clicked.connect(lambda: self._set((), "Clear metric"))
        self._store.changed.connect(self._follow)
        self._store.opened.connect(self.entry.forget)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed while another tab was in front."""
        super().showEvent(event)
        self.refresh()

    def _follow(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Show the metric and the falls as they are now."""
        metric = self._store.schedule.metric
        self.plot.refresh()
        typed, values = self._typed
        self.entry.show_text(typed if values == metric else metric_text(metric))
        self.clear_button.setEnabled(bool(metric))
        self.count.setText(self._count_words())
        reasons = "\n".join(self._line(fall) for fall in self.plot.falls) or self._nothing_words()
        if reasons != self.reasons.toPlainText():
            self.reasons.setPlainText(reasons)

    def _count_words(self) -> str:
        metric, count = self._store.schedule.metric, self.plot.count
        if not metric:
            return INVITATION
        words = f"{counted(len(metric), 'value')} for {self._steps(count)}"
        if len(metric) < count:
            return f"{words}; the last one goes on."
        return f"{words}." if len(metric) == count else f"{words}; the rest is not used."

    def _steps(self, count: int) -> str:
        return counted(count, self._store.schedule.step_word)

    def _line(self, fall: Fall) -> str:
        word = self._store.schedule.step_word.capitalize()
        return f"{word} {count_text(fall.step)} · {fall.sentence}"

    def _nothing_words(self) -> str:
        if plateau_of(self._store.schedule) is None:
            return "The schedule does not end with a plateau, so no metric is asked for."
        return "The rate never falls." if self._store.schedule.metric else ""

    def _parsed(self, text: str) -> tuple[str, tuple[float, ...]]:
        return text, parsed_metric(text, self.plot.count)

    def _type(self, typed: tuple[str, tuple[float, ...]]) -> None:
        # A formula stays in the field as it was typed for as long as its values stand.
        self._typed = typed
        self._set(typed[1], "Type metric")

    def _set(self, metric: tuple[float, ...], words: str) -> None:
        self._store.edit(lambda schedule: replace(schedule, metric=metric), words)

    def _ask(self) -> None:
        name = file_to_open(self, "Load metric", "", TO_LOAD)
        if name:
            self.load(Path(name))

    def load(self, path: Path) -> None:
        """Load the metric from a training log, a large one in the background.

        One that cannot be read is not loaded; its error is shown.
        """
        # Imported when first needed: it knows all forms of logs, and a new window reads none.
        from rampsmith.designer.logs.metric_column import read_metric

        column = self.column.text()
        cancellation = Cancellation()
        read = partial(read_metric, path, column, lambda _: cancellation.raise_if_cancelled())
        if size_of(path) > LARGE_FILE:
            words, take = f"Loading {path.name} …", partial(self._take, path)
            self.jobs.begin_newest(words, read, take, cancellation=cancellation)
        else:
            self._take(path, read)

    def _take(self, path: Path, outcome: "Callable[[], MetricColumn]") -> None:
        try:
            column = outcome()
        except EntryError as error:
            self._store.said.emit(str(error))
            self.count.setText(str(error))
            return
        self._set(column.values, "Load metric")
        of = f" of “{column.name}”" if column.name else ""
        self._store.said.emit(f"Loaded {counted(len(column.values), 'value')}{of} from {path.name}")
