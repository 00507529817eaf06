"""The window: composes the panels and connects them; what has an ``if`` lives elsewhere.

The parts are imported where they are made: the empty window is shown before that.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QSplitter, QTabBar, QVBoxLayout, QWidget

from rampsmith.app.documents.drops import dropped, files_in
from rampsmith.app.empty_window import EmptyWindow
from rampsmith.app.panels.fields import Field, commit_what_is_typed
from rampsmith.app.theme import ThemeChoice, theme_for
from rampsmith.app.windows import Windows, bring_to_front
from rampsmith.designer.evaluation.falls import plateau_of
from rampsmith.designer.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.checking.checker import Checker

PROBLEMS_TAB = 1
STEPPING_TAB = 2
METRIC_TAB = 3
HELP_TAB = 4


class Window(EmptyWindow):
    """Rampsmith's window on one design: empty at first, and then filled once."""

    def __init__(self, *, settings: QSettings, windows: Windows | None = None) -> None:
        """Make an empty window, which can be shown; ``fill`` makes it one to work with.

        Args:
            settings: where to keep what is remembered.
            windows: the windows beside this one; None for the first.
        """
        super().__init__(settings)
        self.windows = Windows(settings, type(self)) if windows is None else windows

    def fill(self, schedule: Schedule, checker: "Checker | None" = None) -> None:
        """Show a schedule that is not on disk; ``documents.load`` opens one that is.

        Args:
            schedule: what to begin with.
            checker: what proves the class; by default one that all windows' proofs go through.
        """
        self._make_documents(schedule)
        self._make_panels()
        self._make_actions()
        self._lay_out()
        self._connect()
        self._prove(checker)
        self.setAcceptDrops(True)
        self.parting.restore(self.settings)
        self.comparing.restore(self.settings)
        self.follow()
        self.windows.add(self)
        # Not in the first field: single keys are shortcuts, and would end up in the title.
        self.plot.setFocus()

    def _make_documents(self, schedule: Schedule) -> None:
        from rampsmith.app.documents.dialogs import Dialogs
        from rampsmith.app.documents.documents import Documents
        from rampsmith.app.documents.export_memory import ExportMemory
        from rampsmith.app.documents.exporting import Exporting
        from rampsmith.app.documents.recent import RecentFiles
        from rampsmith.app.documents.watching import FileWatch
        from rampsmith.app.store import Store

        self.store = Store(schedule, self)
        self.recent = RecentFiles(self.settings, self)
        self.documents = Documents(
            self.store, Dialogs(self), recent=self.recent, windows=self.windows, parent=self
        )
        self.watch = FileWatch(self.store, self.documents)
        self.exporting = Exporting(self.store, self.documents, ExportMemory(self.settings), self)

    def _make_panels(self) -> None:
        from rampsmith.app.compare.comparing import Comparing
        from rampsmith.app.help.help_tab import HelpTab
        from rampsmith.app.panels.code_tab import CodeTab
        from rampsmith.app.panels.curve_switch import CurveSwitch
        from rampsmith.app.panels.groups_form import GroupsForm
        from rampsmith.app.panels.message_bar import MessageBar
        from rampsmith.app.panels.metric_editor import MetricEditor
        from rampsmith.app.panels.problems_view import ProblemsView
        from rampsmith.app.panels.repeat_form import RepeatForm
        from rampsmith.app.panels.run_form import RunForm
        from rampsmith.app.panels.schedule_form import ScheduleForm
        from rampsmith.app.panels.segment_form import SegmentForm
        from rampsmith.app.panels.segment_list import SegmentList
        from rampsmith.app.panels.status_line import StatusLine
        from rampsmith.app.panels.tabs import Tabs
        from rampsmith.app.plot.plot import DRAG_HINT, SchedulePlot
        from rampsmith.app.plot.strip import CurveStrip
        from rampsmith.app.stepping.stepping import Stepping

        self.plot = SchedulePlot(self.store, self.theme)
        self.comparing = Comparing(self)
        self.segments = SegmentList(self.store, self.theme)
        self.schedule_form = ScheduleForm(self.store)
        self.segment_form = SegmentForm(self.store)
        self.repeat_form = RepeatForm(self.store)
        self.curve_switch = CurveSwitch(self.store)
        self.strip = CurveStrip(self.store, self.plot, self.theme)
        self.run_form = RunForm(self.store)
        self.groups_form = GroupsForm(self.store, self.theme)
        self.code = CodeTab(self.store, self.theme)
        self.problems = ProblemsView(self.store, self.theme)
        self.metric_editor = MetricEditor(self.store, self.theme)
        self.stepping = Stepping(self.store, self.plot, self.documents, self.theme)
        self.help_tab = HelpTab(self.store, self.theme)
        self.status = StatusLine(DRAG_HINT)
        self.message = MessageBar()
        self.tabs = Tabs()

    def _make_actions(self) -> None:
        from rampsmith.app.actions import draw_icons, fill_menus, made_actions
        from rampsmith.app.panels.invitation import Invitation
        from rampsmith.app.panels.recent_menu import RecentMenu
        from rampsmith.app.panels.top_bar import TopBar
        from rampsmith.app.preset_actions import SIMPLE
        from rampsmith.app.window_actions import WindowActions
        from rampsmith.designer.presets import PRESETS

        self.commands = WindowActions(self)
        self.actions_by_name = made_actions(self.commands.specs, self, self.commands.perform)
        draw_icons(self.commands.specs, self.actions_by_name, self.theme)
        self.stepping.tab.fill(self.actions_by_name)
        self.menus = fill_menus(self.menuBar(), self.commands.specs, self.actions_by_name)
        self.recent_menu = RecentMenu(self.recent, self)
        self.menus["&File"].insertMenu(self.actions_by_name["save"], self.recent_menu)
        self.top_bar = TopBar(self.store, self.plot, self.actions_by_name, self.theme)
        presets = [(preset.name, preset.line) for preset in PRESETS.values()][:SIMPLE]
        self.invitation = Invitation(self.store, self.plot, presets, self.recent, self.theme)

    def _prove(self, checker: "Checker | None") -> None:
        from rampsmith.app.checking.checker import Checker
        from rampsmith.app.checking.proving import Proving
        from rampsmith.app.checking.torch_steps import TorchSteps

        prover = self.windows.prover
        self.proving = Proving(
            self.store,
            self.status,
            self.problems,
            Checker(self, prover=prover) if checker is None else checker,
        )
        if checker is None:
            self.stepping.ask(TorchSteps(self, prover=prover))

    def _lay_out(self) -> None:
        from rampsmith.app.columns import LeftSide, curves, right_side
        from rampsmith.app.layout import Layout

        self.tabs.addTab(self.code, "Code")
        self.tabs.addTab(self.problems, "Problems")
        self.tabs.addTab(self.stepping.tab, "Stepping")
        self.tabs.addTab(self.metric_editor, "Metric")
        self.tabs.addTab(self.help_tab, "Help")
        self.tabs.setTabToolTip(HELP_TAB, "F1 or Esc closes it")
        self.tabs.tabBar().setTabButton(
            HELP_TAB, QTabBar.ButtonPosition.RightSide, self.help_tab.close_button
        )
        self.tabs.setTabVisible(HELP_TAB, False)
        self.tabs.setCornerWidget(self.code.buttons, Qt.Corner.TopRightCorner)
        self.middle = QSplitter(Qt.Orientation.Vertical)
        self.middle.addWidget(curves(self))
        self.middle.addWidget(self.tabs)
        self.middle.setStretchFactor(0, 3)
        self.middle.setStretchFactor(1, 2)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        left = LeftSide(self)
        self.add_button = left.add_button
        self.across.addWidget(left)
        self.across.addWidget(self.middle)
        self.across.addWidget(right_side(self))
        self.across.setStretchFactor(1, 1)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(self.top_bar.title_fault)
        layout.addWidget(self.message)
        layout.addWidget(self.across, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(central)
        self.parting = Layout(self)

    def _connect(self) -> None:
        self.store.changed.connect(self.follow)
        self.plot.settings_changed.connect(self.follow)
        self.store.opened.connect(self._forget_entries)
        self.segments.edit_wanted.connect(self.segment_form.take_keys)
        self.store.opened.connect(self.message.forget_document)
        self.store.said.connect(self.status.say)
        for source in (self.documents, self.exporting, self.watch):
            source.told.connect(self.status.say)
            source.told.connect(self.message.forget_fault)
            source.failed.connect(self.message.tell)
            source.offered.connect(self.message.offer)
        self.watch.withdrawn.connect(self.message.withdraw)
        documents, code = self.documents, self.code.view
        self.status.follow(documents.writing.working, documents.cancel_saving)
        self.status.follow(documents.reading.working, documents.reading.cancel)
        self.status.follow(self.exporting.beside.working, self.exporting.beside.cancel)
        self.status.follow(code.writing.working, code.stop_writing)
        self.status.check_wanted.connect(self.actions_by_name["check_again"].trigger)
        self.message.left.connect(self.plot.setFocus)
        self.recent_menu.chosen.connect(self.documents.open_again)
        self.invitation.file_wanted.connect(self.documents.open_again)
        self.problems.counted.connect(self._count_problems)
        self.invitation.preset_wanted.connect(self.commands.presets.begin)
        self.invitation.all_presets_wanted.connect(self.actions_by_name["from_preset"].trigger)
        self.invitation.segment_wanted.connect(self.actions_by_name["add"].trigger)
        self.stepping.tab.told.connect(self.status.say)
        self.stepping.tab.shown.connect(self.parting.make_room)
        self.stepping.wanted.connect(lambda: self.tabs.setCurrentIndex(STEPPING_TAB))
        self.tabs.resized.connect(self.code.fit)
        self.help_tab.closed.connect(self.commands.help.close_help)
        self.help_tab.wanted.connect(self.commands.help.follow)
        self.code.copied.connect(lambda: self.status.say("The code is on the clipboard"))
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._count_problems(len(self.store.problems))

    def follow(self) -> None:
        """Keep the title bar and the actions true."""
        schedule, history = self.store.schedule, self.store.history
        place = "" if self.store.path is None else f" — {self.store.path.name}"
        # Qt puts its mark where it finds [*]; twice the same stands for itself.
        title, place = (text.replace("[*]", "[*][*]") for text in (schedule.title, place))
        self.setWindowTitle(f"{title}[*]{place} — Rampsmith")
        self.setWindowModified(not history.is_saved)
        has_metric = plateau_of(schedule) is not None
        if self.tabs.isTabVisible(METRIC_TAB) != has_metric:
            # Qt lays all tabs out anew, and paints them, even where nothing changes.
            self.tabs.setTabVisible(METRIC_TAB, has_metric)
        self.commands.follow(self.actions_by_name)

    def _forget_entries(self) -> None:
        for field in self.findChildren(Field):
            field.forget()

    def _count_problems(self, count: int) -> None:
        self.tabs.setTabText(PROBLEMS_TAB, f"Problems  {count}" if count else "Problems")

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Change the looks of all windows, and remember the choice."""
        self.settings.setValue("theme", choice)
        for window in self.windows:
            window.wear(choice)

    def wear(self, choice: ThemeChoice) -> None:
        """Change the looks of this window."""
        from rampsmith.app.actions import draw_icons
        from rampsmith.app.gallery.preset_dialog import PresetDialog

        self.theme_choice = choice
        self.theme = theme_for(choice)
        self.dress()
        draw_icons(self.commands.specs, self.actions_by_name, self.theme)
        for part in (
            self.top_bar,
            self.invitation,
            self.plot,
            self.strip,
            self.comparing.legend,
            self.segments,
            self.groups_form,
            self.code,
            self.problems,
            self.metric_editor,
            self.stepping,
            self.help_tab,
        ):
            part.set_theme(self.theme)
        for dialog in self.findChildren(PresetDialog):
            dialog.set_theme(self.theme)
        self.commands.help.set_theme()

    def _follow_system(self) -> None:
        self.wear(self.theme_choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keys back to the plot on an Esc that nothing else has had a use for."""
        if event.key() == Qt.Key.Key_Escape:
            self.plot.setFocus()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work; end the check."""
        commit_what_is_typed()
        if not self.documents.may_leave():
            event.ignore()
            return
        self.parting.keep(self.settings)
        self.comparing.keep(self.settings)
        self.stepping.close()
        self.proving.checker.close()
        self.watch.stop()
        self.documents.reading.cancel()
        self.exporting.beside.cancel()
        self.windows.remove(self)
        event.accept()

    def bring_to_front(self) -> None:
        """Show this window before all others."""
        bring_to_front(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files that are dropped here; with Shift, pin them behind the curve."""
        paths = files_in(event.mimeData())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.comparing.pin_files(paths)
        else:
            dropped(self, paths)
