"""The parts of the window, each made with what it uses; the window lays them out.

They are imported where they are made: the empty window is shown before that.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from rampsmith.app.shell.empty_window import EmptyWindow
from rampsmith.app.shell.windows import Windows
from rampsmith.designer.document.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.checking.worker_queries import WorkerQueries

CARD_ACTIONS = (
    ("rename", "add", "duplicate", "split", "join", "remove", "repeat"),
    ("cut", "copy", "paste"),
    ("up", "down"),
)
"""The actions in the menu of a segment's card, in groups as in that of the plot."""


class WindowParts(EmptyWindow):
    """A window with the document, the panels and the actions, which are not laid out yet."""

    layout_reset = Signal()
    """The parts are to be laid out as in a new window."""

    windows: Windows

    def make_parts(self, schedule: Schedule) -> None:
        """Make the parts of a window on a schedule that is not on disk."""
        self._make_documents(schedule)
        self._make_panels()
        self._make_actions()
        self._fill_menus()

    def _make_documents(self, schedule: Schedule) -> None:
        from rampsmith.app.base.store import Store
        from rampsmith.app.checking.dismissals import Dismissals
        from rampsmith.app.documents.dialogs import Dialogs
        from rampsmith.app.documents.documents import Documents
        from rampsmith.app.documents.exporting import Exporting
        from rampsmith.app.documents.recent import RecentFiles
        from rampsmith.app.documents.watching import FileWatch

        self.store = Store(schedule, self)
        self.recent = RecentFiles(self.settings, self)
        self.documents = Documents(
            self.store, Dialogs(self), recent=self.recent, windows=self.windows, parent=self
        )
        self.watch = FileWatch(self.store, self.documents)
        Dismissals(self.store, self.settings)
        self.exporting = Exporting(self.store, self.documents, self.settings, self)

    def _make_panels(self) -> None:
        from rampsmith.app.checking.problems_view import ProblemsView
        from rampsmith.app.code.code_tab import CodeTab
        from rampsmith.app.forms.curve_list import CurveLine, CurveList
        from rampsmith.app.forms.groups_form import GroupsForm
        from rampsmith.app.forms.repeat_form import RepeatForm
        from rampsmith.app.forms.run_form import RunForm
        from rampsmith.app.forms.schedule_form import ScheduleForm
        from rampsmith.app.forms.segment_form import SegmentForm
        from rampsmith.app.help.help_tab import HelpTab
        from rampsmith.app.metric.metric_editor import MetricEditor
        from rampsmith.app.plot.plot import DRAG_HINT, SchedulePlot
        from rampsmith.app.segments.segment_list import SegmentList
        from rampsmith.app.stepping.stepping import Stepping
        from rampsmith.app.widgets.message_bar import MessageBar
        from rampsmith.app.widgets.status_line import StatusLine
        from rampsmith.app.widgets.tabs import Tabs

        self.plot = SchedulePlot(self.store, self.appearance)
        self._make_companions()
        self.segments = SegmentList(self.store, self.appearance)
        self.schedule_form = ScheduleForm(self.store)
        self.segment_form = SegmentForm(self.store, self.appearance)
        self.repeat_form = RepeatForm(self.store)
        self.curves = CurveList(self.store)
        self.curve_line = CurveLine(self.store)
        self.run_form = RunForm(self.store)
        self.groups_form = GroupsForm(self.store, self.appearance)
        self.code = CodeTab(self.store, self.appearance)
        self.problems = ProblemsView(self.store, self.appearance)
        self.metric_editor = MetricEditor(self.store, self.plot, self.appearance)
        self.stepping = Stepping(self.store, self.plot, self.documents, self.appearance)
        self.fitting.offer(self.stepping.fit_sources)
        self.help_tab = HelpTab(self.store, self.appearance)
        self.status = StatusLine(DRAG_HINT)
        self.message = MessageBar()
        self.tabs = Tabs()

    def _make_companions(self) -> None:
        """Make what stands beside the curve: pins, logs, a picture, fits, predicted and driven losses."""
        from rampsmith.app.backdrop.backdrop import Backdrop
        from rampsmith.app.compare.comparing import Comparing
        from rampsmith.app.drive.driving import Driving
        from rampsmith.app.fitting.fitting import Fitting
        from rampsmith.app.fitting.tracing import Tracing
        from rampsmith.app.logs.training_logs import TrainingLogs
        from rampsmith.app.loss.predicted_loss import PredictedLoss
        from rampsmith.app.plot.lanes import Lanes

        self.fitting = Fitting(self.store, self.plot)
        self.tracing = Tracing(
            self.fitting,
            self,
            client=lambda: self.windows.worker,
            ask=lambda: self.documents.dialogs.path_to_trace(self.documents.folder()),
        )
        self.comparing = Comparing(
            self.store,
            self.plot,
            self.documents,
            self.settings,
            self.appearance,
            fitting=self.fitting,
        )
        self.lanes = Lanes(self.store, self.plot, self.appearance)
        self.logs = TrainingLogs(
            self.store,
            self.plot,
            self.lanes,
            self.settings,
            self.appearance,
            fitting=self.fitting,
            ask=lambda: self.documents.dialogs.path_of_log(self.documents.folder()),
        )
        self.backdrop = Backdrop(
            self.store,
            self.plot,
            self.settings,
            self.appearance,
            ask=lambda: self.documents.dialogs.path_of_picture(self.documents.folder()),
        )
        self.loss = PredictedLoss(
            self.store, self.logs.open_logs, self.comparing.pins, self.lanes, self.appearance
        )
        self.driving = Driving(
            self.store,
            self.comparing.pins,
            self.documents,
            self.appearance,
            client=lambda: self.windows.driver,
        )
        self.driving.log_given.connect(self._predict_from)

    def _make_actions(self) -> None:
        from rampsmith.app.base.actions import Actions
        from rampsmith.app.gallery.actions import PresetActions
        from rampsmith.app.help.actions import HelpActions
        from rampsmith.app.pictures.actions import PictureActions
        from rampsmith.app.segments.actions import SegmentActions
        from rampsmith.app.shell import menus

        store, plot, appearance = self.store, self.plot, self.appearance
        performed = partial(menus.perform, plot=plot, store=store)
        self.commands = Actions(self, appearance, performed)
        self.presets = PresetActions(
            store,
            self.documents,
            appearance,
            pin=self.comparing.pin,
            perform=self.commands.perform,
            parent=self,
        )
        self.pictures = PictureActions(
            store,
            plot,
            self.code.view,
            pins=self.comparing.pins,
            documents=self.documents,
            appearance=appearance,
        )
        self.segment_actions = SegmentActions(
            store,
            repeat=self.repeat_form.repeat_selected,
            remove_boundaries=plot.remove_picked_boundaries,
            rename=self.segment_form.take_keys,
            add_group=self.groups_form.add,
            split_under_mouse=plot.split_under_mouse,
            take_text=self._take_text,
        )
        self.help = HelpActions(
            store,
            self.commands,
            appearance,
            self.settings,
            tab=self.help_tab,
            tabs=self.tabs,
            begin=self.presets.perform_begin,
            parent=self,
        )

    def _fill_menus(self) -> None:
        from rampsmith.app.base.actions import Menu
        from rampsmith.app.documents.recent import RecentMenu
        from rampsmith.app.shell import menus
        from rampsmith.app.shell.plot_menu import PlotMenu

        for specs in (
            menus.file_specs(
                self.documents,
                self.exporting,
                self.windows,
                presets=self.presets,
                pictures=self.pictures,
                check_again=self.check_again,
                close=self.close,
            ),
            menus.edit_specs(
                self.store,
                self.code,
                segments=self.segment_actions,
                pictures=self.pictures,
            ),
            self.segment_actions.specs(),
            self.comparing.specs(),
            self.tracing.specs(),
            self.logs.specs(),
            self.loss.specs(),
            self.backdrop.specs(),
            self.stepping.specs(),
            self.driving.specs(),
            menus.view_specs(self.plot, self.store),
            menus.window_specs(
                self.store,
                self.appearance,
                reset_layout=self.layout_reset.emit,
                answer=self.message.take_focus,
            ),
            menus.go_specs(
                segments=self.segments,
                plot=self.plot,
                take_numbers=self.segment_form.take_keys,
                take_run=self.run_form.take_keys,
                tabs=self.tabs.tabBar(),
            ),
            self.help.specs(),
        ):
            self.commands.add(specs)
        self.menus = self.commands.fill(self.menuBar())
        self.recent_menu = RecentMenu(self.recent, self)
        self.menus[Menu.FILE].insertMenu(self.commands["save"], self.recent_menu)
        self.menus[Menu.FILE].insertMenu(self.commands["new_window"], self.presets.menu)
        for names in CARD_ACTIONS:
            self.segments.menu.addSeparator()
            self.segments.menu.addActions([self.commands[name] for name in names])
        self.plot_menu = PlotMenu(self.plot, self.commands, self)
        stepping = self.stepping.tab
        stepping.made.connect(lambda: stepping.controls.fill(self.commands))
        self.driving.fill(self.commands)
        self.comparing.fill(self.commands, "open_log", "put_picture")

    def _take_text(self, text: str) -> bool:
        """Read a design from pasted code, and show it whole; or take a picture that was copied."""
        if self.backdrop.take(QGuiApplication.clipboard().mimeData()):
            return True
        taken = self.documents.take_text(text)
        if taken:
            self.plot.frame_all()
        return taken

    def _predict_from(self, path: Path) -> None:
        """Open the log of a drive, and predict the loss from it."""
        self.logs.open_logs.open(path)
        if not self.loss.is_on:
            self.commands["predict_loss"].trigger()

    def prove(self, checks: "WorkerQueries | None") -> None:
        """Have each edit checked, and the class stepped, by the worker of all windows."""
        from rampsmith.app.checking.check_on_edit import CheckOnEdit
        from rampsmith.app.checking.worker_queries import WorkerQueries

        client = self.windows.worker
        queries = WorkerQueries(client, self) if checks is None else checks
        self.checking = CheckOnEdit(self.store, self.status, self.problems, queries)
        if checks is None:
            self.stepping.ask(client)

    def check_again(self) -> None:
        """Check again what could not be checked."""
        self.checking.check_again()
        self.stepping.ask_again()
