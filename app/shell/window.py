"""The window: composes the panels and connects them; what has an ``if`` lives elsewhere.

The parts are imported where they are made: the empty window is shown before that.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QTabBar, QWidget

from rampsmith.app.base.scaling import scaled
from rampsmith.app.shell.empty_window import NARROW, columns, curves
from rampsmith.app.shell.incoming_files import IncomingFiles
from rampsmith.app.shell.news import NewsOfEdits
from rampsmith.app.shell.parts import WindowParts
from rampsmith.app.shell.windows import Windows
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.fields import Field, commit_what_is_typed
from rampsmith.app.widgets.kept_focus import KeptFocus
from rampsmith.app.widgets.words import rule
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.plateau_falls import plateau_of

if TYPE_CHECKING:
    from rampsmith.app.checking.worker_queries import WorkerQueries


class Window(WindowParts):
    """Rampsmith's window on one design: empty at first, and then filled once."""

    def __init__(self, *, settings: QSettings, windows: Windows | None = None) -> None:
        """Make an empty window, which can be shown; ``fill`` makes it one to work with."""
        windows = Windows(settings, type(self)) if windows is None else windows
        super().__init__(settings, windows.appearance)
        self.windows = windows

    def fill(self, schedule: Schedule, checks: "WorkerQueries | None" = None) -> None:
        """Show a schedule that is not on disk, and have it proved; by default by the shared worker."""
        self.make_parts(schedule)
        self._lay_out()
        self._connect()
        self._connect_tabs()
        self._connect_news()
        self.prove(checks)
        self.files = IncomingFiles(self)
        self.documents.takes_other = self.files.take_other
        self.parts_layout.restore_tab()
        if not any(self.windows):
            # The others begin without pins.
            self.comparing.restore()
            self.logs.restore()
            self.backdrop.restore()
        self.follow()
        self.windows.add(self)
        self.code.view.begin()
        # Not in the first field: single keys are shortcuts, and would end up in the title.
        self.plot.setFocus()

    def _lay_out(self) -> None:
        from rampsmith.app.shell.invitation import Invitation
        from rampsmith.app.shell.layout import (
            Layout,
            Shared,
            left_side,
            right_side,
            rule_below,
            stacked,
        )
        from rampsmith.app.shell.top_bar import TopBar
        from rampsmith.app.widgets.buttons import button_for

        self._fill_tabs()
        self.top_bar = TopBar(self.store, self.plot, self.commands, self.appearance)
        self.invitation = Invitation(self.store, self.plot, self.recent, self.appearance)
        plots = QWidget()
        stacked(plots, self.plot, self.fitting.bar, self.lanes).setStretchFactor(self.plot, 1)
        self.middle = Shared(Qt.Orientation.Vertical, curves)
        # So much as the tabs need that are not made yet: they widen no window.
        self.middle.setMinimumWidth(scaled(NARROW[1]))
        self.middle.addWidget(plots)
        self.middle.addWidget(self.tabs)
        self.middle.setStretchFactor(0, 1)
        self.add_button = button_for(self.commands["add"])
        self.add_button.setText(" Add segment   A")
        self.numbers = right_side(
            self.segment_form,
            self.repeat_form,
            rule_below(self.segment_form),
            self.groups_form,
            rule(),
            self.run_form,
        )
        self.across = Shared(Qt.Orientation.Horizontal, columns)
        self.side = left_side(
            curves=self.curves,
            whose=self.curve_line,
            segments=self.segments,
            add_button=self.add_button,
            after=self.schedule_form,
            pinned=self.comparing.legend,
            logs=self.logs.list,
            picture=self.backdrop.row,
            loss=self.loss.note,
            presets=self.commands["from_preset"],
        )
        self.across.addWidget(self.side)
        self.across.addWidget(self.middle)
        self.across.addWidget(self.numbers)
        self.across.setStretchFactor(1, 1)
        central = QWidget()
        parts = (self.top_bar, self.top_bar.title_fault, self.message, self.across, self.status)
        stacked(central, *parts).setStretchFactor(self.across, 1)
        # Where it goes as a part of this window, all of that is painted a second time.
        self.skeleton.setParent(None)
        self.skeleton.deleteLater()
        self.setCentralWidget(central)
        self.parts_layout = Layout(self.tabs, self.settings)
        self.parts_layout.add("across", self.across, self.across.reset)
        self.parts_layout.add("middle", self.middle, self.middle.reset)
        self.stepping.tab.made.connect(self._lay_stepping_out)

    def _fill_tabs(self) -> None:
        for page, title in (
            (self.code, "Code"),
            (self.problems, "Problems"),
            (self.stepping.tab, "Stepping"),
            (self.driving.tab, "Test drive"),
            (self.metric_editor, "Metric"),
            (self.help_tab, "Help"),
        ):
            self.tabs.addTab(page, title)
        place = self.tabs.indexOf(self.help_tab)
        self.tabs.setTabToolTip(place, "F1 or Esc closes it")
        self.tabs.tabBar().setTabButton(
            place, QTabBar.ButtonPosition.RightSide, self.help_tab.close_button
        )
        self.tabs.show_page(self.help_tab, shown=False)
        self.tabs.setCornerWidget(self.code.corner, Qt.Corner.TopRightCorner)

    def _lay_stepping_out(self) -> None:
        from rampsmith.app.shell.layout import STEPPING

        splitter = self.stepping.tab.across
        sizes = list(map(scaled, STEPPING))
        self.parts_layout.add("stepping", splitter, lambda: splitter.setSizes(sizes))

    def _connect(self) -> None:
        from rampsmith.app.plot.controls.held_keys import HeldKeys

        store = self.store
        for signal in (store.document_changed, store.selection_changed, store.file_changed):
            signal.connect(self.follow)
        self.plot.settings_changed.connect(self.follow)
        self.store.opened.connect(self._forget_entries)
        # Single keys are about the new design, not about the field in which the old one was left.
        self.store.opened.connect(self.plot.setFocus)
        # Nobody sees the panels find their places.
        store.settled.connect(self.settle)
        self.segments.edit_wanted.connect(self.segment_form.take_keys)
        self.segments.view_wanted.connect(lambda part: self.side.reveal_part(self.segments, part))
        self.segments.add_wanted.connect(self.segment_actions.add_at)
        self.plot.rename_wanted.connect(self.segment_form.take_keys)
        self.groups_form.added.connect(self.numbers.reveal)
        KeptFocus(self, self.plot)
        HeldKeys(self, self.plot)
        self.recent_menu.chosen.connect(self.documents.open_again)
        self.invitation.file_wanted.connect(self.documents.open_again)
        self.invitation.preset_wanted.connect(self.presets.begin)
        self.invitation.all_presets_wanted.connect(self.commands["from_preset"].trigger)
        self.invitation.segment_wanted.connect(self.commands["add"].trigger)
        self.comparing.preset_wanted.connect(self.presets.choose_to_pin)
        counts = self.run_form.counts
        counts.opened.connect(lambda: self.numbers.reveal(counts))

    def _connect_tabs(self) -> None:
        self.problems.counted.connect(self._count_problems)
        self.stepping.wanted.connect(lambda: self.tabs.setCurrentWidget(self.stepping.tab))
        self.driving.wanted.connect(lambda: self.tabs.setCurrentWidget(self.driving.tab))
        self.tabs.resized.connect(self.code.fit)
        self.tabs.tabBarClicked.connect(self._take_letters)
        self.tabs.currentChanged.connect(self._show_corner)
        self.tabs.currentChanged.connect(self.settle)
        self.help_tab.closed.connect(self._close_help)
        self.layout_reset.connect(self._reset_layout)
        self._count_problems(len(self.store.problems))

    def _connect_news(self) -> None:
        """Bring what the parts report to the status line and the messages."""
        self.store.opened.connect(self.message.forget_document)
        NewsOfEdits(self.store, self.status)
        for told in (self.store.said, self.stepping.tab.told):
            told.connect(self.status.say)
        self.code.copied.connect(lambda: self.status.say("The code is on the clipboard"))
        self.status.check_wanted.connect(self.commands["check_again"].trigger)
        for source in (
            self.documents,
            self.exporting,
            self.watch,
            self.pictures,
            self.fitting,
            self.backdrop,
            self.logs,
            self.driving,
            self.help,
        ):
            source.told.connect(self.status.say)
            source.told.connect(self.message.forget_fault)
            source.failed.connect(self.message.tell)
            source.offered.connect(self.message.offer)
            source.withdrawn.connect(self.message.withdraw)
        documents, code = self.documents, self.code.view
        for working, cancel in (
            (documents.writing.jobs.working, documents.writing.cancel),
            (documents.reading.jobs.working, documents.reading.jobs.cancel),
            (self.metric_editor.jobs.working, self.metric_editor.jobs.cancel),
            (self.exporting.jobs.working, self.exporting.jobs.cancel),
            (self.logs.open_logs.jobs.working, self.logs.open_logs.jobs.cancel),
            (self.fitting.jobs.working, self.fitting.cancel),
            (self.backdrop.jobs.working, self.backdrop.jobs.cancel),
            (self.loss.jobs.working, self.loss.jobs.cancel),
            (self.driving.drives.jobs.working, self.driving.drives.stop),
            (code.jobs.working, code.stop_writing),
        ):
            self.status.follow(working, cancel)

    def follow(self) -> None:
        """Keep the title bar and the actions true."""
        from rampsmith.app.plot.plot import DRAG_HINT, EMPTY_HINT
        from rampsmith.app.shell.menus import follow_history

        schedule, history = self.store.schedule, self.store.history
        place = "" if self.store.path is None else f" — {self.store.path.name}"
        # Qt puts its mark where it finds [*]; twice the same stands for itself.
        title, place = (text.replace("[*]", "[*][*]") for text in (schedule.title, place))
        self.setWindowTitle(f"{title}[*]{place} — Rampsmith")
        self.setWindowModified(not history.is_saved)
        self.tabs.show_page(self.metric_editor, shown=plateau_of(schedule) is not None)
        follow_history(self.commands, history)
        self.segment_actions.follow(self.commands)
        self.status.hint.change_usual(DRAG_HINT if self.store.curve.segments else EMPTY_HINT)
        self.commands.tick()

    def _forget_entries(self) -> None:
        for field in self.findChildren(Field):
            field.forget()

    def _count_problems(self, count: int) -> None:
        self.tabs.name_page(self.problems, f"Problems  {count}" if count else "Problems")

    def _take_letters(self) -> None:
        """Give the plot the keys of a field or list beside the tabs, which would go on reading letters."""
        focused = self.focusWidget()
        if isinstance(focused, Choice | Field) and not self.tabs.isAncestorOf(focused):
            self.plot.setFocus()

    def _show_corner(self) -> None:
        """Show the class and its style beside the code alone; other tabs need the room."""
        self.code.corner.setVisible(self.tabs.currentWidget() is self.code)

    def _reset_layout(self) -> None:
        self._close_help()
        self.parts_layout.reset()
        self.status.say("The layout is as it was in the beginning")

    def _close_help(self) -> None:
        self.tabs.close_page(self.help_tab)
        self.plot.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On an Esc that nothing else has a use for, close a message and give the keys to the plot."""
        if event.key() == Qt.Key.Key_Escape:
            self.message.close_newest()
            self.plot.setFocus()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work; end the check. Whatever is raised here, the window stays."""
        event.ignore()
        commit_what_is_typed()
        if not self.documents.may_leave():
            return
        if self.help_tab.isVisible():
            self._close_help()
        self.settings.setValue("geometry", self.saveGeometry())
        self.parts_layout.keep()
        self.comparing.keep()
        self.stepping.close()
        self.checking.queries.close()
        self.watch.stop()
        self.documents.reading.jobs.cancel()
        self.exporting.jobs.cancel()
        self.fitting.close()
        self.backdrop.jobs.close()
        self.logs.close()
        self.loss.close()
        self.driving.close()
        self.windows.remove(self)
        event.accept()
