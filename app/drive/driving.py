"""The test drive of one window: its tab, its actions, and its signals to other parts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from rampsmith.app.base.actions import Actions, ActionSpec, Menu
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.compare.pins import Pins
from rampsmith.app.documents.documents import Documents
from rampsmith.app.drive.driven_files import DrivenFiles
from rampsmith.app.drive.drives import Candidate, Drives
from rampsmith.app.drive.found_rate import FoundRate
from rampsmith.app.drive.tab import DriveTab
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.designer.document.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.designer.drive.client import DriveClient


class Driving(Reporting):
    """Drives the design and the pins when asked to, and shows how that goes."""

    wanted = Signal()
    """The tab is to be shown."""

    log_given = Signal(Path)
    """The log of a drive, which was written there, is to be read, and predicted from."""

    def __init__(
        self,
        store: Store,
        pins: Pins,
        documents: Documents,
        appearance: Appearance,
        client: Callable[[], "DriveClient"],
    ) -> None:
        """Drive a window's design through a client that all windows share."""
        super().__init__(documents)
        self._store, self._pins = store, pins
        self._appearance = appearance
        self.drives = Drives(client, self)
        self.tab = DriveTab(appearance)
        self.files = DrivenFiles(self.drives, self.tab, documents)
        self.rate = FoundRate(store, self.drives, self)
        self.rate.picked.connect(self.refresh)
        self.report_for(self.files)
        self.report_for(self.rate)
        self.files.wanted.connect(self.wanted)
        self.files.log_given.connect(self.log_given)
        self.rate.wanted.connect(self.wanted)
        self.tab.shown.connect(self.drives.warm)
        self.tab.made.connect(self._begin_to_show)
        store.opened.connect(self._leave_document)
        self.drives.changed.connect(self.refresh)
        appearance.changed.connect(self.refresh)
        for signal in (store.document_changed, pins.changed):
            signal.connect(self._show_state)

    def _begin_to_show(self) -> None:
        """Follow what is done in the tab, whose parts have just been made."""
        controls = self.tab.controls
        controls.own_file_wanted.connect(self.files.choose_own_file)
        controls.refused.connect(self.told)
        self.tab.plot.picked.connect(self.rate.pick)
        self.refresh()

    def specs(self) -> tuple[ActionSpec, ...]:
        """List the Drive menu."""
        menu = Menu.DRIVE
        return (
            ActionSpec(
                "drive",
                menu,
                "Start or stop the &drive",
                ("Ctrl+R",),
                self.drive,
                "Drive",
                tip="Train a small network under this design and the pinned ones, or stop that",
            ),
            ActionSpec("range_test", menu, "&Range test", ("Ctrl+Shift+R",), self.test_range),
            ActionSpec(
                "use_base_rate",
                menu,
                "Use as &base rate",
                ("Ctrl+Shift+B",),
                self.rate.use,
            ),
            *self.files.specs(),
        )

    def fill(self, actions: Actions) -> None:
        """Make the buttons of the actions."""
        menu = ("drive", "range_test", "save_drive", "drive_predict")
        self.tab.made.connect(lambda: self.tab.fill(actions, *menu))
        self.tab.made.connect(self._show_state)

    @property
    def is_running(self) -> bool:
        """Whether something is driven now."""
        newest = self.drives.newest
        return newest is not None and newest.is_running

    def drive(self) -> None:
        """Drive the design and every pinned one; or stop what is driven."""
        self.wanted.emit()
        if self.is_running:
            self.drives.stop()
            return
        # Imported when first needed, as what shows a drive: few windows drive anything.
        from rampsmith.app.drive.requested import drive_of

        drive, faults = drive_of(self._candidates(), self.tab.controls.settings)
        if faults:
            self.told.emit(" ".join(faults))
        if drive is None:
            self.tab.show_state(" ".join(faults), is_wrong=True)
            return
        self.drives.begin(drive, "Driving …")

    def test_range(self) -> None:
        """Drive a design that goes through all rates, for the groups of this one."""
        from rampsmith.app.drive.requested import range_test

        self.wanted.emit()
        if self.is_running:
            self.told.emit("First stop the drive under way (Ctrl+R)")
            return
        drive = range_test(self._store.document, self.tab.controls.settings)
        self.drives.begin(drive, "Testing a range of rates …")

    def _candidates(self) -> list[Candidate]:
        """Return the design and the pins that are shown."""
        pins = [
            Candidate(pin.name, pin.schedule, pin.number) for pin in self._pins.pins if pin.is_shown
        ]
        return [Candidate(self._store.document.title, self._store.document, None), *pins]

    def refresh(self) -> None:
        """Show the newest drive as it is now, once it can be seen."""
        from rampsmith.app.drive import shown

        if not self.tab.is_made:
            return
        newest = self.drives.newest
        self.tab.show_drive(is_begun=newest is not None)
        self._show_state()
        if newest is None:
            return
        theme = self._appearance.theme
        self.tab.show_range(is_shown=newest.is_range_test)
        self.tab.show_notes(shown.notes(newest))
        if newest.is_range_test:
            found, base = shown.found_range(newest), self.rate.base
            self.tab.plot.show_picture(shown.drawn_range(newest, theme, found, base))
            is_over = not newest.is_running and newest.record.done > 0
            group = shown.group_tested(newest)
            words = shown.range_words(found, group) if is_over else ""
            self.tab.range.show_found(words, shown.base_rate_words(base, group))
        else:
            self.tab.plot.show_picture(shown.drawn(newest, theme))
            self.tab.table.show_results(shown.results(newest, theme))

    def _show_state(self) -> None:
        """Say how far the newest drive is, and whether the designs have changed since."""
        from rampsmith.app.drive import shown

        if not self.tab.is_made:
            return
        newest = self.drives.newest
        running = newest is not None and newest.is_running
        self.tab.controls.show_running(running)
        self.tab.progress.show_share(newest.record.share if newest and running else None)
        if newest is None:
            self.tab.show_state("")
            return
        if newest.is_running:
            self.tab.show_state(shown.state_words(newest.record))
        elif failure := shown.failure(newest):
            self.tab.show_state(failure, is_wrong=True)
        elif newest.end is None:
            done = shown.percent_words(newest.record)
            self.tab.show_state(
                f"Stopped at {done}; what it told until then is shown. {self._stale()}"
            )
        else:
            self.tab.show_state(self._stale())

    def _leave_document(self) -> None:
        """Remember that another document was driven than the one that is open now."""
        if self.drives.newest is not None:
            self.drives.newest.is_of_document = False

    def _stale(self) -> str:
        """Say what has changed since the newest drive; nothing where nothing has."""
        newest = self.drives.newest
        if newest is None or newest.is_range_test:
            return ""
        schedules = (_unnamed(run.file.schedule) for run in newest.request.runs)
        driven = dict(zip(newest.pins, schedules, strict=True))
        # One that could not be driven is no reason to say that it has changed.
        design = _unnamed(self._store.document)
        if driven.pop(None, design) != design:
            return "The design has changed since; Ctrl+R drives it again."
        if driven != {each.pin: _unnamed(each.schedule) for each in self._candidates()[1:]}:
            return "The pins have changed since; Ctrl+R drives them too."
        return ""

    def close(self) -> None:
        """Drive nothing any more."""
        self.drives.close()


def _unnamed(schedule: Schedule) -> Schedule:
    """Return a design without its names: they change nothing in a training."""
    return replace(schedule, title="", class_name="")
