"""Fits: made in the background as one edit, and made again while the slider moves."""

from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.store import Store
from rampsmith.app.fitting.fit_bar import FitBar
from rampsmith.app.fitting.fit_source import FitSource, FittedDocument, Tolerance
from rampsmith.app.plot.gestures.stroke import CLOSE, StrokeDrag
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.designer.document.curves import edited_curve
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.fitting.fit_error import FitError
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.values.numbers import counted

PIXELS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""By how many pixels the segments of a stroke may miss it."""


class Fitting(Reporting):
    """The fit that is looked at, which is the last edit of the document while its bar is shown.

    So everything in the window shows it, and nothing is lost if somebody goes on with something
    else. Another tolerance replaces the fit; it stays one edit.
    """

    def __init__(self, store: Store, plot: SchedulePlot) -> None:
        """Follow the document, and the strokes of the plot's pencil."""
        super().__init__(plot)
        self._store, self._plot = store, plot
        self.jobs = BackgroundJobs(self)
        self.bar = FitBar()
        self._source: FitSource | None = None
        self._is_made = False
        """Whether the last edit of the document is the fit."""
        self._is_showing = False
        self._offered: list[Callable[[], Iterable[FitSource]]] = []
        self.bar.chosen.connect(self._fit)
        self.bar.kept.connect(self.keep)
        self.bar.dropped.connect(self.drop)
        store.document_changed.connect(self._note_change)
        plot.drag.committed.connect(self._take_gesture)
        plot.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether a fit is looked at."""
        return self._source is not None

    def begin(self, source: FitSource) -> None:
        """Fit a source, and offer other tolerances."""
        self._open(source, is_made=False)
        self.bar.slider.setFocus()
        self._fit(source.first)

    def keep(self) -> None:
        """Keep the fit as the edit that it is."""
        self._close()

    def drop(self) -> None:
        """Take the fit back, as if it had never been made."""
        is_made = self._is_made
        self._close()
        if is_made:
            self._store.drop_edit()
            self.told.emit("The fit was dropped")

    def cancel(self) -> None:
        """Give up the fit under way; one that was made before it stays."""
        self.jobs.cancel()
        self._give_up("The fit was cancelled", self.told.emit)

    def choose(self) -> None:
        """Ask which of the shown sources to fit; where there is only one, take that."""
        sources = [source for offered in self._offered for source in offered()]
        if not sources:
            self._store.said.emit("Nothing to fit: pin a curve or open a log first")
        elif len(sources) == 1:
            self.begin(sources[0])
        else:
            menu = QMenu(self._plot)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for source in sources:
                menu.addAction(source.name.replace("&", "&&"), partial(self.begin, source))
            menu.popup(self._plot.mapToGlobal(self._plot.rect().center()))

    def offer(self, sources: Callable[[], Iterable[FitSource]]) -> None:
        """Offer more to make a design of."""
        self._offered.append(sources)

    def close(self) -> None:
        """Fit nothing any more."""
        self.jobs.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep or drop the fit by Enter and Esc where the plot has the keys."""
        if (
            self.is_open
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and not self._plot.is_dragging
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.keep()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.drop()
                return True
        return super().eventFilter(watched, event)

    def _open(self, source: FitSource, *, is_made: bool) -> None:
        self.jobs.cancel()
        self._source, self._is_made = source, is_made
        self.bar.show_source(source)

    def _close(self) -> None:
        self._source, self._is_made = None, False
        self.jobs.cancel()
        focused = QApplication.focusWidget()
        had_keys = focused is not None and self.bar.isAncestorOf(focused)
        self.bar.hide()
        if had_keys:
            self._plot.setFocus()

    def _note_change(self) -> None:
        """Close the bar where something else has changed the document after the fit was made."""
        if self.is_open and self._is_made and not self._is_showing:
            self._close()

    def _fit(self, index: int) -> None:
        source = self._source
        if source is None:
            return
        self.bar.show_result("Fitting …")
        cancellation = Cancellation()
        self.jobs.begin_newest(
            f"Fitting {source.name} …",
            partial(source.fit, source.tolerances[index], cancellation),
            self._end,
            cancellation=cancellation,
        )

    def _end(self, outcome: Callable[[], FittedDocument]) -> None:
        source = self._source
        if source is None:
            return
        try:
            found = outcome()
        except CancelledError:
            return
        except DesignError as error:
            self._give_up("\n".join(error.sentences()), self.failed.emit)
            return
        except FitError as error:
            self._give_up(f"{source.name}: {error}", self.failed.emit)
            return
        self._show(source, found)

    def _give_up(self, sentence: str, say: Callable[[str], object]) -> None:
        """Say why there is no fit; the one with another tolerance stays."""
        if self._is_made:
            self.bar.show_result(sentence)
        else:
            self._close()
            say(sentence)

    def _show(self, source: FitSource, found: FittedDocument) -> None:
        history = self._store.history
        self._is_showing = True
        if self._is_made:
            self._store.amend(found.schedule)
        else:
            self._store.edit(lambda _: found.schedule, source.words)
            self._is_made = self._store.history is not history
        self._is_showing = False
        self.bar.show_result(found.sentence)
        if found.notes:
            self.told.emit(found.notes)

    def _take_gesture(self, gesture: object) -> None:
        """Offer other tolerances for a stroke of the pencil, which is an edit by now."""
        if isinstance(gesture, StrokeDrag):
            source = self._stroke_source(gesture)
            self._open(source, is_made=True)
            found = source.fit(source.tolerances[source.first], Cancellation())
            self.bar.show_result(found.sentence)

    def _stroke_source(self, stroke: StrokeDrag) -> FitSource:
        moments = self._store.history.moments
        before = moments[self._store.history.now - 1].schedule
        key = self._store.focus

        def fit(tolerance: Tolerance, cancellation: Cancellation) -> FittedDocument:
            cancellation.raise_if_cancelled()
            drawn = stroke.said_within(tolerance.number)
            schedule = edited_curve(before, key, lambda _: drawn.schedule)
            word = schedule.step_word
            return FittedDocument(schedule, drawn.segments, drawn.difference, drawn.step, word)

        tolerances = tuple(Tolerance(each, counted(each, "pixel")) for each in PIXELS)
        return FitSource("Pencil", stroke.words, tolerances, PIXELS.index(int(CLOSE)), fit)
